"""Sums of benefits: like is added to like, and silence counts neither as nothing nor as done."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from luoshi.rules.benefits import Line, totals
from luoshi.rules.measures import in_base


def line(row: int, kind: str, unit: str, promised: str, reached: str | None = None, **said) -> Line:
    there = Decimal(reached) if reached is not None else None
    return Line(
        row, said.get("project", row), kind, said.get("detail", ""), unit, Decimal(promised), there
    )


def test_sums_in_other_units_of_money_are_added_and_unlike_things_are_not():
    found = totals(
        [
            line(1, "tax", "亿元", "0.3"),
            line(2, "tax", "万元", "1200"),
            line(3, "jobs", "人", "400"),
            line(4, "capacity", "万吨/年", "30", detail="纯碱"),
            line(5, "capacity", "万吨/年", "60", detail="水泥"),
        ],
        kinds=["tax", "jobs", "capacity"],
    )
    told = [(one.kind, one.product, one.unit, one.promised, one.rows) for one in found]
    assert told == [
        ("tax", "", "万元", Decimal(4200), (1, 2)),
        ("jobs", "", "人", Decimal(400), (3,)),
        ("capacity", "水泥", "万吨/年", Decimal(60), (5,)),
        ("capacity", "纯碱", "万吨/年", Decimal(30), (4,)),
    ]


def test_a_share_is_of_what_those_promised_who_told_and_two_promises_of_one_project_are_one_base():
    [jobs] = totals(
        [
            line(1, "jobs", "人", "100", "80", project=7),
            line(2, "jobs", "人", "50", project=7),
            line(3, "jobs", "人", "850"),
        ]
    )
    assert (jobs.promised, jobs.reached, jobs.told, jobs.projects) == (1000, 80, 1, 2)
    assert jobs.share == Decimal("80.0")


def test_where_nobody_told_there_is_no_share():
    [tax] = totals([line(1, "tax", "万元", "100")])
    assert tax.reached is None and tax.share is None


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(["元", "万元", "亿元"])), min_size=1)
)
def test_a_sum_is_the_same_in_whatever_units_it_is_told(sums):
    lines = [line(n, "revenue", unit, str(value)) for n, (value, unit) in enumerate(sums)]
    [total] = totals(lines)
    assert total.promised == sum(in_base(Decimal(value), unit)[0] for value, unit in sums)
