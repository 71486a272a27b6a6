"""Reports: of one project for half a month (半月报), and upward to a higher office (报告)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from luoshi.papers.kinds.task import Office, told
from luoshi.papers.paper import Block, Item, Paper, Para, Table
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.numbers import money, written_day

NOTHING = "无。"


@dataclass(frozen=True, slots=True)
class Sums:
    """Investment in yuan: done in the window, this year, since the start; planned in all and for the year."""

    window: Decimal
    year: Decimal
    total: Decimal
    funds: Decimal
    planned: Decimal | None = None
    year_planned: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """A problem: its words, and its matter with owner and day, or why it needs no help (``known``)."""

    text: str
    number: str = ""
    owner: str = ""
    due_on: dt.date | None = None
    known: str = ""


@dataclass(frozen=True, slots=True)
class ProjectReport:
    """What a project's unit says of one window; every field of the half-month report has its place.

    ``expected``: figures are expected, not counted, because the report left before the window
    ended.  ``changes`` are of people, plan or sums.  ``signs`` are who wrote, signed and received it.
    """

    office: str
    project: str
    filing_number: str
    unit: str
    window: HalfMonth
    stage: str
    progress: str
    sums: Sums
    reported_on: dt.date
    reporter: str
    edition: int = 1
    milestones: tuple[tuple[str, str], ...] = ()
    formalities: str = ""
    troubles: tuple[Trouble, ...] = ()
    next_steps: str = ""
    coordination: tuple[Trouble, ...] = ()
    changes: tuple[str, ...] = ()
    correction: str = ""
    unchanged: bool = False
    unchanged_reason: str = ""
    expected: bool = False
    signs: tuple[tuple[str, str, dt.date], ...] = ()


def project_report(said: ProjectReport) -> Paper:
    """Return the half-month report of one project, under the eight headings that the office keeps."""
    body: list[Block] = [_head(said), *_progress(said), Item(1, "完成投资"), _invested(said.sums)]
    if said.expected:
        body.append(Para("以上含预计数，以报告期末实际完成为准。"))
    body += [
        Item(1, "资金到位"),
        Para(f"累计到位资金{money(said.sums.funds)}。"),
        Item(1, "手续办理"),
        *_told(said.formalities),
        Item(1, "存在问题"),
        *_troubles(said.troubles),
        Item(1, "下一步计划"),
        *_told(said.next_steps),
        Item(1, "需协调事项"),
        *_troubles(said.coordination),
        Item(1, "人员、计划和投资变更"),
        *(tuple(Para(one) for one in said.changes) or _told("")),
    ]
    if said.signs:
        rows = tuple((word, name, written_day(on)) for word, name, on in said.signs)
        body.append(Table(rows, (2, 3, 3), ("签批", "姓名", "日期")))
    return Paper(
        format="form",
        mark=said.unit,
        title=f"{said.project}半月报（{said.window.chinese}）",
        body=tuple(body),
        issuer=said.unit,
        dated=said.reported_on,
        addressees=(said.office,),
    )


def _head(said: ProjectReport) -> Table:
    edition = f"第{said.edition}版" if said.edition > 1 else ""
    rows = (
        ("备 案 号", said.filing_number),
        ("项目名称", said.project),
        ("报 告 期", f"{said.window.chinese}（数据截至{written_day(said.window.last_day)}24时）"),
        ("填报单位", said.unit),
        ("填 报 人", said.reporter),
        ("版　　次", edition),
        ("更正说明", said.correction),
    )
    return Table(tuple(row for row in rows if row[1]), (1, 4))


def _progress(said: ProjectReport) -> list[Block]:
    body: list[Block] = [Item(1, "形象进度"), Para(f"当前阶段：{said.stage}。")]
    if said.unchanged:
        why = f"原因：{said.unchanged_reason.rstrip('。')}。" if said.unchanged_reason else ""
        body.append(Para(f"本期无变化。{why}"))
    body += told(said.progress)
    if said.milestones:
        body.append(Table(said.milestones, (3, 4), ("节点", "时间")))
    return body


def _invested(sums: Sums) -> Table:
    rows = [
        ("本期完成", money(sums.window), "—"),
        ("本年完成", money(sums.year), _share(sums.year, sums.year_planned, "年度计划")),
        ("累计完成", money(sums.total), _share(sums.total, sums.planned, "计划总投资")),
    ]
    return Table(tuple(rows), (2, 3, 6), ("口径", "完成投资", "占计划"))


def _share(done: Decimal, planned: Decimal | None, of: str) -> str:
    """Return a rate with what it is of: 占年度计划8000万元的31.3%."""
    if not planned:
        return f"未填{of}"
    share = (done / planned * 100).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"占{of}{money(planned)}的{share}%"


def _troubles(troubles: tuple[Trouble, ...]) -> tuple[Block, ...]:
    if not troubles:
        return _told("")
    return tuple(Item(2, "", _trouble(one)) for one in troubles)


def _trouble(one: Trouble) -> str:
    text = one.text.strip().rstrip("。；")
    if one.known:
        return f"{text}（已掌握，无需协调：{one.known.rstrip('。')}）。"
    if one.number or one.owner:
        day = f"{written_day(one.due_on)}前办结" if one.due_on else ""
        parts = (one.number, f"{one.owner}牵头" if one.owner else "", day)
        return f"{text}（已列为事项：{'，'.join(part for part in parts if part)}）。"
    return f"{text}。"


def _told(text: str) -> tuple[Block, ...]:
    return told(text) or (Para(NOTHING),)


@dataclass(frozen=True, slots=True)
class Upward:
    """A report to a higher office: it may carry no request.  ``signer`` answers for it by name."""

    office: Office
    number: str
    to: str
    about: str
    text: str
    signer: str
    dated: dt.date
    copies: tuple[str, ...] = ()


def upward(said: Upward) -> Paper:
    """Return ``said`` as a report (报告)."""
    return Paper(
        format="general",
        mark=f"{said.office.name}文件",
        title=f"关于{said.about}的报告",
        number=said.number,
        signer=said.signer,
        addressees=(said.to,),
        body=(*told(said.text), Para("特此报告。")),
        issuer=said.office.name,
        dated=said.dated,
        note=said.office.asks,
        copies=said.copies,
        printed_by=said.office.name,
        printed_on=said.dated,
    )
