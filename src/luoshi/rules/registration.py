"""Help with registering a company: which steps, which registrar, what follows from each form.

State Council Order 746 (市场主体登记管理条例) and SAMR Order 52 (its detailed rules) stand behind this.
Nothing here says which form is the better one: that the enterprise decides.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from luoshi.values.sentences import Sentence, gettext_noop
from luoshi.values.tomltable import TomlTable


class Form(StrEnum):
    """What the enterprise wants to set up."""

    UNDECIDED = "undecided"
    BRANCH = "branch"
    SUBSIDIARY = "subsidiary"


class Holding(StrEnum):
    """Who holds the company that is to be registered, as SAMR Order 52, article 4, tells them apart."""

    UNKNOWN = "unknown"
    PROVINCIAL = "provincial"
    HALF = "half"
    MINOR = "minor"
    OTHER = "other"


class Level(StrEnum):
    """At which level a company is registered."""

    UNKNOWN = "unknown"
    PROVINCE = "province"
    DIVISION = "division"


ARTICLE_4 = "市场主体登记管理条例实施细则（市场监管总局令第52号）第四条"
ARTICLE_DIVISION = "市场主体登记管理条例（国务院令第746号）第五条"
ARTICLE_BRANCH = "公司法（2023年修订）第三十八条；市场主体登记管理条例（国务院令第746号）第二十三条"


@dataclass(frozen=True, slots=True)
class Registrar:
    """At which level to register, in words why, and the paper behind it."""

    level: Level
    reason: Sentence
    basis: str


def registrar(form: Form, holding: Holding, *, delegated: bool) -> Registrar:
    """Return which registrar takes a company; ``delegated``: the province has handed it down by a paper.

    >>> registrar(Form.SUBSIDIARY, Holding.HALF, delegated=False).level
    <Level.PROVINCE: 'province'>
    """
    if form is Form.BRANCH:
        said = gettext_noop(
            "分公司不论总公司由谁持股，都在其所在地的登记机关登记，单独领取营业执照。"
        )
        return Registrar(Level.DIVISION, Sentence(said), ARTICLE_BRANCH)
    if holding is Holding.UNKNOWN or form is Form.UNDECIDED and holding in OF_THE_PROVINCE:
        said = gettext_noop("先定设立形式、查明持股情况，才能确定登记机关。")
        return Registrar(Level.UNKNOWN, Sentence(said), ARTICLE_4)
    if holding not in OF_THE_PROVINCE:
        said = gettext_noop(
            "不是省级国资委出资的公司，也不由这类公司持股50%以上，按住所地由当地登记机关登记。"
        )
        return Registrar(Level.DIVISION, Sentence(said), ARTICLE_DIVISION)
    if delegated:
        said = gettext_noop(
            "属于省级登记机关登记的范围，已由省级登记机关书面授权当地登记机关办理。"
        )
        return Registrar(Level.DIVISION, Sentence(said), ARTICLE_4)
    if holding is Holding.PROVINCIAL:
        said = gettext_noop(
            "省级国资委履行出资人职责的公司，由省级登记机关登记；当地登记机关未经授权不能发照。"
        )
    else:
        said = gettext_noop(
            "由省级国资委出资的公司投资设立并持股50%以上，由省级登记机关登记；当地登记机关未经授权不能发照。"
        )
    return Registrar(Level.PROVINCE, Sentence(said), ARTICLE_4)


OF_THE_PROVINCE = frozenset({Holding.PROVINCIAL, Holding.HALF})


def reserved_until(declared_on: dt.date, *, months: int) -> dt.date:
    """Return the last day for which a declared name is kept: ``months`` later, or that month's last.

    >>> reserved_until(dt.date(2026, 12, 31), months=2)
    datetime.date(2027, 2, 28)
    """
    year, month = divmod(declared_on.year * 12 + declared_on.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(declared_on.day, last))


# --- what policy/registration.toml says


@dataclass(frozen=True, slots=True)
class CheckStep:
    """One step of the checklist: for which forms, and in how many days help is usually through."""

    code: str
    name: str
    about: str
    days: int
    forms: frozenset[Form]


@dataclass(frozen=True, slots=True)
class Checklist:
    """The steps as they hold from a day on, with the paper behind them."""

    name: str
    basis: str
    valid_from: dt.date
    steps: tuple[CheckStep, ...]

    def steps_for(self, form: Form) -> tuple[CheckStep, ...]:
        """Return the steps of one form; all of them while it is open."""
        if form is Form.UNDECIDED:
            return self.steps
        return tuple(one for one in self.steps if form in one.forms)


@dataclass(frozen=True, slots=True)
class Fact:
    """What follows from each form on one topic, side by side, with the paper behind it."""

    topic: str
    branch: str
    subsidiary: str
    basis: str


@dataclass(frozen=True)
class RegistrationRules:
    """Everything of ``registration.toml``; checklists earliest first."""

    checklists: tuple[Checklist, ...]
    facts: tuple[Fact, ...]
    reserved_months: int
    reserved_months_approved: int
    guard: frozenset[str]
    guard_from: dt.date
    names: Mapping[str, str]

    def checklist_on(self, day: dt.date) -> Checklist:
        """Return the checklist in force on a day, the first one for a day before it."""
        return next(
            (one for one in reversed(self.checklists) if one.valid_from <= day), self.checklists[0]
        )


def rules_from(root: TomlTable, *, wording: frozenset[str]) -> RegistrationRules:
    """Return what a parsed ``registration.toml`` says; raises TomlFault for what is wrong.

    ``wording`` are the codes of the rules of ``wording.toml``, of which the guard names some.
    """
    root.only("checklist", "fact", "name", "guard")
    lists = sorted(map(_checklist, root.tables("checklist")), key=lambda one: one.valid_from)
    if not lists:
        raise root.fault("checklist", "至少要有一份清单")
    name, guard = root.table("name"), root.table("guard")
    name.only("months", "months_approved")
    guard.only("rules", "from")
    return RegistrationRules(
        checklists=tuple(lists),
        facts=tuple(map(_fact, root.tables("fact"))),
        reserved_months=name.integer("months", least=1, most=24),
        reserved_months_approved=name.integer("months_approved", least=1, most=36),
        guard=frozenset(guard.choices("rules", among=tuple(sorted(wording)))),
        guard_from=guard.day("from"),
        names={step.code: step.name for one in lists for step in one.steps},
    )


def _checklist(table: TomlTable) -> Checklist:
    table.only("name", "basis", "valid_from", "step")
    steps = tuple(map(_step, table.tables("step")))
    codes = [one.code for one in steps]
    if twice := next((code for code in codes if codes.count(code) > 1), ""):
        raise table.fault("step", f"“{twice}”写了两次")
    return Checklist(table.text("name"), table.text("basis"), table.day("valid_from"), steps)


def _step(table: TomlTable) -> CheckStep:
    table.only("code", "name", "about", "days", "forms")
    among = (Form.BRANCH.value, Form.SUBSIDIARY.value)
    forms = table.choices("forms", among=among) if "forms" in table else among
    return CheckStep(
        table.text("code"),
        table.text("name"),
        table.text("about"),
        table.integer("days", least=1, most=365),
        frozenset(map(Form, forms)),
    )


def _fact(table: TomlTable) -> Fact:
    table.only("topic", "branch", "subsidiary", "basis")
    return Fact(*(table.text(key) for key in ("topic", "branch", "subsidiary", "basis")))
