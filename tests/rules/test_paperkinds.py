"""The right kind for sender and receiver; what may never go out, and what a person may decide."""

import pytest

from luoshi import policy
from luoshi.rules.paperkinds import Body, concerns, fitting, kinds_from, relation
from luoshi.values.tomltable import TomlFault, TomlTable

COMMISSION = Body(1, "州国资委", "department", (9,), "government")
STATE = Body(9, "州人民政府", "government")
COUNTY = Body(20, "甲县人民政府", "government", (9,), "government")
GROUP = Body(30, "天山能源集团", "enterprise", (1,), "department")
MINE = Body(31, "北山矿业公司", "enterprise", (30, 1), "enterprise")
BANK = Body(40, "某银行分行", "enterprise")
SECTION = Body(50, "规划发展处", "department", (1, 9), "department")
OFFICE = Body(51, "州国资委办公室", "department", (1, 9), "department")


def against(kind, sender, *receivers, text=""):
    kinds = policy.current().paper_kinds
    return concerns(kinds[kind], sender=sender, receivers=receivers, text=text)


def codes(*args, **said):
    return [(one.code, one.refused) for one in against(*args, **said)]


def test_each_way_between_two_units_has_its_relation():
    assert relation(COMMISSION, MINE) == "below"
    assert relation(MINE, COMMISSION) == "above"
    assert relation(COMMISSION, BANK) == "apart"
    assert relation(BANK, BANK) == "self"


def test_a_notice_goes_down_a_report_up_and_a_letter_across():
    assert fitting(COMMISSION, GROUP) == "notice"
    assert fitting(GROUP, COMMISSION) == "report"
    assert fitting(COMMISSION, BANK) == "letter"
    assert codes("notice", COMMISSION, GROUP, MINE) == []
    assert codes("report", GROUP, COMMISSION) == []
    assert codes("letter", COMMISSION, BANK, COUNTY) == []


def test_a_notice_to_whom_it_does_not_command_is_told_to_be_a_letter_and_a_person_may_decide():
    [concern] = against("notice", COMMISSION, BANK)
    assert (concern.code, concern.refused, concern.instead) == ("unfit-kind", False, "letter")
    assert str(concern.sentence) == "某银行分行与州国资委不相隶属，应当用函，不用通知。"


def test_a_department_never_instructs_a_government():
    assert codes("notice", COMMISSION, COUNTY) == [("instructs-government", True)]
    assert codes("approval", COMMISSION, COUNTY) == [("instructs-government", True)]
    assert codes("notice", STATE, COUNTY) == []


def test_an_order_upward_is_refused_and_a_letter_upward_is_told():
    assert codes("notice", GROUP, COMMISSION) == [("unfit-kind", True)]
    [concern] = against("letter", GROUP, COMMISSION)
    assert (concern.refused, concern.instead) == (False, "report")


def test_a_request_has_one_addressee_and_a_report_carries_none():
    assert codes("request", GROUP, COMMISSION) == []
    assert ("many-addressees", True) in codes("request", MINE, GROUP, COMMISSION)
    assert codes("report", GROUP, COMMISSION, text="现将情况报告如下。") == []
    asked = "当否，请批示。"
    assert codes("report", GROUP, COMMISSION, text=asked) == [("request-within-report", True)]
    assert codes("request", GROUP, COMMISSION, text=asked) == []


def test_an_inner_section_writes_to_nobody_outside_but_its_office_does():
    assert codes("letter", SECTION, BANK) == [("inner-section", True)]
    assert codes("letter", OFFICE, BANK) == []
    assert codes("notice", SECTION, OFFICE) != [("inner-section", True)]


def test_what_is_told_of_two_receivers_alike_is_told_once_each_and_refusals_come_first():
    found = against("notice", COMMISSION, BANK, COUNTY)
    assert [one.refused for one in found] == [True, False]


def test_every_kind_has_a_cap_and_only_known_directions():
    for kind in policy.current().paper_kinds.values():
        assert kind.cap in (4000, 5000)
    legal = {kind.name for kind in policy.current().paper_kinds.values() if kind.legal}
    assert {"通知", "通报", "函", "报告", "请示", "批复", "意见", "纪要"} <= legal


def test_an_unknown_direction_is_told_with_its_line():
    said = '[caps]\nbasis = "甲"\ndocument = 5000\nspecial = 4000\n[kind.a]\nname = "乙"\nlegal = false\nto = ["%s"]\ncap = "special"\n'
    with pytest.raises(TomlFault, match=r"第8行"):
        kinds_from(TomlTable.parse(said % "sideways", file="papers.toml"))
    assert kinds_from(TomlTable.parse(said % "any", file="papers.toml"))["a"].cap == 4000
