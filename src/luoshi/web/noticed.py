"""Notices as pages show them: one row for each thing, what it is, why she was told, where it is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from luoshi.notices.letters import why
from luoshi.rules.escalation import DECIDED_FROM


@dataclass(frozen=True)
class Told:
    """One notice: ``times`` counts the notices of the same thing, ``light`` is None for an order."""

    notice: Any
    title: str
    kind: str
    why: str
    address: str
    light: Any = None
    window: str = ""
    order: Any = None
    times: int = 1


class Newest(Sequence[tuple[Any, int]]):
    """The newest notice of each thing with how many there are of it, newest first.

    Only its number is known of each until a stretch of them is asked for: an office may have been
    told of more things than anybody reads.
    """

    def __init__(self, notices: QuerySet[Any]) -> None:
        self._rows = notices
        things = notices.order_by().values("obligation", "order", "bulletin")
        counted = things.annotate(newest=Max("pk"), times=Count("pk")).order_by("-newest")
        self._newest = list(counted.values_list("newest", "times"))

    def __len__(self) -> int:
        return len(self._newest)

    def __getitem__(self, wanted: Any) -> Any:
        if not isinstance(wanted, slice):
            return self[wanted : wanted + 1 or None][0]
        shown = self._newest[wanted]
        found = self._rows.in_bulk([pk for pk, _times in shown])
        return [(found[pk], times) for pk, times in shown if pk in found]

    def __iter__(self) -> Iterator[tuple[Any, int]]:
        return iter(self[:])


def told(
    notices: Sequence[tuple[Any, int]], *, rows: Callable[[list[Any]], list[Any]]
) -> list[Told]:
    """Return notices as rows; ``rows`` gives for things owed what the desk shows of them."""
    owed = [one.obligation for one, _times in notices if one.obligation_id]
    shown = {row.obligation.pk: row for row in rows(owed)}
    return [_told(one, times, shown.get(one.obligation_id)) for one, times in notices]


def _told(notice: Any, times: int, row: Any) -> Told:
    if row is None and notice.bulletin_id:
        paper = notice.bulletin.document
        said = f"{paper.office} {paper.number or ''}".strip()
        kind = str(paper.get_kind_display())
        return Told(notice, paper.title, kind, said, address_of(notice), times=times)
    if row is None:
        order = notice.order
        return Told(
            notice,
            str(order.matter or order.project),
            f"{order.get_kind_display()} {order.number or ''}",
            _("要求%(day)s前反馈") % {"day": order.answer_by},
            address_of(notice),
            order=order,
            times=times,
        )
    return Told(
        notice,
        row.obligation.title,
        str(row.obligation.get_kind_display()),
        why(notice),
        address_of(notice) or row.address,
        light=row.light,
        window=row.window,
        times=times,
    )


def address_of(notice: Any) -> str:
    """Return where an order is read or a decision taken; "" for what the desk knows better."""
    if notice.bulletin_id:
        return reverse("bulletin_detail", args=[notice.bulletin.document_id])
    if notice.order_id and notice.order.matter_id:
        return reverse("matter_detail", args=[notice.order.matter_id])
    if notice.order_id:
        return reverse("project_detail", args=[notice.order.project_id])
    if notice.rung >= DECIDED_FROM:
        return f"{reverse('escalation_list')}?thing={notice.obligation_id}"
    return ""


def tomorrow(today: dt.date) -> dt.date:
    """Return the day that a page proposes for putting a notice off."""
    return today + dt.timedelta(days=1)
