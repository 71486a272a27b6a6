"""What the tags of the pages write."""

import datetime as dt
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.template import Context, Template
from django.utils.translation import override

from luoshi.rules.lights import Colour, Light, Shape
from luoshi.values.errors import BadInput
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import Days, Sentence, ShortDay
from luoshi.web.templatetags import luoshi_ui


def shown(template, **context):
    return BeautifulSoup(
        Template("{% load luoshi_ui %}" + template).render(Context(context)), "html.parser"
    )


@pytest.mark.parametrize(
    ("yuan", "said"),
    [
        (Decimal("9999.5"), "9,999.5 元"),
        (Decimal("10000"), "1 万元"),
        (Decimal("12345678.90"), "1,234.57 万元"),
        (Decimal("100000000"), "1 亿元"),
        (Decimal("-234567890"), "-2.35 亿元"),
        (0, "0 元"),
        (None, "—"),
    ],
)
def test_a_sum_is_written_as_offices_say_it(yuan, said):
    assert luoshi_ui.money(yuan) == said


def test_the_exact_sum_can_stand_beside_the_rounded_one():
    assert luoshi_ui.money_exact(Decimal("12345678.9")) == "12,345,678.9 元"


def test_half_months_are_named_with_and_without_their_year():
    assert luoshi_ui.window_name(HalfMonth(2026, 5, 1)) == "5月上半月"
    assert luoshi_ui.window_full(HalfMonth(2026, 12, 2)) == "2026年12月下半月"
    assert luoshi_ui.window_name("2026-05B") == "5月下半月"
    with pytest.raises(BadInput):
        luoshi_ui.window_name("2026-5")


def test_in_english_a_half_month_is_named_by_its_days():
    with override("en"):
        assert luoshi_ui.window_name(HalfMonth(2026, 5, 1)) == "1–15 May"
        assert luoshi_ui.window_full("2024-02B") == "16–29 Feb 2024"


def test_in_english_a_sum_is_counted_in_millions():
    with override("en"):
        said = [luoshi_ui.money(Decimal(yuan)) for yuan in ("850000", "12345678.90", "1850000000")]
    assert said == ["850,000 yuan", "12.35 million yuan", "1.85 billion yuan"]


def test_an_instant_is_written_in_the_time_of_shanghai():
    late_in_utc = dt.datetime(2026, 5, 15, 18, 30, tzinfo=dt.UTC)
    assert luoshi_ui.moment(late_in_utc) == "2026-05-16 02:30"


def test_a_light_is_colour_shape_word_and_reason():
    reason = Sentence("应于%(due_on)s前完成", "x", {"due_on": ShortDay(dt.date(2026, 4, 30))})
    light = Light(Colour.RED, Shape.SQUARE, "逾期", reason, "x")
    page = shown('{% include "_light.html" %}', light=light)
    assert page.find(class_="light-red")
    assert page.find(class_="light-word").text == "逾期"
    assert page.find(class_="light-reason").text == "应于4月30日前完成"
    assert page.find("use")["href"] == "#light-square"
    assert shown("{% light_shapes %}").find(id="light-square").find("rect")


def test_the_reason_of_a_light_in_a_list_is_there_for_ear_pointer_and_keyboard():
    light = {"colour": "red", "word": "逾期", "reason": "应于4月30日前完成"}
    page = shown('{% include "_light.html" with hide_reason=True %}', light=light)
    assert page.find(class_="light-whispered").text == "应于4月30日前完成"


def test_no_two_shapes_of_lights_look_the_same_without_colour():
    shapes = shown("{% light_shapes %}")
    lights = [
        shown('{% include "_light.html" %}', light={"colour": "grey", "shape": shape})
        for shape in Shape
    ]
    drawings = {shapes.find(id=one.find("use")["href"][1:]).decode_contents() for one in lights}
    assert len(drawings) == len(Shape)


def test_a_sentence_lists_its_days_in_the_readers_language():
    words = Sentence(
        "%(days)s", "x", {"days": (dt.date(2026, 5, 6), ShortDay(dt.date(2026, 6, 1)))}
    )
    assert luoshi_ui.say(words) == "2026年5月6日、6月1日"
    with override("en"):
        assert luoshi_ui.say(words) == "6 May 2026, 1 Jun"


def test_a_sentence_names_its_half_month_and_counts_its_days_in_the_readers_language():
    words = Sentence(
        "%(window)s：%(days)s天", "x", {"window": HalfMonth(2026, 5, 1), "days": Days(1)}
    )
    assert luoshi_ui.say(words) == "2026年5月上半月：1天"
    late = Sentence(
        "应于%(due_on)s前完成，已逾期%(days)s天",
        "x",
        {"due_on": ShortDay(dt.date(2026, 4, 30)), "days": Days(1)},
    )
    with override("en"):
        assert luoshi_ui.say(late) == "Due 30 Apr, 1 day overdue"
        assert luoshi_ui.show(Days(3)) == "3 days"
        assert luoshi_ui.show(HalfMonth(2026, 5, 1)) == "1–15 May 2026"


def test_an_icon_that_is_not_vendored_is_a_mistake_that_says_what_to_do():
    assert shown('{% icon "inbox" %}').svg["aria-hidden"] == "true"
    assert shown('{% icon "inbox" label="收件" %}').svg["aria-label"] == "收件"
    with pytest.raises(KeyError, match="tools/vendor"):
        luoshi_ui.icon("no-such-icon")


class Plan(forms.Form):
    title = forms.CharField(label="事项", help_text="一句话。")
    kind = forms.ChoiceField(label="种类", choices=[("p", "问题")], widget=forms.RadioSelect)
    note = forms.CharField(label="备注", required=False)


def test_a_form_ties_label_hint_and_error_to_each_field_and_lists_the_errors_with_links():
    page = shown('{% include "_form.html" with keep="plan-1" %}', form=Plan({}))
    title = page.find("input", {"name": "title"})
    assert page.find("label", {"for": title["id"]}).text.strip() == "事项"
    described = [page.find(id=name) for name in title["aria-describedby"].split()]
    assert [part.text.strip() for part in described] == ["一句话。", "这个字段是必填项。"]
    assert title["aria-invalid"] == "true"
    links = [link["href"] for link in page.find(role="alert").find_all("a")]
    assert links[0] == "#id_title"
    assert all(page.find(id=link[1:]) for link in links)


def test_a_form_without_mistakes_shows_no_summary_and_marks_what_may_stay_empty():
    page = shown('{% include "_form.html" %}', form=Plan({"title": "修路", "kind": "p"}))
    assert page.find(role="alert") is None
    assert "选填" in page.find("label", {"for": "id_note"}).text
    assert "选填" not in page.find("label", {"for": "id_title"}).text
