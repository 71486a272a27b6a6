"""Problems of a report: each becomes a matter, or is known and needs no help; nothing is settled twice."""

from __future__ import annotations

import pytest

from luoshi.matters.models import Matter
from luoshi.progress import actions, raising
from luoshi.progress.models import Trouble
from luoshi.values.errors import BadInput, Incomplete, NotAllowed, Overtaken
from tests import make
from tests.progress.filed import project, report

pytestmark = pytest.mark.django_db
NOW = make.at("2026-06-01")
PROBLEM, SMALL = "占用草原审核未完成", "冬季运输较慢"


def told(cast: make.Cast):
    said = {"problems": f"{PROBLEM}；\n{SMALL}", "coordination": "请州林草局6月20日前答复"}
    return report(project(cast), "2026-05B", by=cast.ding, now=NOW, **said)


def test_a_problem_becomes_a_draft_that_knows_its_report_and_the_report_its_matter():
    cast = make.cast()
    kept = told(cast)
    assert raising.problems_of(kept) == [PROBLEM, SMALL, "请州林草局6月20日前答复"]
    matter = raising.raise_matter(kept, text=PROBLEM, by=cast.lin, now=NOW)
    assert (matter.kind, matter.state, matter.raised_by) == ("problem", "draft", cast.builder)
    assert matter.passage.quote == f"青泉灌区改造2026年5月下半月半月报：{PROBLEM}"
    assert raising.troubles_of(kept)[PROBLEM].matter == matter
    assert raising.report_of(matter) == kept


def test_what_became_of_a_problem_outlives_a_correction_of_the_report():
    cast = make.cast()
    kept = told(cast)
    matter = raising.raise_matter(kept, text=PROBLEM, by=cast.lin, now=NOW)
    names = (*actions.reporting.SUMS, "stage", "problems", "coordination")
    again = actions.correct(
        kept,
        correction="补充工程量",
        progress="渠首闸基础浇筑三百方。",
        **{name: getattr(kept, name) for name in names},
        by=cast.ding,
        now=NOW,
    )
    assert raising.troubles_of(again)[PROBLEM].matter == matter
    assert raising.report_of(matter) == again


def test_a_problem_is_settled_once_as_a_matter_or_as_known():
    cast = make.cast()
    kept = told(cast)
    raising.raise_matter(kept, text=PROBLEM, by=cast.lin, now=NOW)
    with pytest.raises(Overtaken):
        raising.mark_known(kept, text=PROBLEM, note="已在办", by=cast.lin, now=NOW)
    known = raising.mark_known(kept, text=SMALL, note="已有备用运力", by=cast.ding, now=NOW)
    assert known.known_note == "已有备用运力"
    with pytest.raises(Overtaken):
        raising.raise_matter(kept, text=SMALL, by=cast.lin, now=NOW)
    assert (Matter.objects.count(), Trouble.objects.count()) == (1, 2)


def test_only_words_of_the_report_and_a_said_reason_are_taken():
    cast = make.cast()
    kept = told(cast)
    with pytest.raises(BadInput):
        raising.raise_matter(kept, text="别的问题", by=cast.lin, now=NOW)
    with pytest.raises(Incomplete):
        raising.mark_known(kept, text=SMALL, note=" ", by=cast.lin, now=NOW)
    assert not Trouble.objects.exists()


def test_who_neither_reports_nor_drafts_settles_no_problem():
    cast = make.cast()
    kept = told(cast)
    for account in (cast.ding, cast.zhao):
        with pytest.raises(NotAllowed):
            raising.raise_matter(kept, text=PROBLEM, by=account, now=NOW)
    for account in (cast.wu, cast.zhao):
        with pytest.raises(NotAllowed):
            raising.mark_known(kept, text=SMALL, note="已在办", by=account, now=NOW)
    assert not Matter.objects.exists()
