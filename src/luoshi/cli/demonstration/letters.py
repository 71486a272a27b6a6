"""Papers of the demonstration, in every state of their way: filed, received, signed, checked, drafted, void."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from luoshi.cli.demonstration.agenda import Agenda
from luoshi.cli.demonstration.world import World
from luoshi.issuing import checking, documents, drafting, flagging, numbering, receiving, signing
from luoshi.issuing.composing import assignment, letter
from luoshi.issuing.models import Document
from luoshi.matters.models import Matter
from luoshi.orgs.models import Account
from luoshi.papers.paper import Para
from luoshi.rules.life import IN_HAND

WORD = "瀚国资"


def letters(world: World, agenda: Agenda) -> None:
    """Put the papers of the last weeks on the agenda."""
    agenda.on(-21, lambda now: _name(world, now), hour=9)
    agenda.on(-20, lambda now: _out(world, 0, now, filed=True), hour=10)
    agenda.on(-13, lambda now: _void(world, 1, now), hour=10)
    agenda.on(-6, lambda now: _assigned(world, now), hour=11)
    agenda.on(-3, lambda now: _signed(world, 2, now), hour=15)
    agenda.on(-2, lambda now: _remarked(world, 3, now), hour=16)
    agenda.on(-1, lambda now: _begun(world, 4, now), hour=10)


def _name(world: World, now: dt.datetime) -> None:
    numbering.name_office(world.office, word=WORD, by=world.coordinator, now=now)


def _drafted(world: World, at: int, now: dt.datetime) -> Document | None:
    """The coordinator drafts a letter about one of the matters in hand to a unit of another house."""
    rows = Matter.objects.filter(state__in=sorted(IN_HAND)).exclude(lead=world.office)
    for matter in rows.select_related("lead").order_by("pk")[at : at + 1]:
        if matter.lead is not None:
            return letter.compose_letter(matter, to=matter.lead, by=world.coordinator, now=now)
    return None


def _begun(world: World, at: int, now: dt.datetime) -> None:
    """A letter that nobody has gone on with yet."""
    _drafted(world, at, now)


def _checked(world: World, document: Document, now: dt.datetime) -> None:
    """It is sent to be checked; the supervisor keeps what was flagged and finds it in order."""
    by = world.supervisor
    checking.send_to_check(document, version=document.version, by=world.coordinator, now=now)
    for flag in flagging.undecided(document):
        flagging.keep_flag(flag, reason="沿用会议纪要原话，时限见后文。", by=by, now=now)
    checking.pass_check(document, version=document.version, by=by, now=now)


def _issued(world: World, document: Document, now: dt.datetime) -> None:
    _checked(world, document, now)
    signing.sign(document, version=document.version, by=world.leader, now=now)
    numbering.issue(document, version=document.version, by=world.coordinator, now=now)


def _out(world: World, at: int, now: dt.datetime, *, filed: bool) -> None:
    document = _drafted(world, at, now)
    if document is None:
        return
    _issued(world, document, now)
    for one in document.dispatches.select_related("unit", "document"):
        by = _receiver(world, one.unit_id)
        if by is not None:
            receiving.receive(one, by=by, now=now + dt.timedelta(hours=3))
    if filed:
        receiving.file_document(document, by=world.coordinator, now=now + dt.timedelta(hours=5))


def _receiver(world: World, unit: int) -> Account | None:
    found = next((one for one in world.units.values() if one.pk == unit), None)
    return world.voice_of(found, "handler", "planner", "unit_head") if found else None


def _void(world: World, at: int, now: dt.datetime) -> None:
    document = _drafted(world, at, now)
    if document is not None:
        _issued(world, document, now)
        numbering.void(document, reason="主送机关写错，另行发函。", by=world.coordinator, now=now)


def _assigned(world: World, now: dt.datetime) -> None:
    """An assignment notice of a matter in hand goes out and waits for its receipt."""
    rows = Matter.objects.filter(state__in=sorted(IN_HAND)).exclude(lead=world.office)
    matter = rows.order_by("-pk").first()
    if matter is not None:
        document = assignment.compose_assignment(matter, by=world.coordinator, now=now)
        _issued(world, document, now)


def _signed(world: World, at: int, now: dt.datetime) -> None:
    document = _drafted(world, at, now)
    if document is not None:
        _checked(world, document, now)
        signing.sign(document, version=document.version, by=world.leader, now=now)


def _remarked(world: World, at: int, now: dt.datetime) -> None:
    """A draft says something without a day; the supervisor remarks on it and waits for the change."""
    document = _drafted(world, at, now)
    if document is None:
        return
    paper = documents.latest(document).paper
    vague = replace(paper, body=(*paper.body[:-1], Para("请尽快研究并反馈意见。"), paper.body[-1]))
    by = world.coordinator
    drafting.edit_document(
        document, version=document.version, paper=vague, note="补充反馈要求", by=by, now=now
    )
    checking.send_to_check(document, version=document.version, by=by, now=now)
    checking.remark(
        document,
        text="请写明反馈的具体日期。",
        quote="请尽快研究并反馈意见。",
        by=world.supervisor,
        now=now,
    )
