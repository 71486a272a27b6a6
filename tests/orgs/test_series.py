"""Numbers without gaps."""

from __future__ import annotations

import pytest
from django.db import transaction

from luoshi.orgs.series import take_number
from tests import make
from tests.together import one_database


@pytest.mark.django_db
def test_each_unit_word_and_year_counts_for_itself_from_one():
    water, land = make.unit(), make.unit()
    assert [take_number(water, word="督", year=2026) for _ in range(3)] == [1, 2, 3]
    assert take_number(land, word="督", year=2026) == 1
    assert take_number(water, word="备", year=2026) == 1
    assert take_number(water, word="督", year=2027) == 1


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_falls_gives_its_number_back():
    water = make.unit()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        take_number(water, word="督", year=2026)
        raise ZeroDivisionError
    with transaction.atomic():
        assert take_number(water, word="督", year=2026) == 1


@pytest.mark.django_db(transaction=True)
def test_nobody_takes_a_number_outside_a_transaction():
    with pytest.raises(RuntimeError):
        take_number(make.unit(), word="督", year=2026)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_different_numbers_without_a_gap(tmp_path):
    with one_database(tmp_path) as at_once:
        water = make.unit()

        def take() -> int:
            with transaction.atomic():
                return take_number(water, word="督", year=2026)

        taken = at_once(*[take] * 6)
    assert sorted(taken) == [1, 2, 3, 4, 5, 6]
