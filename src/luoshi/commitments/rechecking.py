"""The draw among what was closed, and what whoever looked again found."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from luoshi.audit import actions as audit
from luoshi.audit.models import Event
from luoshi.commitments.models import Draw, Finding, Recheck, Way
from luoshi.commitments.queries import candidates
from luoshi.matters import finishing
from luoshi.matters.models import Matter
from luoshi.matters.terms import due_after
from luoshi.orgs import access
from luoshi.orgs.models import Account
from luoshi.owed import actions as owed
from luoshi.owed.models import Kind as Owed
from luoshi.rules import sampling
from luoshi.rules.access import Permission
from luoshi.rules.sampling import Period
from luoshi.values.civil import SHANGHAI, civil_day
from luoshi.values.errors import (
    BadInput,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    Overtaken,
)
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {"words": Sentence(gettext_noop("核查情况"))}


@transaction.atomic
def draw(*, period: str, by: Account, now: dt.datetime) -> Draw:
    """Draw what is checked again of what was closed in ``period``, once it is over.

    The rule and the seed are not for her to choose: whoever draws draws the same.  Raises
    Duplicate if it was drawn, IllegalMove while the period runs or if nothing was closed in it.
    """
    access.require(by, Permission.RECHECK_DO, now=now)
    wanted = _period(period)
    if Draw.objects.filter(period=wanted.key).exists():
        raise Duplicate(gettext_noop("这一期已经抽取过，结果不再改变。"), code="drawn-already")
    if civil_day(now) <= wanted.last:
        raise IllegalMove(gettext_noop("这一期还没有结束，结束后才能抽取。"), code="period-runs")
    among = {one.pk: one for one in candidates(wanted)}
    if not among:
        raise IllegalMove(gettext_noop("这一期没有可以抽取的办结事项。"), code="nothing-closed")
    frame = [sampling.Candidate(pk, one.lead_id or 0) for pk, one in sorted(among.items())]
    seed = _seed(wanted)
    drawn = sampling.draw(frame, seed=seed.hash, rule=wanted.rule)
    made = Draw.objects.create(
        period=wanted.key,
        share_percent=wanted.rule.share_percent,
        least=wanted.rule.least,
        seed=seed.hash,
        seed_event=seed.pk,
        frame=[{"pk": one.pk, "unit": one.unit} for one in frame],
        count=len(drawn),
        by_name=str(by)[:200],
        at=now,
    )
    audit.record(
        "draw.made", made, by=by, at=now, base=len(frame), count=len(drawn), seed=seed.hash
    )
    for pk in drawn:
        _open(made, among[pk], by=by, now=now)
    return made


def _period(text: str) -> Period:
    try:
        return Period.parse(text)
    except ValueError as error:
        said = gettext_noop("期间写作“2026-05A”（半月）或“2026Q2”（季度）。")
        raise BadInput.of("period", said, code="no-period") from error


def _seed(period: Period) -> Event:
    """Return the record's last event of the period: nobody knows its hash before."""
    end = dt.datetime.combine(period.last + dt.timedelta(days=1), dt.time(), tzinfo=SHANGHAI)
    event = Event.objects.filter(at__lt=end).order_by("-at", "-pk").first()
    if event is None:
        raise IllegalMove(gettext_noop("这一期没有操作记录，无法取得种子。"), code="no-seed")
    return event


def _open(draw: Draw, matter: Matter, *, by: Account, now: dt.datetime) -> None:
    """Let the office that keeps a drawn matter owe the check."""
    assert matter.person and matter.claimed_by and matter.closed_by
    today = civil_day(now)
    due = due_after(today, "ordinary", unit=matter.held_by)
    made = Recheck.objects.create(
        matter=matter,
        attempt=matter.attempt,
        draw=draw,
        drawn_on=today,
        due_on=due.on,
        handler=matter.person,
        claimer=matter.claimed_by.person,
        closer=matter.closed_by.person,
    )
    owed.open_obligation(
        kind=Owed.RECHECK,
        subject=made,
        key="1",
        title=matter.title,
        debtor_unit=matter.held_by,
        debtor=None,
        creditor_unit=matter.raised_by,
        opens_on=today,
        due_on=due.on,
        confirmed=due.confirmed,
        by=by,
        now=now,
    )
    audit.record("recheck.drawn", made, by=by, at=now, period=draw.period, due_on=due.on)


