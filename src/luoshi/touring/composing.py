"""The report of a tour as a draft bulletin: stops, notes, questions, commitments and matters, to be edited."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi.commitments.queries import visible_commitments, wording_of
from luoshi.issuing import bulletins, drafting
from luoshi.issuing.composing.brief import brief_paper
from luoshi.issuing.composing.rows import in_chinese, office_for
from luoshi.issuing.models import Bulletin, Document, DocumentKind
from luoshi.matters.models import Matter, State
from luoshi.matters.queries import visible_matters
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Account
from luoshi.papers.kinds.bulletin import Masthead
from luoshi.touring import queries
from luoshi.touring.models import FieldNote, MemberRole, NoteKind, QuestionState, TourStop
from luoshi.values.errors import Incomplete
from luoshi.values.sentences import Sentence, gettext_noop

NUMERALS = "一二三四五六七八九十"
LABELS = {"stops": Sentence(gettext_noop("调研点"))}


def key_of(tour: Engagement) -> str:
    """Return the occasion under which a tour's report is drafted."""
    return f"tour-{tour.pk}"


@transaction.atomic
def compose_report(tour: Engagement, *, by: Account, now: dt.datetime) -> Document:
    """Draft the report of a tour; raises Duplicate if it is drafted already, Incomplete without stops."""
    if not tour.stops.exists():
        raise Incomplete(["stops"], labels=LABELS)
    office = office_for(by, tour.held_by, now=now)
    head = bulletins.last_masthead(office) or Masthead("调研简报", office.name, "")
    paper = brief_paper(
        head=head,
        title=f"{tour.name.removesuffix('调研')}调研情况",
        text=report_text(tour, by, now=now),
        now=now,
    )
    document = drafting.draft_document(
        kind=DocumentKind.BULLETIN,
        office=office,
        paper=paper,
        key=key_of(tour),
        engagement=tour,
        by=by,
        now=now,
    )
    Bulletin.objects.create(document=document)
    return document


@in_chinese
def report_text(tour: Engagement, by: Account, *, now: dt.datetime) -> str:
    """Return what the report says, a paragraph a line, as far as ``by`` may see what it rests on."""
    notes = list(queries.notes_of(tour))
    parts = [("基本情况", _who(tour)), ("调研情况", _stops(tour, notes))]
    problems = [one for one in notes if one.kind == NoteKind.PROBLEM]
    parts.append(("反映的问题", [_told(one) for one in problems]))
    parts.append(("双方承诺", _promises(tour, notes, by, now=now)))
    parts.append(("提问和答复", _answers(tour)))
    parts.append(("议定事项", _matters(tour, by, now=now)))
    lines: list[str] = []
    for at, (heading, said) in enumerate(one for one in parts if one[1]):
        lines += [f"{NUMERALS[at]}、{heading}", *said]
    return "\n".join(lines)


def _day(day: dt.date) -> str:
    return f"{day.month}月{day.day}日"


def _who(tour: Engagement) -> list[str]:
    days = ""
    if tour.start_on:
        days = _day(tour.start_on)
        if tour.end_on and tour.end_on != tour.start_on:
            days += f"至{_day(tour.end_on)}"
    members = list(queries.members_of(tour))
    led = "、".join(one.person.name for one in members if one.role == MemberRole.LEADER)
    others = "、".join(one.person.name for one in members if one.role == MemberRole.MEMBER)
    said = f"{days}，" if days else ""
    said += f"{led}带队" if led else f"{tour.held_by.name}"
    said += f"赴{tour.place}调研" if tour.place else "开展调研"
    return [said + (f"，{others}参加。" if others else "。")]


def _stops(tour: Engagement, notes: list[FieldNote]) -> list[str]:
    lines = []
    for stop in queries.stops_of(tour):
        seen = [one.text for one in notes if one.stop_id == stop.pk and one.kind == NoteKind.NOTE]
        lines.append(f"{_day(stop.on)}，{_where(stop)}。" + "".join(map(_ended, seen)))
    return lines


def _where(stop: TourStop) -> str:
    host = f"，由{stop.host.name}介绍情况" if stop.host else ""
    place = f"（{stop.place}）" if stop.place else ""
    return f"到{stop.name}{place}{host}"


def _ended(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith(("。", "！", "？", "；")) else f"{text}。"


def _told(note: FieldNote) -> str:
    by = f"{note.said_by}反映：" if note.said_by else ""
    return by + _ended(note.text)


def _promises(
    tour: Engagement, notes: list[FieldNote], by: Account, *, now: dt.datetime
) -> list[str]:
    rows = visible_commitments(by, now=now).filter(
        pk__in=[one.commitment_id for one in notes if one.commitment_id]
    ) | visible_commitments(by, now=now).filter(engagement__in=[tour, *tour.parts.all()])
    lines = []
    for row in rows.distinct().order_by("pk"):
        state = "" if row.confirmed_said else "（措辞待双方确认）"
        lines.append(f"{row.debtor_unit.name}承诺：{_ended(wording_of(row).text)}{state}")
    loose = [one for one in notes if one.kind == NoteKind.COMMITMENT and not one.commitment_id]
    return lines + [f"{_told(one)}（待登记、待双方确认）" for one in loose]


def _answers(tour: Engagement) -> list[str]:
    lines = []
    for one in queries.questions_of(tour):
        asked = f"问：{_ended(one.text)}"
        if one.state == QuestionState.ANSWERED:
            lines.append(f"{asked}答：{_ended(one.answer)}")
        elif one.state == QuestionState.PROMISED and one.promised_on and one.answering:
            lines.append(f"{asked}{one.answering.name}答应{_day(one.promised_on)}答复。")
        elif one.state == QuestionState.LATER:
            lines.append(f"{asked}会后再议。")
    return lines


def _matters(tour: Engagement, by: Account, *, now: dt.datetime) -> list[str]:
    rows = visible_matters(by, now=now).filter(engagement__in=[tour, *tour.parts.all()])
    rows = rows.exclude(state=State.CANCELLED).order_by("pk")
    return [f"（{at}）{_matter(one)}" for at, one in enumerate(rows, 1)]


def _matter(one: Matter) -> str:
    due = one.due_current or one.due_proposed
    who = f"{one.lead.name}牵头" if one.lead else "牵头单位待定"
    person = f"，{one.person.name}负责" if one.person else ""
    until = f"，{_day(due)}前办结" if due else "，期限待定"
    return f"{one.title.rstrip('。')}。{who}{person}{until}。"
