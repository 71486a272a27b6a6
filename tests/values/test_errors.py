"""Refusals tell a user what to do, in her language, and a program which case it is."""

import datetime as dt
import pickle

import pytest

from luoshi.values import errors
from luoshi.values.errors import BadInput, CalendarGap, Incomplete, NotFound, Refusal, TooLarge
from luoshi.values.sentences import Sentence, ShortDay


def kinds() -> list[type[Refusal]]:
    return [kind for kind in Refusal.__subclasses__() if kind.__module__ == errors.__name__]


def test_each_kind_of_refusal_has_its_own_code():
    codes = [kind.default_code for kind in kinds()]
    assert len(codes) == 12
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("kind", [k for k in kinds() if k.__init__ is Refusal.__init__])
def test_each_plain_kind_says_a_whole_chinese_sentence_of_its_own(kind):
    said = str(kind())
    assert said.endswith("。")
    assert said != str(Refusal())


def test_a_refusal_fills_its_parameters_into_the_sentence():
    refusal = TooLarge("文件超过%(limit)s MB，请拆分。", code="file-too-large", limit=20)
    assert str(refusal) == "文件超过20 MB，请拆分。"
    assert (refusal.code, refusal.params) == ("file-too-large", {"limit": 20})


def test_a_door_says_the_same_refusal_in_another_language():
    english = {"应于%(due_on)s前完成。": "To be done by %(due_on)s."}
    refusal = Refusal("应于%(due_on)s前完成。", due_on=dt.date(2026, 5, 17))
    assert str(refusal) == "应于2026年5月17日前完成。"
    said = refusal.sentence.said(english.__getitem__, show=lambda value: value.isoformat())
    assert said == "To be done by 2026-05-17."


def test_what_is_missing_is_named_in_words_the_user_knows():
    refusal = Incomplete(("lead", "due_on"), labels={"lead": "牵头单位", "due_on": "完成时限"})
    assert refusal.fields == ("lead", "due_on")
    assert str(refusal) == "还缺少：牵头单位、完成时限。请补全后再提交。"


def test_labels_of_what_is_missing_are_translated_too():
    refusal = Incomplete(("lead",), labels={"lead": Sentence("牵头单位")})
    english = {refusal.template: "Missing: %(missing)s.", "牵头单位": "lead unit"}
    assert refusal.sentence.said(english.__getitem__) == "Missing: lead unit."


def test_bad_input_points_at_its_field():
    refusal = BadInput.of("due_on", "不能早于%(day)s。", day=ShortDay(dt.date(2026, 5, 9)))
    assert str(refusal.fields["due_on"]) == "不能早于5月9日。"
    assert str(refusal) == "不能早于5月9日。"


def test_a_calendar_gap_names_the_year():
    assert "2031年" in str(CalendarGap(2031))
    assert CalendarGap(2031).year == 2031


def test_a_percent_sign_in_a_sentence_without_parameters_stays():
    assert str(NotFound("完成率不足50%。")) == "完成率不足50%。"


def test_sentences_are_values_that_can_be_compared_and_stored():
    one = Sentence("逾期%(days)s天", "overdue", {"days": 3})
    assert one == Sentence("逾期%(days)s天", "overdue", {"days": 3})
    assert len({one, pickle.loads(pickle.dumps(one))}) == 1
    with pytest.raises(TypeError):
        one.params["days"] = 4
