"""Two proposals beside each other: other weights, another first place, in an address that can be sent on."""

from __future__ import annotations

from decimal import Decimal

from playwright.sync_api import expect

from luoshi.projects import actions, comparing
from tests import make

FIGURES = {
    "风电制造园": {"fit": "4", "tax": "3000", "jobs": "400", "land": "200", "energy": "9000"},
    "面粉厂": {"fit": "3", "tax": "5200", "jobs": "260", "land": "320", "energy": "30000"},
}
UNITS = {"fit": "分", "tax": "万元", "jobs": "人", "land": "亩", "energy": "吨标准煤"}


def test_other_weights_change_the_first_place_and_stand_in_the_address(visit):
    cast, now = make.cast(), make.NOON
    for name, figures in FIGURES.items():
        made = actions.add_project(name=name, held_by=cast.region, by=cast.lin, now=now)
        for criterion, value in figures.items():
            comparing.note_criterion(
                made,
                criterion=criterion,
                value=Decimal(value),
                unit=UNITS[criterion],
                source="可研报告",
                by=cast.lin,
                now=now,
            )
    visitor = visit()
    page = visitor.log_in(cast.lin)
    visitor.go("/comparison/")
    expect(page.locator("main")).to_contain_text("风电制造园居首")
    for label, weight in (("符合当地规划", "0"), ("年税收", "90"), ("就业岗位", "5")):
        page.get_by_label(label).fill(weight)
    page.get_by_role("button", name="比较", exact=True).click()
    expect(page.locator("main")).to_contain_text("面粉厂居首")
    address = page.url
    other = visit()
    his = other.log_in(cast.han)
    his.goto(address)
    expect(his.locator("main")).to_contain_text("面粉厂居首")
