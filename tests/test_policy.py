"""The policy files are read whole, and a mistake in one is told with file, line and key."""

import datetime as dt
import shutil

import pytest

from luoshi import policy
from luoshi.values.errors import BadInput
from luoshi.values.tomltable import TomlFault


@pytest.fixture
def folder(tmp_path):
    """A copy of the policy that may be spoilt; the real one is back in force afterwards."""
    copy = tmp_path / "policy"
    shutil.copytree(policy.directory(), copy)
    yield copy
    policy.use(None)


def spoil(file, old, new):
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_the_policy_that_comes_along_is_whole():
    ours = policy.current()
    assert {"china", "xinjiang"} <= set(ours.calendars)
    assert ours.calendar().is_working_day(dt.date(2026, 5, 9))
    assert ours.roles["handler"].name == "承办人"
    rules = ours.rules_on(dt.date(2026, 5, 17))
    assert (rules.report.grace_days, rules.report.roll) == (2, "later")
    assert (rules.limits["sign"].amount, rules.limits["sign"].unit) == (1, "wd")
    assert [step.days for step in rules.ladder if step.rung == 1] == [-7, -3, -1, 0]
    assert rules.messages.bundle == "daily"


def test_another_folder_can_be_given_and_taken_back(folder):
    spoil(folder / "limits.toml", "grace_days = 2", "grace_days = 4")
    policy.use(folder)
    assert policy.current().rules_on(dt.date(2026, 5, 17)).report.grace_days == 4
    policy.use(None)
    assert policy.current().rules_on(dt.date(2026, 5, 17)).report.grace_days == 2