@transaction.atomic
def check(
    recheck: Recheck,
    *,
    way: str,
    finding: str,
    checked_on: dt.date | None,
    words: str,
    raiser_said: str = "",
    evidence: str = "",
    by: Account,
    now: dt.datetime,
) -> None:
    """Write down what whoever looked again found; she neither handled, claimed nor closed it."""
    access.require(by, Permission.RECHECK_DO, now=now, units={recheck.matter.held_by_id})
    checked_on = checked_on or civil_day(now)
    _check_said(recheck, way=way, finding=finding, checked_on=checked_on, words=words, now=now)
    _refuse_own_work(recheck, by=by)
    absent = by.stands_in_for
    won = Recheck.objects.filter(pk=recheck.pk, checked_at__isnull=True).update(
        way=way,
        finding=finding,
        words=words.strip(),
        raiser_said=raiser_said.strip()[:300],
        evidence=evidence.strip()[:300],
        checker=by.person,
        checked_by=by,
        checked_for=absent.person if absent else None,
        checked_at=now,
        checked_on=checked_on,
    )
    if not won:
        raise Overtaken
    recheck.refresh_from_db()
    owed.discharge(kind=Owed.RECHECK, subject=recheck, key="1", on=checked_on, by=by, now=now)
    said = {"finding": str(Finding(finding).label), "way": str(Way(way).label)}
    audit.record("recheck.done", recheck, by=by, at=now, **said, words=words.strip())


def _check_said(
    recheck: Recheck, *, way: str, finding: str, checked_on: dt.date, words: str, now: dt.datetime
) -> None:
    if not words.strip():
        raise Incomplete(["words"], labels=LABELS)
    if way not in Way.values:
        raise BadInput.of("way", gettext_noop("请选择核查方式。"), code="no-way")
    if finding not in Finding.values:
        raise BadInput.of("finding", gettext_noop("请选择核查结论。"), code="no-finding")
    if not recheck.drawn_on <= checked_on <= civil_day(now):
        said = gettext_noop("核查日期须在抽取之后、今天之前（含今天）。")
        raise BadInput.of("checked_on", said, code="checked-outside")


def _refuse_own_work(recheck: Recheck, *, by: Account) -> None:
    hands = {recheck.handler_id, recheck.claimer_id, recheck.closer_id}
    absent = by.stands_in_for
    if hands & {by.person_id, absent.person_id if absent else None}:
        raise NotAllowed(
            gettext_noop("承办、申请办结和销号的人不能回头看自己经手的事项，请由另一位核查。"),
            code="checks-own-work",
        )


@transaction.atomic
def reopen(recheck: Recheck, *, due: dt.date | None, by: Account, now: dt.datetime) -> None:
    """Take up again the matter whose work was found not to hold: by the leader, to a definite day."""
    if recheck.finding != Finding.NOT:
        raise IllegalMove(gettext_noop("只有结论为“问题仍在”的才重办。"), code="it-holds")
    if recheck.reopened_at is not None:
        raise Duplicate(gettext_noop("已经决定重办。"), code="reopened-already")
    reason = f"回头看（{recheck.draw.period}）：{recheck.words}"
    finishing.reopen(recheck.matter, reason=reason[:300], due=due, by=by, now=now)
    Recheck.objects.filter(pk=recheck.pk).update(reopened_by=by, reopened_at=now)
    audit.record("recheck.reopened", recheck, by=by, at=now, due=due)
