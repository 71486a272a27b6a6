"""Which rules hold today and on which paper, and what would change under another set."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from luoshi import clock, policy
from luoshi.matters.queries import visible_matters
from luoshi.orgs.queries import calendars
from luoshi.owed import queries as owed
from luoshi.projects.queries import visible_projects
from luoshi.rules.deadlines import Limit
from luoshi.rules.escalation import RUNGS, Step
from luoshi.rules.ruleset import LIMITS, RuleSet
from luoshi.rules.trial import Outlook, Terms, outlook
from luoshi.standing import queries as standing
from luoshi.values.civil import civil_day
from luoshi.web.forms.rules import TrialForm
from luoshi.web.page import Request, page
from luoshi.web.templatetags.luoshi_ui import money

SHOWN_MOST = 50
COMPARED = (
    "kind",
    "key",
    "opens_on",
    "due_original",
    "due_on",
    "claimed_on",
    "paused_on",
    "debtor_unit_id",
)
Seen = Callable[[tuple[Any, ...]], Outlook]
ROLL_WORDS = {
    "earlier": gettext_lazy("逢休息日前移到之前最近的工作日"),
    "later": gettext_lazy("逢休息日顺延到之后最近的工作日"),
    "later-n": gettext_lazy("逢休息日顺延到之后第%(n)s个工作日"),
}
WHOM_WORDS = {
    "handler": gettext_lazy("承办人"),
    "head": gettext_lazy("单位负责人"),
    "lead_unit": gettext_lazy("牵头单位"),
    "leader": gettext_lazy("分管领导"),
}
PAPER_WORDS = {
    "none": "",
    "urge": gettext_lazy("催办单"),
    "supervise": gettext_lazy("督办通知单"),
}
BUNDLE_WORDS = {
    "daily": gettext_lazy("每人每天合并成一条，%(at)s发送"),
    "each": gettext_lazy("逐条发送"),
}
# Names that the policy brings along, for the catalogues; an office writes its own.
NAMES = (
    gettext_noop("默认规则"),
    gettext_noop("系统默认值，启用单位可以用自己的文件另行规定"),
)


@dataclass(frozen=True)
class Line:
    """One rule in words; ``then`` is how it reads in the set that is tried."""

    name: str
    now: str
    then: str = ""


@dataclass(frozen=True)
class Ladder:
    """One step of the ladder in words."""

    when: str
    rung: int
    name: str
    to: str
    paper: str
    approval: bool


def in_words(limit: Limit) -> str:
    """Return a limit as it is said: 3个工作日."""
    n = limit.amount
    said = {
        "wd": ngettext("%(amount)s个工作日", "%(amount)s个工作日", n),
        "d": ngettext("%(amount)s个日历日", "%(amount)s个日历日", n),
        "hm": ngettext("%(amount)s个半月报告期", "%(amount)s个半月报告期", n),
        "m": ngettext("%(amount)s个月", "%(amount)s个月", n),
        "wh": ngettext("%(amount)s个工作小时", "%(amount)s个工作小时", n),
    }
    return said[limit.unit] % {"amount": n}


def _percent(share: Any) -> str:
    return f"{(share * 100).normalize():f}%"


def lines_of(rules: RuleSet) -> list[Line]:
    """Return everything that a rule set states, besides its ladder."""
    lights, report, sent = rules.thresholds, rules.report, rules.messages
    grace = _("报告期结束后第%(days)s个日历日") % {"days": report.grace_days}
    quiet = _("%(begin)s至次日%(end)s不发送") % {
        "begin": f"{sent.quiet_from:%H:%M}",
        "end": f"{sent.quiet_to:%H:%M}",
    }
    return [
        *(Line(_(said), in_words(rules.limits[name])) for name, said in LIMITS.items()),
        Line(_("半月报报送期限"), grace),
        Line(_("半月报期限遇休息日"), str(ROLL_WORDS[report.roll]) % {"n": report.roll_n}),
        Line(
            _("亮“提醒”灯"),
            _("剩余时间不超过全程%(share)s，或剩余不超过%(days)s天")
            % {"share": _percent(lights.yellow_left), "days": lights.yellow_days},
        ),
        Line(
            _("亮“预警”灯"),
            _("剩余时间不超过全程%(share)s") % {"share": _percent(lights.orange_left)},
        ),
        Line(
            _("进度灯"),
            _("落后计划%(yellow)s个百分点及以上亮黄灯，超过%(red)s个百分点亮红灯")
            % {"yellow": lights.gap_yellow, "red": lights.gap_red},
        ),
        Line(
            _("报送灯"),
            _("逾期未报%(yellow)s期亮黄灯，%(red)s期亮红灯；补报或者免报后不再计算")
            % {"yellow": lights.missed_yellow, "red": lights.missed_red},
        ),
        Line(_("综合灯"), _("时限、进度、报送三灯中最差的一个；不亮的灯不计")),
        *_of_projects(rules),
        Line(_("静默时段"), quiet),
        Line(_("休息日发送提醒"), _("发送") if sent.rest_days else _("不发送，顺延到工作日")),
        Line(_("提醒的合并"), str(BUNDLE_WORDS[sent.bundle]) % {"at": f"{sent.send_at:%H:%M}"}),
    ]


def _of_projects(rules: RuleSet) -> list[Line]:
    """Return what a rule set asks of projects, each with its paper."""
    rule = rules.projects
    months = {
        "yellow": rule.yellow_months,
        "orange": rule.orange_months,
        "red": rule.red_months,
        "basis": _(rule.alarm_basis),
    }
    entry = {
        "sum": money(rule.statistics_from),
        "months": rule.statistics_months,
        "basis": _(rule.statistics_basis),
    }
    return [
        Line(
            _("备案后未开工的提醒"),
            _("满%(yellow)s个月、%(orange)s个月、%(red)s个月（%(basis)s）") % months,
        ),
        Line(
            _("开工后入统的提醒"),
            _("计划总投资%(sum)s及以上，开工后%(months)s个月内（%(basis)s）") % entry,
        ),
    ]


def ladder_of(rules: RuleSet) -> list[Ladder]:
    """Return the ladder of a rule set in words."""
    return [
        Ladder(
            _when(step),
            step.rung,
            _(RUNGS[step.rung]),
            _("、").join(str(WHOM_WORDS[who]) for who in step.to),
            str(PAPER_WORDS[step.paper]),
            step.needs_approval,
        )
        for step in rules.ladder
    ]


def _when(step: Step) -> str:
    if step.days == 0:
        return _("期限当日")
    if step.days < 0:
        return _("期限前第%(days)s个工作日") % {"days": -step.days}
    said = _("逾期第%(days)s个工作日") % {"days": step.days}
    again = _("，之后每%(every)s个工作日一次") % {"every": step.every} if step.every else ""
    return said + again


@require_GET
def rules_today(request: Request) -> HttpResponse:
    """The rules in force, and the sets before and after them."""
    today = civil_day(clock.now())
    house = policy.current()
    rules = house.rules_on(today)
    context = {
        "rules": rules,
        "lines": lines_of(rules),
        "ladder": ladder_of(rules),
        "others": [one for one in house.rule_sets if one is not rules],
        "today": today,
        "tab": "rules_today",
    }
    return page(request, "rules/rules_today.html", context)


# --- a trial


@dataclass(frozen=True)
class Lamps:
    """How many lights of progress and of reports would be another, of so many projects or matters."""

    name: str
    progress: int
    report: int
    compared: int


@dataclass(frozen=True)
class Trial:
    """What another set would change: how much was compared, and the first rows that differ."""

    rules: RuleSet
    compared: int
    moved: int
    relit: int
    changed: int
    rows: list[tuple[Any, Outlook]]
    standings: list[Lamps]
    lines: list[Line]
    ladder: list[Ladder]


@require_http_methods(["GET", "POST"])
def rules_trial(request: Request) -> HttpResponse:
    """Try another set on everything still owed that she may see; nothing is changed."""
    form = TrialForm(request.POST or None, request.FILES or None)
    now = clock.now()
    trial = None
    if form.is_valid():
        tried = _chosen(form.cleaned_data["tried"], today=civil_day(now))
        trial = _tried(tried, by=request.user, now=now)
    context = {"form": form, "trial": trial, "tab": "rules_trial", "most": SHOWN_MOST}
    return page(request, "rules/rules_trial.html", context, status=422 if form.errors else 200)


def _chosen(sets: tuple[RuleSet, ...], *, today: dt.date) -> RuleSet:
    return next((one for one in sets if one.holds_on(today)), sets[-1])


def _tried(tried: RuleSet, *, by: Any, now: dt.datetime) -> Trial:
    rules = policy.current().rules_on(civil_day(now))
    rows = owed.visible_obligations(by, now=now).open()
    seen = _comparison(rules, tried, today=civil_day(now))
    counts: Counter[str] = Counter()
    for *fields, count in rows.order_by().values_list(*COMPARED).annotate(n=Count("pk")):
        one = seen(tuple(fields))
        counts["compared"] += count
        counts["moved"] += count * one.moves
        counts["relit"] += count * one.changes_colour
        counts["changed"] += count * one.differs
    return Trial(
        tried,
        counts["compared"],
        counts["moved"],
        counts["relit"],
        counts["changed"],
        _first(rows, seen) if counts["changed"] else [],
        _lamps(tried, by=by, now=now),
        [
            Line(was.name, was.now, then.now)
            for was, then in zip(lines_of(rules), lines_of(tried), strict=True)
            if was.now != then.now
        ],
        ladder_of(tried) if tried.ladder != rules.ladder else [],
    )


def _comparison(rules: RuleSet, tried: RuleSet, *, today: dt.date) -> Seen:
    """Return what compares a row by its fields COMPARED: each kind of row once, however many there are."""
    house, worked = policy.current(), calendars()
    known: dict[tuple[Any, ...], Outlook] = {}

    def seen(fields: tuple[Any, ...]) -> Outlook:
        if fields not in known:
            *said, claimed_on, paused_on, unit = fields
            terms = Terms(*said, claimed=claimed_on is not None, paused_on=paused_on)
            known[fields] = outlook(
                terms,
                held=house.rules_on(terms.opens_on),
                now=rules,
                tried=tried,
                today=today,
                calendar=worked.of(unit),
            )
        return known[fields]

    return seen


def _lamps(tried: RuleSet, *, by: Any, now: dt.datetime) -> list[Lamps]:
    found = []
    for kind, rows in (
        (standing.SUBJECTS.PROJECT, visible_projects(by, now=now)),
        (standing.SUBJECTS.MATTER, visible_matters(by, now=now)),
    ):
        changed, count = standing.would_change(kind, rows, thresholds=tried.thresholds)
        found.append(Lamps(str(kind.label), changed["progress"], changed["report"], count))
    return found


def _first(rows: Any, seen: Seen) -> list[tuple[Any, Outlook]]:
    found: list[tuple[Any, Outlook]] = []
    for row in rows.order_by("due_on", "pk").iterator(chunk_size=500):
        one = seen(tuple(getattr(row, name) for name in COMPARED))
        if one.differs:
            found.append((row, one))
        if len(found) == SHOWN_MOST:
            break
    return found
