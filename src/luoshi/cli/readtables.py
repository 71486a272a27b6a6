"""A reading as tables in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from luoshi.reading.merging import Merged
from luoshi.reading.types import Draft, Figure

GENRES = {
    "visit-report": "调研考察报道",
    "meeting-report": "会议活动报道",
    "minutes": "会议纪要",
    "task-list": "任务清单",
    "progress-report": "进展报告",
    "notice": "通知函件",
}
ENGAGEMENTS = {
    "tour": "行程",
    "site-visit": "实地察看",
    "meeting": "会议",
    "talk": "会谈",
    "signing": "签约",
}
MATTERS = {"task": "任务", "problem": "问题", "intent": "意向", "support": "支持承诺"}
CADENCES = {
    "daily": "每日",
    "weekly": "每周",
    "semimonthly": "每半月",
    "monthly": "每月",
    "quarterly": "每季度",
}
QUANTITIES = {
    "investment": "总投资",
    "investment-done": "完成投资",
    "investment-year": "年度投资",
    "capacity": "规模",
    "area": "面积",
    "length": "长度",
    "jobs": "就业",
    "output-value": "产值",
    "tax": "税收",
    "progress": "进度",
    "other": "其他",
}
LABELS = {
    "title": "标题",
    "date": "日期",
    "issuer": "发文单位",
    "authors": "作者",
    "editors": "编辑",
    "kind": "类型",
    "name": "名称",
    "post": "职务",
    "lead": "牵头",
    "responsible": "责任",
    "cooperating": "配合",
    "persons": "责任人",
    "due": "期限",
    "cadence": "频次",
    "organisations": "单位",
    "place": "地点",
    "start": "开始",
    "end": "结束",
    "chair": "主持/带队",
    "people": "参加",
}
REPAIRS = {
    "odd character": "异常字符",
    "shifted bytes": "错位字节",
    "pinyin": "夹注拼音",
    "lost character": "补回缺字",
    "traditional": "繁体转简体",
    "bracket": "半角括号",
    "punctuation": "半角标点",
    "quote": "半角引号",
    "name dot": "人名间隔号",
    "blank": "多余空格",
    "line break": "断行",
}


def show(console: Console, name: str, draft: Draft) -> None:
    """Print the whole draft."""
    console.print(
        Panel(_document(draft), title=Text(name), title_align="left", border_style="cyan")
    )
    _table(console, "人员", ("姓名", "职务"), ((p.name, p.post or "") for p in draft.people))
    _table(
        console, "单位", ("名称", "文中简称"),
        ((o.name, "、".join(o.aliases)) for o in draft.organisations),
    )  # fmt: skip
    _table(
        console, "活动", ("类型", "名称", "日期", "地点", "主持/带队", "参加"),
        (
            (ENGAGEMENTS[e.kind], e.name or "", _days(e.start, e.end), e.place or "", "、".join(e.chair), "、".join(e.people))
            for e in draft.engagements
        ),
    )  # fmt: skip
    _table(
        console, "项目", ("名称", "单位", "地点", "数据"),
        ((p.name, "、".join(p.organisations), p.place or "", "\n".join(map(_figure, p.figures))) for p in draft.projects),
    )  # fmt: skip
    _table(
        console, "事项", ("", "类型", "内容", "牵头", "责任", "配合", "责任人", "期限"),
        (
            (str(n), MATTERS[m.kind], m.text, "、".join(m.lead), "、".join(m.responsible), "、".join(m.cooperating),
             "、".join(m.persons), _due(m.due, m.cadence))
            for n, m in enumerate(draft.matters, 1)
        ),
    )  # fmt: skip
    console.print()


def show_second(console: Console, merged: Merged) -> None:
    """Print what only the second reader found, and where the two readings differ."""
    new = merged.added
    proposed = [
        *(("事项", one.text) for one in new.matters),
        *(("项目", one.name) for one in new.projects),
        *(("活动", one.name or one.place or "") for one in new.engagements),
        *(("单位", one.name) for one in new.organisations),
        *(("人员", one.name) for one in new.people),
    ]
    _table(console, "第二读者提出，已列入上表", ("", "内容"), proposed)
    apart = [one for one in merged.differences if one.field]
    _table(
        console, "与第二读者不同", ("", "项", "读到", "第二读者"),
        ((one.head, LABELS.get(one.field, one.field), one.first, one.second) for one in apart),
    )  # fmt: skip
    if not proposed and not apart:
        console.print("第二读者的读法与上表相同。")
    console.print()


def _document(draft: Draft) -> Text:
    document = draft.document
    rows = [
        ("文种", GENRES[document.genre]),
        ("标题", document.title or "（无）"),
        ("日期", document.date or "（未注明）"),
        ("发文单位", document.issuer or "（未注明）"),
    ]
    if document.authors:
        rows.append(("作者", "、".join(document.authors)))
    if document.editors:
        rows.append(("编辑", "、".join(document.editors)))
    rows.append(("修复", _repairs(draft)))
    if not (draft.people or draft.organisations or draft.matters or draft.projects):
        rows.append(
            ("提示", "没有读出人员、单位、项目或事项。请确认这是一份报告、纪要、通知或清单的正文。")
        )
    text = Text()
    for label, value in rows:
        text.append(f"{label}  ", style="bold")
        text.append(f"{value}\n")
    text.rstrip()
    return text


def _repairs(draft: Draft) -> str:
    counts = Counter(repair.kind for repair in draft.repaired.repairs)
    if not counts:
        return "原文无需修复"
    return "，".join(
        f"{REPAIRS.get(kind, kind)} {count} 处" for kind, count in counts.most_common()
    )


def _table(
    console: Console, title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]
) -> None:
    body = list(rows)
    if not body:
        return
    table = Table(
        title=f"{title}（{len(body)}）",
        title_justify="left",
        title_style="bold",
        show_lines=title == "事项",
    )
    kept = [i for i, column in enumerate(columns) if not column or any(row[i] for row in body)]
    for i in kept:
        wide = columns[i] in ("内容", "职务", "名称")
        table.add_column(
            columns[i],
            overflow="fold",
            ratio=3 if columns[i] == "内容" else None,
            min_width=16 if wide else None,
        )
    for row in body:
        table.add_row(*(Text(row[i]) for i in kept))
    console.print(table)


def _days(start: str | None, end: str | None) -> str:
    if start == end or not end:
        return start or ""
    return f"{start}\n至 {end}"


def _due(due: str | None, cadence: str | None) -> str:
    return "\n".join(part for part in (due, CADENCES.get(cadence or "")) if part)


def _figure(figure: Figure) -> str:
    value = figure.value
    unit = figure.unit
    for size, word in ((Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万")):
        if value >= size and unit != "%":
            value, unit = value / size, word + unit
            break
    return f"{QUANTITIES[figure.quantity]} {value.normalize():f}{unit}"
