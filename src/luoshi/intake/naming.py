"""Names and titles taken from what a document says: pure, and shown on the card before they are used."""

from __future__ import annotations

import re
from collections.abc import Iterable

TITLE_MAX = 60

_GROUPS_BEGIN = re.compile(
    r"(?:各|其他|其它|其余|有关|相关|上述|双方|多方|全体|与会|所有|多家|两地|贵|我(?!国|爱))"
)
_GROUPS_END = re.compile(r"(?:单位|部门|企业|机构|各方|方面|人员|负责人|县市|各县|各地)$")
_GENERIC = {"企业", "部门", "单位", "公司", "集团", "政府", "园区", "会议", "项目单位", "建设单位"}

_KINDS = (
    ("park", re.compile(r"(?:园区|园|开发区|保税区|合作区|高新区|新区|管委会)$")),
    ("enterprise", re.compile(r"(?:公司|集团|银行|合作社|联社|厂|矿|商行|中心支行|分行|支行)$")),
    (
        "department",
        re.compile(
            r"(?:局|厅|办|办公室|部|处|科|室|国资委|发改委|工信委|经济委|住建委|支队|大队)$"
        ),
    ),
    (
        "government",
        re.compile(
            r"(?:政府|党委|区委|州委|市委|县委|旗委|地委|行署|公署|地区|州|市|县|旗|盟|区)$"
        ),
    ),
    ("department", re.compile(r"(?:委|委员会|中心|院|署|站|队)$")),
)

_GROUP = re.compile(
    r"(?:成立|组建|设立|建立)(?:了|由)?(?P<name>[^，。；：、\s]{0,30}?"
    r"(?:工作小组|领导小组|协调小组|工作专班|专班|工作组|指挥部|专项小组|小组))"
)
_PLAIN_GROUP = {
    "工作小组",
    "领导小组",
    "协调小组",
    "工作专班",
    "专班",
    "工作组",
    "小组",
    "专项小组",
}
_RESULT = re.compile(r"(?:确保|实现|力争|达到|做到|直至)[^，。；]{4,100}")


def is_group_of_units(name: str) -> bool:
    """Tell whether ``name`` means units that the text does not name: 各企业, 其他部门.

    >>> is_group_of_units("其他部门"), is_group_of_units("青泉州水利局")
    (True, False)
    """
    name = name.strip()
    return bool(
        name in _GENERIC or _GROUPS_BEGIN.match(name) or _GROUPS_END.search(name) or not name
    )


def is_short_for(short: str, full: str) -> bool:
    """Tell whether ``short`` can be another way to write ``full``: fewer of its characters, in order.

    What a rule cut wrongly out of a sentence (请瀚北建工集团) is none.

    >>> is_short_for("瀚建", "瀚北建工集团有限公司"), is_short_for("请瀚建", "瀚北建工集团有限公司")
    (True, False)
    """
    rest = iter(full)
    return 2 <= len(short) < len(full) and all(character in rest for character in short)


def unit_kind(name: str) -> str:
    """Return the likely kind of a unit, by the end of its name: a code of orgs.UnitKind."""
    return next((kind for kind, pattern in _KINDS if pattern.search(name)), "other")


def split_post(post: str | None, names: Iterable[str]) -> tuple[str, str]:
    """Return the unit that ``post`` begins with (the longest of ``names``, or "") and the title after it.

    >>> split_post("青泉州水利局副局长", ["青泉州", "青泉州水利局"])
    ('青泉州水利局', '副局长')
    """
    if not post:
        return "", ""
    fits = [name for name in names if name and post.startswith(name) and len(post) > len(name)]
    unit = max(fits, key=len, default="")
    return unit, post.removeprefix(unit).strip("、， 的")


def title_of(text: str) -> str:
    """Return a title for a duty: its first clauses, up to 60 characters."""
    text = text.strip().rstrip("。；，、!！")
    if len(text) <= TITLE_MAX:
        return text
    cut = max(text.rfind(mark, 12, TITLE_MAX) for mark in "，；、：")
    return text[:cut] if cut > 0 else text[: TITLE_MAX - 1] + "…"


def criterion_of(text: str) -> str:
    """Return the clause in which a duty itself says what result is wanted, else ""."""
    found = _RESULT.search(text)
    return found[0].strip() if found else ""


def group_named_in(text: str) -> str:
    """Return the working group that a duty sets up, as printed, else ""."""
    found = _GROUP.search(text)
    return found["name"].removeprefix("由") if found else ""


def group_name(printed: str, *, meeting: str) -> str:
    """Return a name under which a group can be told from others."""
    if printed in _PLAIN_GROUP and meeting:
        return f"“{meeting.strip('“”')}”{printed}"[:120]
    return printed[:120]


def engagement_name(name: str | None, *, place: str | None, kind_label: str) -> str:
    """Return the printed name, else one made of place and kind: 青泉机场实地考察."""
    return (name or f"{place or ''}{kind_label}")[:200]
