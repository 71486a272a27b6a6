"""``luoshi read --second``: the office's own second reader, from a terminal."""

from __future__ import annotations

import json

import pytest

from tests.asking import office as played
from tests.cli.test_read import MINUTES

READING = {
    "people": [{"name": "丁一", "post": "县长"}],
    "projects": [{"name": "清水河治理工程"}],
    "matters": [{"kind": "task", "text": "6月底前完成清水河治理工程招标", "lead": ["县财政局"]}],
    "organisations": ["清河县", "大河县水利局"],
}


@pytest.fixture
def minutes(tmp_path):
    path = tmp_path / "纪要.txt"
    path.write_text(MINUTES, "utf-8")
    return path


def test_its_proposals_stand_behind_ours_and_differences_are_listed(luoshi, minutes):
    plain = json.loads(luoshi("read", "--json", minutes).stdout)
    with played.serving(played.saying(READING)) as office:
        told = luoshi("read", "--json", "--second", minutes, **office.settings)

    data = json.loads(told.stdout)
    second = data.pop("second")
    assert told.returncode == 0
    assert data["organisations"] == [*plain["organisations"], "清河县"]
    assert second["added"]["organisations"] == ["清河县"]
    assert data["matters"] == plain["matters"]
    assert [
        (one["field"], one["first"], one["second"])
        for one in second["differences"]
        if one["kind"] == "matter" and one["field"]
    ] == [("lead", "县水利局", "县财政局")]


def test_a_person_sees_them_in_tables(luoshi, minutes):
    with played.serving(played.saying(READING)) as office:
        told = luoshi("read", "--second", minutes, **office.settings)

    assert "第二读者提出" in told.stdout
    assert "与第二读者不同" in told.stdout


def test_without_its_answer_the_first_reading_is_still_there(luoshi, minutes):
    with played.serving(played.sending(500)) as office:
        told = luoshi("read", "--json", "--second", minutes, **office.settings)

    assert told.returncode == 2
    assert "第二读者出错（500）" in told.stderr
    assert json.loads(told.stdout)["matters"][0]["lead"] == ["县水利局"]


def test_unless_it_is_set_up_nothing_is_asked(luoshi, minutes):
    told = luoshi("read", "--second", minutes)

    assert (told.returncode, told.stdout) == (2, "")
    assert "LUOSHI_SECOND_URL" in told.stderr
