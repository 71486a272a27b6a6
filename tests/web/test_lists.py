"""Lists obey their address, and nothing but what it may say."""

import django_filters
import pytest
from django.test import RequestFactory

from luoshi.orgs.models import Unit
from luoshi.web.lists import Column, listing
from tests import make

COLUMNS = (
    Column("name", "单位", ("name",)),
    Column("kind", "种类", ("kind", "-name")),
    Column("note", "备注"),
)


class UnitFilters(django_filters.FilterSet):
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains")
    kind = django_filters.NumberFilter(field_name="pk")


@pytest.fixture
def seven(db):
    for number in range(1, 8):
        make.unit(f"第{number}水管所", kind="department" if number % 2 else "enterprise")


def seen(address, **options):
    request = RequestFactory().get(address)
    rows = Unit.objects.filter(name__endswith="水管所")
    options = {"columns": COLUMNS, "filters": UnitFilters, "default_sort": "name"} | options
    return listing(request, rows, **options)


def names(found):
    return [row.name[1] for row in found.rows]


def test_the_address_sorts_both_ways(seven):
    assert names(seen("/units/?sort=name")) == list("1234567")
    assert names(seen("/units/?sort=-name")) == list("7654321")


def test_a_sort_of_two_fields_turns_both(seven):
    upwards = names(seen("/units/?sort=kind"))
    assert upwards == list("7531642")
    assert names(seen("/units/?sort=-kind")) == upwards[::-1]


@pytest.mark.parametrize("sort", ["password", "note", "-pk", "name__x", "--name", "?"])
def test_only_the_keys_of_columns_sort(seven, sort):
    found = seen(f"/units/?sort={sort}")
    assert names(found) == list("1234567")
    assert found.sort == "name"
    assert "sort=" not in found.next_address + found.query


def test_pages_carry_filters_and_sort_along(seven):
    found = seen("/units/?q=水管&sort=-name&page=2&kind=", per_page=3)
    assert names(found) == list("432")
    assert found.total == 7
    assert found.next_address == "/units/?q=%E6%B0%B4%E7%AE%A1&sort=-name&page=3"
    assert found.previous_address == "/units/?q=%E6%B0%B4%E7%AE%A1&sort=-name"
    assert found.active_filters == ["q"]


@pytest.mark.parametrize("page", ["99", "0", "-3", "x", ""])
def test_a_page_that_does_not_exist_leads_to_one_that_does(seven, page):
    assert names(seen(f"/units/?page={page}", per_page=3))


def test_a_filter_that_makes_no_sense_says_so_and_narrows_nothing(seven):
    found = seen("/units/?kind=abc")
    assert found.total == 7
    assert found.filters.form.errors["kind"]
    assert seen(f"/units/?kind={Unit.objects.get(name='第3水管所').pk}").total == 1


def test_headings_tell_how_the_list_is_sorted_and_where_a_click_leads(seven):
    name, kind, note = seen("/units/?q=水&sort=name&page=2", per_page=3).headings
    assert (name.direction, kind.direction, note.direction) == ("ascending", "none", "")
    assert name.address.endswith("&sort=-name")
    assert kind.address.endswith("&sort=kind")
    assert "page=" not in kind.address
    assert note.address == ""


def test_a_long_list_is_counted_no_further_than_somebody_leafs(seven, monkeypatch):
    monkeypatch.setattr("luoshi.web.lists.COUNTED_MOST", 4)
    monkeypatch.setattr("luoshi.web.lists.PAGES_AHEAD", 1)

    first, third = seen("/units/", per_page=2), seen("/units/?page=3", per_page=2)

    assert (first.total, first.has_more) == (4, True)
    assert (third.total, third.has_more) == (7, False)
    assert names(third) == list("56")


def test_a_list_in_parts_shows_each_row_once_whatever_the_page(seven):
    def odd_ones_first(rows):
        odd = rows.filter(kind="department")
        return [odd, rows.exclude(pk__in=odd.values("pk"))]

    columns = (Column("name", "单位", ("kind", "name"), parts=odd_ones_first),)

    pages = [names(seen(f"/?page={n}", columns=columns, per_page=3)) for n in (1, 2, 3)]
    assert pages == [list("135"), list("724"), list("6")]