def test_the_rules_of_the_day_are_those_in_force(folder):
    file = folder / "limits.toml"
    newer = (
        file.read_text("utf-8").replace("2007-01-01", "2026-07-01").replace("默认规则", "新规则")
    )
    spoil(file, "valid_from = 2007-01-01", "valid_from = 2007-01-01\nvalid_to = 2026-06-30")
    file.write_text(file.read_text("utf-8") + newer, "utf-8")
    read = policy.load(folder)
    assert read.rules_on(dt.date(2026, 6, 30)).name == "默认规则"
    assert read.rules_on(dt.date(2026, 7, 1)).name == "新规则"
    with pytest.raises(BadInput):
        read.rules_on(dt.date(2006, 12, 31))


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "limits.toml",
            'roll = "later"',
            'roll = "next"',
            "rule_set.第1项.report.roll：应为earlier",
        ),
        ("limits.toml", "grace_days = 2", "grace_days = -2", "report.grace_days：应为0到31的整数"),
        ("limits.toml", "grace_days = 2", "grace_day = 2", "report.grace_day：不认识的项"),
        (
            "limits.toml",
            "orange_left = 0.15",
            "orange_left = 15",
            "lights.orange_left：应为0到1的小数",
        ),
        ("limits.toml", "orange_left = 0.15", "orange_left = 0.5", "不能大于yellow_left"),
        (
            "limits.toml",
            "yellow_days = 3",
            "yellow_days = true",
            "lights.yellow_days：应为0到366的整数",
        ),
        ("limits.toml", "valid_from = 2007-01-01", 'valid_from = "2007"', "valid_from：应为日期"),
        ("limits.toml", "amount = 25", "amounts = 25", "limits.hard.amounts：不认识的项"),
        ("limits.toml", 'basis = "系统', 'basis = ""  # "', "basis：应为文字"),
        ("limits.toml", "before = 7", "before = -7", "ladder.第1项.before：应为0到250的整数"),
        (
            "limits.toml",
            "before = 7",
            "after = 1\nbefore = 7",
            "ladder.第1项：before与after应写其一",
        ),
        ("limits.toml", 'to = ["handler"]', 'to = ["mayor"]', "ladder.第1项.to：应为handler、"),
        ("limits.toml", 'paper = "urge"', 'paper = "letter"', "ladder.第6项.paper：应为none"),
        (
            "limits.toml",
            'paper = "urge"\nneeds_approval = true',
            'paper = "urge"',
            "ladder.第6项：催办单、督办通知单须由人批准",
        ),
        (
            "limits.toml",
            'to = ["leader"]\nneeds_approval = true',
            'to = ["leader"]',
            "ladder.第9项：第6级每次都须由人批准",
        ),
        ("limits.toml", "before = 3\n", "before = 7\n", "ladder.第2项：同一天的同一级写了两次"),
        ("limits.toml", "after = 20", "after = 12", "ladder：第6级不能晚于第7级"),
        ("limits.toml", "quiet_to = 10:00:00", "quiet_to = 21:00:00", "messages：quiet_to应早于"),
        ("limits.toml", "send_at = 10:30:00", 'send_at = "十点半"', "messages.send_at：应为时刻"),
        ("limits.toml", "rest_days = false", "rest_days = 0", "rest_days：应为true或false"),
        (
            "limits.toml",
            'archive           = { amount = 30, unit = "d" }',
            'archive = { amount = 30, unit = "wh" }',
            "limits.archive.unit：工作小时（wh）只用于sign_urgent",
        ),
        (
            "calendars/china.toml",
            "from = 2026-02-15",
            "from = 2026-02-25",
            "off.第2项.to：2026-02-25至2026-02-23",
        ),
        (
            "calendars/china.toml",
            "2026-05-09",
            "2026-05-08",
            "year.第20项：2026-05-08不是周六或者周日",
        ),
        ("calendars/china.toml", "year = 2025", "year = 2026", "2025-01-01不在2026年"),
        (
            "calendars/xinjiang.toml",
            "year = 2023\nannounced = true",
            "year = 2023\nannounced = false",
            "year.第2项.announced：写了日期的年度应为true",
        ),
        (
            "calendars/xinjiang.toml",
            "from = 2025-03-29, to = 2025-03-31",
            "from = 2026-03-29, to = 2026-03-31",
            "year.第4项.off.第1项.from：2026-03-29至2026-03-31不在2025年",
        ),
        (
            "calendars/xinjiang.toml",
            "year = 2024",
            "year = 2023",
            "year.第3项.year：2023年写了两次",
        ),
        (
            "calendars/xinjiang.toml",
            "[10:00:00, 14:00:00]",
            "[14:00:00, 10:00:00]",
            "hours.第1项.spans",
        ),
        ("roles.toml", 'reach = "unit"', 'reach = "town"', "handler"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_key(folder, name, old, new, told):
    spoil(folder / name, old, new)
    with pytest.raises(TomlFault) as fault:
        policy.load(folder)
    assert fault.value.file == name.rpartition("/")[2]
    assert told in str(fault.value)


def test_a_mistake_is_told_with_its_line(folder):
    file = folder / "limits.toml"
    spoil(file, 'roll = "later"', 'roll = "next"')
    with pytest.raises(TomlFault) as fault:
        policy.load(folder)
    assert 'roll = "next"' in file.read_text("utf-8").splitlines()[fault.value.line - 1]
    assert f"limits.toml 第{fault.value.line}行" in str(fault.value)


def test_a_missing_rule_is_named(folder):
    spoil(folder / "limits.toml", "archive           =", "# archive =")
    with pytest.raises(TomlFault, match="limits.archive：缺少这一项"):
        policy.load(folder)


def test_rules_that_overlap_are_refused(folder):
    file = folder / "limits.toml"
    file.write_text(file.read_text("utf-8") * 2, "utf-8")
    with pytest.raises(TomlFault, match="第2项.valid_from：与“默认规则”的施行时间重叠"):
        policy.load(folder)


def test_a_file_that_is_no_toml_is_told_with_its_line(folder):
    spoil(folder / "limits.toml", 'roll = "later"', "roll = 顺延")
    with pytest.raises(TomlFault, match=r"limits\.toml 第\d+行：写法有误"):
        policy.load(folder)


def test_a_file_in_another_encoding_is_told(folder):
    file = folder / "limits.toml"
    file.write_bytes(file.read_text("utf-8").encode("gb18030"))
    with pytest.raises(TomlFault, match="不是UTF-8编码"):
        policy.load(folder)


def test_a_missing_file_is_told(folder):
    (folder / "limits.toml").unlink()
    with pytest.raises(TomlFault, match="limits.toml：文件打不开"):
        policy.load(folder)


# --- a unit's own calendar

UNIT = """\
name = "白沙矿业集团"
on = "xinjiang"
basis = "白矿办〔2026〕4号"
off = [{ from = 2026-07-20, to = 2026-07-24, name = "年度检修", basis = "白矿办〔2026〕9号" }]
worked = [{ from = 2025-06-09, to = 2025-06-09, name = "节日值守" }]
"""


def test_a_unit_may_have_its_own_days_laid_on_those_of_its_region(folder):
    (folder / "calendars/units/baisha.toml").write_text(UNIT, "utf-8")
    read = policy.load(folder)
    baisha, xinjiang = read.calendar("baisha"), read.calendar("xinjiang")
    repairs = baisha.arranged(dt.date(2026, 7, 20))
    assert (repairs.name, repairs.laid_by) == ("年度检修（白矿办〔2026〕9号）", "白沙矿业集团")
    assert not baisha.is_working_day(dt.date(2026, 7, 20))
    assert baisha.is_working_day(dt.date(2025, 6, 9))
    assert not xinjiang.is_working_day(dt.date(2025, 6, 9))
    assert baisha.closes_at(dt.date(2026, 7, 20)) == dt.time(20)
    assert baisha.missing_overlays(dt.date(2026, 7, 20)) == ("新疆维吾尔自治区",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('on = "xinjiang"', 'on = "mars"', "on：应为china、xinjiang之一"),
        ('basis = "白矿办〔2026〕4号"\n', "", "basis：缺少这一项"),
        ("from = 2025-06-09, to = 2025-06-09", "from = 2026-07-20, to = 2026-07-20", "既写放假"),
    ],
)
def test_a_mistake_in_a_units_calendar_is_told(folder, old, new, told):
    assert old in UNIT
    (folder / "calendars/units/baisha.toml").write_text(UNIT.replace(old, new), "utf-8")
    with pytest.raises(TomlFault, match=told) as fault:
        policy.load(folder)
    assert fault.value.file == "baisha.toml"


def test_a_unit_cannot_take_the_name_of_a_region(folder):
    (folder / "calendars/units/xinjiang.toml").write_text(UNIT, "utf-8")
    with pytest.raises(TomlFault, match="请改文件名"):
        policy.load(folder)


def test_rules_that_were_handed_in_are_checked_like_those_of_the_house():
    text = (policy.directory() / "limits.toml").read_text("utf-8")
    changed = policy.limits_from(text.replace("grace_days = 2", "grace_days = 4"), file="a.toml")
    assert changed[0].report.grace_days == 4
    with pytest.raises(TomlFault, match=r"a\.toml 第\d+行 rule_set.第1项.report.grace_days"):
        policy.limits_from(text.replace("grace_days = 2", "grace_days = 400"), file="a.toml")
