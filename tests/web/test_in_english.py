"""What was written down in Chinese reads as English for an English reader."""

from django.utils.translation import override

from luoshi.web.facts import figure
from luoshi.web.history import sentence_of

SUBMITTED = {
    "window": "2026-05A",
    "window_name": "2026年5月上半月",
    "stage_name": "在建",
    "invested_window": "0",
    "invested_total": "1200",
}


def test_the_record_names_half_month_and_stage_in_the_readers_language():
    assert sentence_of("report.submitted", SUBMITTED).startswith("报送2026年5月上半月半月报：在建")
    with override("en"):
        said = sentence_of("report.submitted", SUBMITTED)
    assert "1–15 May 2026: Under construction" in said


def test_the_record_says_a_verdict_in_the_readers_language_whoever_gave_it():
    given_in_english = {"verdict": "rejected", "said": "Rejected"}
    assert sentence_of("finding.decided", given_in_english) == "提取项定为：不采纳"
    with override("en"):
        in_english = sentence_of("finding.decided", {"verdict": "accepted", "said": "采纳"})
        by_hand = sentence_of("finding.added", {"kind": "matter", "said": "事项"})
    assert [in_english, by_hand] == ["Finding decided: Accepted", "Added by hand: Matter"]


def test_the_record_names_what_was_changed_in_the_readers_language():
    changed = {"changed": ["办结标准", "项目"]}
    assert sentence_of("matter.edited", changed) == "修改了办结标准、项目"
    with override("en"):
        assert sentence_of("matter.edited", changed) == "Changed: Closing criterion, Project"


def test_a_figure_of_a_document_is_written_in_full_in_english():
    assert figure("1850000000", "元") == "18.5亿元"
    with override("en"):
        assert figure("1850000000", "元") == "1,850,000,000 yuan"
