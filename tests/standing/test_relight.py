"""The stored lights are those that a look at the register gives, whatever happened in between."""

from __future__ import annotations

import contextlib
import datetime as dt
import random
from decimal import Decimal

import pytest

from luoshi import policy
from luoshi.audit.models import Event
from luoshi.cli.sweep import sweep_once
from luoshi.matters import actions as matters
from luoshi.matters.models import Matter
from luoshi.matters.planning import Planned
from luoshi.projects import actions as projects
from luoshi.projects import plans, staging
from luoshi.projects.models import Project
from luoshi.standing import actions, queries, tasks
from luoshi.standing.lamps import stands_of
from luoshi.standing.models import Bookmark, Standing, StandingChange
from luoshi.values.errors import Refusal
from luoshi.values.halfmonth import HalfMonth
from tests import make
from tests.matters import stories
from tests.progress import filed
from tests.together import one_database

pytestmark = pytest.mark.django_db

FIELDS = [
    "subject_kind",
    "subject_id",
    "time",
    "time_rule",
    "progress",
    "progress_rule",
    "report",
    "report_rule",
    "by_rule",
    "combined",
    "rule",
    "gap",
    "missed",
    "relight_on",
]


def stored() -> list[tuple]:
    return sorted(Standing.objects.values_list(*FIELDS))


def standing(subject: Project | Matter) -> Standing:
    return Standing.objects.get(subject_kind=subject._meta.model_name, subject_id=subject.pk)


def swept(text: str, hour: int = 1) -> None:
    assert sweep_once(now=make.at(text, hour)).trouble == ""


def planned_year(project: Project, cast: make.Cast, *, wan: int = 1000) -> None:
    plans.plan_year(
        project,
        year=2026,
        planned=Decimal(wan * 10000),
        q1=Decimal(10),
        q2=Decimal(50),
        q3=Decimal(80),
        by=cast.lin,
        now=make.at("2026-04-01"),
    )


