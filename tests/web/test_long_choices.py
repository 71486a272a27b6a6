"""Where there are too many rows for a list to choose from, a name is written instead."""

from __future__ import annotations

import pytest
from django import forms

from luoshi.orgs.queries import people, units
from luoshi.web.forms.longlists import ChosenFilter, unit_called
from luoshi.web.forms.matters import PersonField
from tests import make

pytestmark = pytest.mark.django_db


class Choosing(forms.Form):
    person = PersonField(queryset=people())


@pytest.fixture
def crowded(monkeypatch):
    monkeypatch.setattr("luoshi.web.forms.longlists.CHOICES_MOST", 2)
    water, land = make.unit("朔河市水利局"), make.unit("朔河市自然资源局")
    make.person("吴青", unit=water, title="科长")
    return make.person("王敏", unit=water, title="科员"), make.person(
        "王敏", unit=land, title="处长"
    )


def test_few_people_are_a_list_and_many_a_name_to_write(crowded, monkeypatch):
    assert "<select" not in str(Choosing()["person"])
    monkeypatch.setattr("luoshi.web.forms.longlists.CHOICES_MOST", 200)
    assert "<select" in str(Choosing()["person"])


def test_a_written_name_means_the_one_who_bears_it(crowded):
    form = Choosing({"person": "吴 青"})

    assert form.is_valid()
    assert form.cleaned_data["person"].name == "吴青"


def test_of_two_namesakes_one_is_meant_only_with_her_unit(crowded):
    alone, whole = (
        Choosing({"person": "王敏"}),
        Choosing({"person": "王敏（朔河市自然资源局处长）"}),
    )

    assert "朔河市水利局" in str(alone.errors)
    assert whole.is_valid()
    assert whole.cleaned_data["person"] == crowded[1]
    assert not Choosing({"person": "吴青（朔河市自然资源局处长）"}).is_valid()


def test_a_filter_by_one_of_many_units_takes_the_name_and_shows_the_key_as_a_name(crowded):
    make.unit("朔河市财政局")
    field = ChosenFilter(queryset=units(), named=unit_called).field
    unit = units()[0]

    assert field.clean(str(unit.pk)) == field.clean(unit.name) == unit
    assert field.prepare_value(str(unit.pk)) == unit.name
