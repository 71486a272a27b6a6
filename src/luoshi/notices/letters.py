"""How a message reads: the rows that still stand, in the person's language, as text and as HTML."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from luoshi.notices import queries, tokens
from luoshi.notices.models import Language, MailLanguage, Message, Notice
from luoshi.orgs.models import Account, Person
from luoshi.owed.queries import light
from luoshi.rules.escalation import DECIDED_FROM, RUNGS
from luoshi.rules.lights import Colour
from luoshi.values.civil import civil_day
from luoshi.values.sentences import show_in_chinese, show_in_english


@dataclass(frozen=True, slots=True)
class Row:
    """One notice as a message shows it: what, until when, how it stands, where it is done."""

    title: str
    kind: str
    why: str
    standing: str
    due_on: dt.date | None
    late: bool
    link: str


@dataclass(frozen=True, slots=True)
class Written:
    """A message ready to go."""

    subject: str
    text: str
    html: str
    rows: int


def language_of(person: Person) -> str:
    """Return the language in which ``person`` is written to: her own choice, else Simplified Chinese."""
    chosen = MailLanguage.objects.filter(person=person).first()
    return str(chosen.language) if chosen else Language.SIMPLIFIED.value


def show(value: object) -> str:
    """Return how ``value`` stands in a sentence of the language that is being written."""
    english = translation.get_language() == Language.ENGLISH
    return show_in_english(value) if english else show_in_chinese(value)


def rows_of(message: Message, *, today: dt.date, now: dt.datetime) -> QuerySet[Notice]:
    """Return what of a message still stands: what the page shows as unread, of these rows."""
    mine = queries.standing(Notice.objects.filter(lines__message=message))
    account = Account.objects.filter(person=message.person_id).first()
    if account is not None:
        mine = queries.still_seen(mine, account, now=now)
    put_off = mine.filter(later_on__gt=today).values("pk")
    return mine.exclude(pk__in=put_off).order_by("obligation__due_on", "pk")


def write(message: Message, *, address: str, now: dt.datetime) -> Written | None:
    """Return the message as it goes out; None where nothing of it stands any more."""
    today = civil_day(now)
    with translation.override(language_of(message.person)):
        rows = [
            row_of(notice, address=address, today=today, now=now)
            for notice in rows_of(message, today=today, now=now)
        ]
        if not rows:
            return None
        late = sum(row.late for row in rows)
        context = {
            "person": message.person,
            "late": [row for row in rows if row.late],
            "other": [row for row in rows if not row.late],
            "count": len(rows),
            "desk": f"{address}{reverse('desk')}",
            "notices": f"{address}{reverse('notice_list')}",
            "today": today,
        }
        return Written(
            _subject(rows, late),
            render_to_string("notices/mail.txt", context),
            render_to_string("notices/mail.html", context),
            len(rows),
        )


def _subject(rows: Iterable[Row], late: int) -> str:
    rows = list(rows)
    if len(rows) == 1:
        return gettext("落实提醒：%(title)s") % {"title": rows[0].title[:60]}
    counted = {"count": len(rows), "late": late}
    if late:
        return gettext("落实提醒：%(count)s项待办，其中%(late)s项逾期") % counted
    return ngettext("落实提醒：%(count)s项待办", "落实提醒：%(count)s项待办", len(rows)) % counted


def row_of(notice: Notice, *, address: str, today: dt.date, now: dt.datetime) -> Row:
    """Return one notice as a row of a message."""
    link = f"{address}{reverse('go', args=[tokens.token_of(notice, now=now)])}"
    if notice.order is not None:
        order = notice.order
        return Row(
            title=str(order.matter or order.project),
            kind=f"{order.get_kind_display()}{order.number or ''}",
            why=gettext(RUNGS[notice.rung]),
            standing=gettext("要求%(day)s前反馈") % {"day": show(order.answer_by)},
            due_on=order.answer_by,
            late=order.answer_by < today,
            link=link,
        )
    if notice.bulletin is not None:
        paper = notice.bulletin.document
        return Row(
            title=paper.title,
            kind=str(paper.get_kind_display()),
            why=gettext("新印发"),
            standing=f"{paper.office} {paper.number or ''}".strip(),
            due_on=None,
            late=False,
            link=link,
        )
    owed = notice.obligation
    assert owed is not None
    lit = light(owed, today=today)
    return Row(
        title=owed.title,
        kind=str(owed.get_kind_display()),
        why=why(notice),
        standing=lit.reason.said(gettext, show),
        due_on=owed.due_on,
        late=lit.colour is Colour.RED,
        link=link,
    )


def why(notice: Notice) -> str:
    """Return why somebody was told: the rung, or that it was laid into her hands."""
    if not notice.rung:
        return gettext("移交给您")
    words = gettext(RUNGS[notice.rung])
    if notice.rung >= DECIDED_FROM:
        return gettext("请决定：%(what)s") % {"what": words}
    return words
