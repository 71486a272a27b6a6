"""Of which kind a need or an offer probably is, by the words in it: a proposal for the form, no more."""

from __future__ import annotations

# Of several kinds named, the one named first in the text; the order here settles a draw.
WORDS: dict[str, tuple[str, ...]] = {
    "land": ("用地", "土地", "地块", "厂房", "选址", "征地", "亩"),
    "energy": (
        "用电",
        "供电",
        "电力",
        "电价",
        "用水",
        "供水",
        "供热",
        "供气",
        "天然气",
        "能耗",
        "变电",
    ),
    "funds": ("资金", "贷款", "融资", "授信", "补助", "注资", "专项债"),
    "labour": ("用工", "招工", "劳动力", "技工", "就业", "人才", "培训"),
    "logistics": ("物流", "运输", "铁路", "专用线", "仓储", "班列", "口岸通关", "运力"),
    "material": ("原料", "原材料", "矿石", "煤炭", "粮源", "棉花", "砂石", "资源配置"),
    "market": ("市场", "销售", "采购", "订单", "产品推介", "包销"),
    "approval": ("审批", "手续", "环评", "核准", "备案", "许可", "批复", "预审"),
    "policy": ("政策", "税收", "优惠", "补贴", "支持措施"),
}
OTHER = "other"


def kind_of(text: str) -> str:
    """Return the kind whose word stands first in ``text``, "other" where none does.

    >>> kind_of("需工业用地200亩，并协调供电")
    'land'
    """
    places = [
        (text.index(word), rank, kind)
        for rank, (kind, words) in enumerate(WORDS.items())
        for word in words
        if word in text
    ]
    return min(places)[2] if places else OTHER


def side_of(kind: str, text: str) -> str:
    """Return "offer" for what a report promises (support), "need" for what it asks for or plans.

    ``kind`` is the kind of matter that was read: problem, intent or support.
    """
    gives = any(word in text for word in ("可提供", "能够提供", "愿意提供", "将提供", "可供"))
    return "offer" if kind == "support" or gives else "need"