class Register:
    """An office in which anything may happen on any day."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.cast = make.cast()
        self.day = dt.date(2026, 5, 18)
        self.projects = [
            filed.project(self.cast, on="2026-05-18", name=f"灌区{n}") for n in range(4)
        ]
        self.matters = [stories.signed(self.cast, title=f"勘界{n}") for n in range(2)]
        self.matters += [stories.issued(self.cast, title=f"修渠{n}") for n in range(2)]
        self.matters += [stories.drafted(self.cast, title=f"清淤{n}") for n in range(2)]

    def now(self) -> dt.datetime:
        return make.at(self.day.isoformat(), 9)

    def happen(self) -> None:
        """Let one thing happen, if it may at all on this day."""
        deeds = [
            self.report,
            self.plan,
            self.leave,
            self.reach,
            self.milestone,
            self.move,
            self.lay_plan,
            self.step,
            self.adjust,
        ]
        with contextlib.suppress(Refusal):
            self.chance.choice(deeds)()

    def report(self) -> None:
        project = self.chance.choice(self.projects)
        window = HalfMonth.containing(self.day - dt.timedelta(days=self.chance.randint(0, 20)))
        wan = self.chance.randint(0, 200)
        filed.report(project, window.id, by=self.cast.ding, now=self.now(), wan=wan)

    def plan(self) -> None:
        season = {"stops_on": dt.date(2026, 6, self.chance.randint(1, 30))}
        plans.plan_year(
            self.chance.choice(self.projects),
            year=2026,
            planned=Decimal(self.chance.randint(1, 900) * 10000),
            q1=Decimal(10),
            q2=Decimal(self.chance.randint(10, 60)),
            q3=Decimal(80),
            **(season if self.chance.random() < 0.3 else {}),
            by=self.cast.lin,
            now=self.now(),
        )

    def leave(self) -> None:
        project = self.chance.choice(self.projects)
        told = {"on": self.day, "reason": "资金未到位", "by": self.cast.lin, "now": self.now()}
        if Project.objects.get(pk=project.pk).exit:
            projects.come_back(Project.objects.get(pk=project.pk), **told)
        elif self.chance.random() < 0.5:
            projects.leave(Project.objects.get(pk=project.pk), exit="paused", **told)

    def reach(self) -> None:
        planned = {"stage": self.chance.choice(["S09", "S10"]), "by": self.cast.lin}
        project = self.chance.choice(self.projects)
        evidence = {"reached_on": self.day, "evidence": "验收意见书", "now": self.now()}
        projects.reach_stage(project, **planned, **evidence)

    def milestone(self) -> None:
        projects.plan_stage(
            self.chance.choice(self.projects),
            stage=self.chance.choice(["S09", "S10", "S11"]),
            planned_on=self.day + dt.timedelta(days=self.chance.randint(0, 30)),
            by=self.cast.lin,
            now=self.now(),
        )

    def move(self) -> None:
        matter = Matter.objects.get(pk=self.chance.choice(self.matters).pk)
        cast, now, chance = self.cast, self.now(), self.chance
        moves = [
            lambda: matters.submit(matter, by=cast.lin, now=now),
            lambda: matters.issue(matter, by=cast.zhao, now=now),
            lambda: matters.sign(matter, by=cast.wu, now=now),
            lambda: matters.feed_back(
                matter, text="勘界完成一半。", next_step="", by=cast.wu, now=now
            ),
            lambda: matters.claim(
                matter, performed_on=self.day, result="界线已定。", by=cast.wu, now=now
            ),
            lambda: matters.close(matter, raiser_said="", by=cast.zhao, now=now),
            lambda: matters.cancel(matter, reason="并入总表", by=cast.han, now=now),
            lambda: matters.pause(
                matter,
                cause="other",
                reason="等待汛期结束",
                slip_cause="weather",
                check_on=self.day + dt.timedelta(days=9),
                by=cast.han,
                now=now,
            ),
            lambda: matters.resume(matter, note="汛期已过", by=cast.zhao, now=now),
        ]
        chance.choice(moves)()

    def lay_plan(self) -> None:
        matter = Matter.objects.get(pk=self.chance.choice(self.matters).pk)
        steps = [
            Planned(
                title=f"第{n}步",
                unit=self.cast.water,
                due_on=self.day + dt.timedelta(days=self.chance.randint(1, 30)),
            )
            for n in range(self.chance.randint(1, 4))
        ]
        matters.lay_plan(matter, steps=steps, by=self.cast.wu, now=self.now())

    def step(self) -> None:
        matter = self.chance.choice(self.matters)
        if step := matter.plan.filter(done_on=None, dropped_at=None).order_by("?").first():
            matters.finish_step(step, done_on=self.day, by=self.cast.wu, now=self.now())

    def adjust(self) -> None:
        subject = self.chance.choice([*self.projects, *self.matters])
        actions.adjust(
            subject,
            became=self.chance.choice(["green", "yellow", "orange", "red"]),
            reason="现场核实",
            until=self.day + dt.timedelta(days=self.chance.randint(0, 12)),
            by=self.cast.zhao,
            now=self.now(),
        )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_over_fifty_random_days_what_the_sweep_stored_is_what_looking_at_everything_gives(seed):
    register = Register(seed)
    for _ in range(50):
        for _ in range(register.chance.randint(0, 4)):
            register.happen()
        if register.chance.random() < 0.8:  # some days the sweep does not come
            swept(register.day.isoformat(), 10)
            found = stored()
            tasks.relight_everything(now=make.at(register.day.isoformat(), 10))
            assert stored() == found, register.day
        register.day += dt.timedelta(days=1)
    colours = set(StandingChange.objects.values_list("lamp", "now"))
    assert len(colours) > 8, "the register stood still"


# --- what the sweep notices


def test_a_report_turns_the_light_at_the_next_sweep_though_nobody_told_this_room():
    cast = make.cast()
    project = filed.project(cast)
    swept("2026-06-03")
    assert (standing(project).report, standing(project).missed) == ("yellow", 1)
    filed.report(project, "2026-05B", by=cast.ding, now=make.at("2026-06-03"))
    swept("2026-06-03", 13)
    assert (standing(project).report, standing(project).missed) == ("green", 0)


def test_a_plan_turns_the_light_of_progress_and_so_does_a_better_report():
    cast = make.cast()
    project = filed.project(cast)
    filed.report(project, "2026-05B", by=cast.ding, now=make.at("2026-06-01"), wan=10)
    swept("2026-06-01")
    assert standing(project).progress_rule == "progress.no-plan"
    planned_year(project, cast)  # 50 % by the end of June
    swept("2026-06-02")
    assert (standing(project).progress, standing(project).gap) == ("red", Decimal("35.8"))
    filed.report(project, "2026-06A", by=cast.ding, now=make.at("2026-06-16"), wan=400)
    swept("2026-06-16")
    assert (standing(project).progress, standing(project).gap) == ("green", Decimal("2.4"))


def test_a_day_that_passes_turns_the_light_of_a_matter_by_its_plan():
    cast = make.cast()
    matter = stories.signed(cast)
    day = dt.date(2026, 5, 25)
    steps = [Planned(title="踏勘", unit=cast.water, due_on=day)]
    steps += [Planned(title="签字", unit=cast.water, due_on=dt.date(2026, 6, 20))]
    matters.lay_plan(matter, steps=steps, by=cast.wu, now=make.at("2026-05-21"))
    matters.feed_back(matter, text="已进场踏勘。", by=cast.wu, now=make.at("2026-05-21"))
    swept("2026-05-25")
    assert (standing(matter).progress, standing(matter).combined) == ("green", "green")
    swept("2026-05-26")
    assert (standing(matter).progress, standing(matter).rule) == ("red", "progress.far-behind")


def test_a_planned_stage_lights_time_until_it_is_reached_or_skipped_and_turns_red_by_itself():
    cast = make.cast()
    late, skipped = filed.project(cast), filed.project(cast, name="改扩建")
    planned = {"stage": "S09", "planned_on": dt.date(2026, 5, 28), "by": cast.lin}
    for project in (late, skipped):
        projects.plan_stage(project, **planned, now=make.at("2026-05-18"))
    seen = []
    for day in ("2026-05-24", "2026-05-25", "2026-05-29"):
        swept(day)
        seen.append((standing(late).time, standing(late).time_rule))
    assert seen == [
        ("green", "time.stage-in-time"),
        ("yellow", "time.stage-soon"),
        ("red", "time.stage-overdue"),
    ]
    told = {"stage": "S09", "by": cast.lin, "now": make.at("2026-05-29")}
    staging.skip_stage(skipped, **told, reason="不新建厂房")
    projects.reach_stage(late, **told, reached_on=dt.date(2026, 5, 29), evidence="验收意见书")
    swept("2026-05-29", 13)
    assert [standing(one).time_rule for one in (late, skipped)] == ["time.nothing-planned"] * 2


def test_a_matter_that_rests_has_no_light_and_says_so():
    cast = make.cast()
    matter = stories.signed(cast)
    pause = {
        "cause": "other",
        "reason": "等待汛期结束",
        "slip_cause": "weather",
        "check_on": dt.date(2026, 6, 20),
    }
    swept("2026-06-01")
    assert standing(matter).combined == "yellow"  # the first feedback is missing
    matters.pause(matter, **pause, by=cast.han, now=make.at("2026-06-02"))
    swept("2026-06-02", 13)
    row = standing(matter)
    assert {row.time, row.progress, row.report, row.combined} == {"grey"}
    assert (row.rule, row.missed) == ("time.paused", None)


def test_what_was_never_issued_has_no_lights_and_what_is_closed_says_how():
    cast = make.cast()
    draft, closed = stories.drafted(cast), stories.closed(cast, title="另一件")
    swept("2026-06-15")
    assert not Standing.objects.filter(subject_kind="matter", subject_id=draft.pk).exists()
    assert (standing(closed).combined, standing(closed).rule) == ("blue", "time.done")


def test_other_rules_light_everything_anew(tmp_path):
    cast = make.cast()
    project = filed.project(cast)
    swept("2026-06-03")
    assert standing(project).report == "yellow"
    for path in policy.directory().rglob("*.toml"):
        target = tmp_path / path.relative_to(policy.directory())
        target.parent.mkdir(parents=True, exist_ok=True)
        said = path.read_text(encoding="utf-8").replace("missed_red = 2", "missed_red = 1")
        target.write_text(said, encoding="utf-8")
    policy.use(tmp_path)
    try:
        swept("2026-06-03", 14)
        assert standing(project).report == "red"
    finally:
        policy.use(None)


def test_a_sweep_with_nothing_new_looks_at_no_project(django_assert_max_num_queries):
    cast = make.cast()
    for n in range(5):
        filed.project(cast, name=f"灌区{n}")
    swept("2026-05-20")
    swept("2026-05-20")
    with django_assert_max_num_queries(7):
        assert tasks.relight(now=make.at("2026-05-20", 2)).done == 0


def test_many_projects_take_no_more_queries_than_one(django_assert_max_num_queries):
    cast = make.cast()
    for n in range(12):
        planned_year(filed.project(cast, name=f"灌区{n}"), cast)
    swept("2026-05-20")
    ids = list(Project.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(9):
        assert len(stands_of("project", ids, today=dt.date(2026, 6, 3))) == 12


def test_an_event_that_is_written_after_a_later_one_was_read_is_not_overlooked():
    """On a database with many writers numbers are given out before the rows with them are there."""
    cast = make.cast()
    first, second = filed.project(cast), filed.project(cast, name="另一个")
    swept("2026-06-03")
    newest = Event.objects.order_by("-pk").first()
    filed.report(first, "2026-05B", by=cast.ding, now=make.at("2026-06-03"))
    late = list(Event.objects.filter(pk__gt=newest.pk).values_list("pk", flat=True))
    filed.report(second, "2026-05B", by=cast.ding, now=make.at("2026-06-03"))
    mark = Bookmark.objects.get()
    told = queries.news_since(mark, now=make.at("2026-06-03"))
    assert told.subjects["project"] == {first.pk, second.pk}

    last = Event.objects.order_by("-pk").first().pk
    waiting = {str(pk): make.at("2026-06-03").isoformat() for pk in late}
    Bookmark.objects.update(last_event=last, waiting=waiting)
    Standing.objects.filter(subject_id=second.pk).update(report="green", missed=0)
    swept("2026-06-03", 12)
    assert standing(first).report == "green"
    assert not set(waiting) & set(Bookmark.objects.get().waiting)


def test_a_number_that_never_comes_is_waited_for_an_hour_and_then_given_up():
    cast = make.cast()
    filed.project(cast)
    swept("2026-06-03", 10)
    Bookmark.objects.update(waiting={"987654": make.at("2026-06-03", 10).isoformat()})
    swept("2026-06-03", 10)
    assert "987654" in Bookmark.objects.get().waiting
    swept("2026-06-03", 12)
    assert "987654" not in Bookmark.objects.get().waiting


def test_a_sweep_that_is_killed_before_it_notes_how_far_it_read_loses_nothing(monkeypatch):
    cast = make.cast()
    project = filed.project(cast)
    swept("2026-06-03")
    filed.report(project, "2026-05B", by=cast.ding, now=make.at("2026-06-03"))

    def killed(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as power, pytest.raises(KeyboardInterrupt):
        power.setattr(actions, "relight", killed)
        tasks.relight(now=make.at("2026-06-03", 13))
    assert standing(project).report == "yellow"
    swept("2026-06-03", 13)
    assert standing(project).report == "green"


def test_one_row_that_cannot_be_lit_does_not_keep_the_others_dark(monkeypatch):
    cast = make.cast()
    bad, good = filed.project(cast), filed.project(cast, name="另一个")
    honest = actions.relight

    def stumbling(kind, *, ids, now):
        if kind == "project" and bad.pk in ids:
            raise ValueError("坏数据")
        return honest(kind, ids=ids, now=now)

    with monkeypatch.context() as trouble:
        trouble.setattr(actions, "relight", stumbling)
        done = tasks.relight(now=make.at("2026-06-03", 13))
    assert done.trouble == (f"standing project {bad.pk} ValueError: 坏数据",)
    swept("2026-06-03", 14)
    assert (standing(good).report, standing(bad).report) == ("yellow", "yellow")


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_write_each_change_once(tmp_path):
    with one_database(tmp_path) as at_once:
        cast = make.cast()
        for n in range(3):
            filed.project(cast, name=f"灌区{n}")
        now = make.at("2026-06-03")
        sweep_once(now=make.at("2026-05-18"))
        answers = at_once(lambda: sweep_once(now=now), lambda: sweep_once(now=now))
        assert [one.trouble for one in answers] == ["", ""]
        sweep_once(now=now)
        found = list(StandingChange.objects.filter(now="yellow").values_list("standing", "lamp"))
        assert len(found) == len(set(found)) == 6
        before = stored()
        tasks.relight_everything(now=now)
        assert stored() == before
