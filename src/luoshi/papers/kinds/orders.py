"""Orders that move a matter: handed over (交办), urged (催办), supervised (督办), with receipt slip.

They are forms of an office and none of the fifteen legal kinds; slip and order share one number.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.papers.kinds.task import Office, Task, facts, receipt, told
from luoshi.papers.paper import Block, Paper, Para, Sheet
from luoshi.values.numbers import written_day


@dataclass(frozen=True, slots=True)
class Order:
    """What is common to the orders: ``words`` are the office's own, ``answer_by`` the day of reply.

    ``urgency`` is 特急, 加急 or nothing.
    """

    office: Office
    number: str
    addressee: str
    task: Task
    issued_on: dt.date
    answer_by: dt.date
    words: str = ""
    urgency: str = ""
    copies: tuple[str, ...] = ()


def urging(order: Order) -> Paper:
    """Return the urging order (催办单): one reminder in writing, one day of reply."""
    until = written_day(order.answer_by)
    asked = Para(
        f"请于{until}前书面反馈办理进展、存在的问题和下一步安排；确有困难的，"
        "请一并说明原因和需要协调的事项。"
    )
    said = told(order.words) or (Para(f"“{order.task.title}”正在办理，请抓好落实。"), asked)
    closing = Para(f"请于{until}前将回执连同办理情况一并反馈。")
    return _paper(order, "催办单", "催办", (*said, facts(order.task), closing))


def supervision(order: Order) -> Paper:
    """Return the supervision order (督办通知单), for what urging did not move."""
    until = written_day(order.answer_by)
    asked = Para("请你单位主要负责同志亲自过问，查明原因，明确办结措施和时间节点。")
    said = told(order.words) or (
        Para(f"“{order.task.title}”未按要求办理，现予督办。"),
        asked,
    )
    closing = (
        Para(f"请于{until}前书面报送办理情况，并随文退回回执。"),
        Para("逾期未反馈又未说明理由的，我办将按规定报请分管负责同志协调。"),
    )
    return _paper(order, "督办通知单", "督办", (*said, facts(order.task), *closing))


def assignment(order: Order) -> Paper:
    """Return the assignment notice (交办通知): a matter handed to its lead with all its terms."""
    signs = written_day(order.answer_by)
    said = (
        Para(f"根据{order.task.source}，现将有关事项交由你单位牵头办理，具体如下。")
        if order.task.source
        else Para("现将有关事项交由你单位牵头办理，具体如下。")
    )
    body = (
        *(told(order.words) or (said,)),
        facts(order.task),
        Para(
            f"请于{signs}前签收，并报送办理方案，明确措施、节点和责任人。"
            "责任单位、配合单位要主动对接牵头单位，共同抓好落实。"
        ),
        Para("对交办事项有异议的，请在签收期限内书面提出，并说明依据和建议承办单位。"),
    )
    return _paper(order, "交办通知单", "交办", body)


def _paper(order: Order, form: str, verb: str, body: tuple[Block, ...]) -> Paper:
    return Paper(
        format="general",
        mark=f"{order.office.name}{form}",
        title=f"关于“{_short(order.task.title)}”的{verb}通知",
        number=order.number,
        urgency=order.urgency,
        addressees=(order.addressee,),
        body=body,
        issuer=order.office.name,
        dated=order.issued_on,
        note=order.office.asks,
        copies=order.copies,
        printed_by=order.office.name if order.copies else "",
        printed_on=order.issued_on,
        sheets=(Sheet(f"{form}回执", (receipt(order.number, signed=order.addressee),)),),
    )


def _short(title: str, *, most: int = 48) -> str:
    """Return ``title`` as a heading can hold it; the table below has it in full."""
    plain = title.strip().rstrip("。；")
    return plain if len(plain) <= most else plain[: most - 1] + "…"
