"""Writing help with registering: the enterprise's wish, its form and registrar, name, licence, end."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import translation

from luoshi import policy
from luoshi.audit import actions as audit
from luoshi.audit.changes import changes
from luoshi.orgs import access
from luoshi.orgs.models import Account, Person, Post, Unit
from luoshi.orgs.queries import check_lasting
from luoshi.projects.models import Project
from luoshi.registering import checks, debts
from luoshi.registering.models import Form, Holding, Registration, RegistrationStep, State
from luoshi.registering.queries import may_withdraw, units_of
from luoshi.rules import registration as rules
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.creditcode import credit_code, old_number
from luoshi.values.errors import (
    BadInput,
    Duplicate,
    IllegalMove,
    Incomplete,
    NotAllowed,
    Overtaken,
)
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {
    "wish": Sentence(gettext_noop("企业意愿原话")),
    "place": Sentence(gettext_noop("拟注册地")),
    "name": Sentence(gettext_noop("申报名称")),
    "code": Sentence(gettext_noop("统一社会信用代码")),
}
WITHDRAWN = "企业撤回了意愿"


@transaction.atomic
def open_registration(
    project: Project,
    *,
    enterprise: Unit,
    wished_by: Person,
    wished_on: dt.date,
    wish: str,
    place: str,
    form: str = Form.UNDECIDED,
    held_by: Unit,
    by: Account,
    now: dt.datetime,
) -> Registration:
    """Note that an enterprise asked for help, and lay out the checklist of the day.

    Raises Incomplete without its words or a place, Duplicate where that help is under way.
    """
    access.require(by, Permission.REGISTRATION_EDIT, now=now, units={held_by.pk})
    wish, place = wish.strip(), place.strip()[:120]
    missing = [name for name, said in (("wish", wish), ("place", place)) if not said]
    if missing:
        raise Incomplete(missing, labels=LABELS)
    check_past("wished_on", wished_on, now=now)
    check_lasting(enterprise=enterprise)
    _check_choice("form", form, Form)
    _check_own_wish(enterprise, wished_by)
    same = Registration.objects.filter(project=project, enterprise=enterprise, place=place)
    if twin := same.filter(state=State.OPEN).first():
        raise Duplicate(
            gettext_noop("这家企业在同一地点的注册协助已经在办。"),
            code="registration-open-already",
            pk=twin.pk,
        )
    checklist = policy.current().registration.checklist_on(civil_day(now))
    registration = Registration.objects.create(
        project=project,
        enterprise=enterprise,
        wished_by=wished_by,
        wished_on=wished_on,
        wish=wish,
        place=place,
        form=form,
        checklist=checklist.name,
        checklist_basis=checklist.basis,
        held_by=held_by,
        made_by=by,
        made_at=now,
    )
    _lay_out(registration, checklist)
    checks.note_checks(registration, "wish", wish, on=wished_on, by=by, now=now)
    told = {"enterprise": enterprise, "person": wished_by, "on": wished_on, "wish": wish}
    audit.record("registration.opened", registration, by=by, at=now, place=place, **told)
    return registration


def _check_own_wish(enterprise: Unit, person: Person) -> None:
    """Refuse a wish that nobody of the enterprise has: no office may wish in its place."""
    there = access.units_below({enterprise.pk})
    if not Post.objects.filter(person=person, unit__in=there).exists():
        raise BadInput.of(
            "wished_by",
            gettext_noop("提出人应是这家企业的人员：协助以企业自己的意愿为前提。"),
            code="wish-not-its-own",
        )


def _lay_out(registration: Registration, checklist: rules.Checklist) -> None:
    """Lay out the steps of the form; those that another form brought and nobody has begun go."""
    steps = checklist.steps_for(rules.Form(registration.form))
    there = RegistrationStep.objects.filter(registration=registration)
    untouched = there.filter(asked_on=None, done_on=None, unneeded_reason=None, obstacle="")
    untouched.exclude(code__in=[one.code for one in steps]).delete()
    known = set(there.values_list("code", flat=True))
    places = {one.code: place for place, one in enumerate(checklist.steps, 1)}
    RegistrationStep.objects.bulk_create(
        RegistrationStep(
            registration=registration,
            code=one.code,
            position=places[one.code],
            name=one.name,
            about=one.about,
        )
        for one in steps
        if one.code not in known
    )


@transaction.atomic
def settle_form(
    registration: Registration,
    *,
    version: int,
    form: str,
    holding: str,
    delegation: str = "",
    by: Account,
    now: dt.datetime,
) -> None:
    """Note which form the enterprise chose and who holds the company; the registrar follows.

    ``delegation`` is the paper by which the province's registrar handed it down.  Raises
    Overtaken where somebody was faster.
    """
    _require_open(registration, by=by, now=now)
    _check_choice("form", form, Form)
    _check_choice("holding", holding, Holding)
    fields = {"form": form, "holding": holding, "delegation": delegation.strip()[:200]}
    before = _move(registration, version=version, **fields)
    made_on = civil_day(registration.made_at)
    _lay_out(registration, policy.current().registration.checklist_on(made_on))
    with translation.override("zh-hans"):
        said = {"form_name": str(Form(form).label), "holding_name": str(Holding(holding).label)}
    told = changes(before, fields)
    audit.record("registration.form_settled", registration, by=by, at=now, **said, changes=told)


@transaction.atomic
def declare_name(
    registration: Registration,
    *,
    version: int,
    name: str,
    declared_on: dt.date,
    needs_approval: bool = False,
    by: Account,
    now: dt.datetime,
) -> None:
    """Note the name that was declared; it is kept two months, longer where approval is needed."""
    _require_open(registration, by=by, now=now)
    name = name.strip()[:200]
    if not name:
        raise Incomplete(["name"], labels=LABELS)
    check_past("declared_on", declared_on, now=now)
    held = policy.current().registration
    months = held.reserved_months_approved if needs_approval else held.reserved_months
    until = rules.reserved_until(declared_on, months=months)
    fields = {"name": name, "name_declared_on": declared_on, "name_until": until}
    before = _move(registration, version=version, **fields)
    told = changes(before, fields)
    data = {"name": name, "on": declared_on, "until": until, "changes": told}
    audit.record("registration.name_declared", registration, by=by, at=now, **data)


@transaction.atomic
def note_licence(
    registration: Registration,
    *,
    version: int,
    code: str,
    licensed_on: dt.date,
    by: Account,
    now: dt.datetime,
) -> None:
    """Note the licence with its unified social credit code, or an old number of fifteen digits.

    Raises BadInput with what is wrong in the code, Duplicate where another company has it.
    """
    _require_open(registration, by=by, now=now)
    if not code.strip():
        raise Incomplete(["code"], labels=LABELS)
    check_past("licensed_on", licensed_on, now=now)
    old = old_number(code)
    number = None if old else _checked_code(code)
    if number and Registration.objects.filter(credit_code=number).exclude(pk=registration.pk):
        raise Duplicate(
            gettext_noop("这个统一社会信用代码已登记在另一项注册协助上。"), code="credit-code-taken"
        )
    fields = {"credit_code": number, "old_number": old, "licensed_on": licensed_on}
    before = _move(registration, version=version, **fields)
    data = {"number": number or old, "on": licensed_on, "changes": changes(before, fields)}
    audit.record("registration.licensed", registration, by=by, at=now, **data)


def _checked_code(code: str) -> str:
    try:
        return str(credit_code(code))
    except BadInput as wrong:
        raise BadInput({"code": wrong.fields["credit_code"]}, code=wrong.code) from wrong


@transaction.atomic
def finish(registration: Registration, *, version: int, by: Account, now: dt.datetime) -> None:
    """Say that the help is through.

    Raises IllegalMove while a step is open, the licence is not noted, or flagged words are undecided.
    """
    _require_open(registration, by=by, now=now)
    left = registration.steps.filter(done_on=None, unneeded_reason=None)
    if names := tuple(left.values_list("name", flat=True)):
        raise IllegalMove(
            gettext_noop("还有步骤没有办完，也没有注明不需要：%(names)s。"),
            code="steps-left",
            names=names,
        )
    if registration.licensed_on is None:
        raise IllegalMove(gettext_noop("先登记营业执照和统一社会信用代码。"), code="no-licence")
    checks.refuse_undecided(registration)
    _move(registration, version=version, state=State.DONE, done_on=civil_day(now))
    told = {"state": [State.OPEN, State.DONE]}
    audit.record("registration.finished", registration, by=by, at=now, changes=told)


@transaction.atomic
def withdraw(registration: Registration, *, by: Account, now: dt.datetime) -> None:
    """Take the enterprise's wish back: at any time, without a reason.  Nothing happens to the project.

    Whoever sits at the enterprise may, and whoever goes on with the help.  Raises Overtaken if it
    is withdrawn already, IllegalMove once the help is through.
    """
    if not may_withdraw(by, registration, now=now):
        raise NotAllowed
    row = Registration.objects.get(pk=registration.pk)
    if row.state == State.DONE:
        raise IllegalMove(gettext_noop("协助已经完成，不需要撤回。"), code="withdraw-after-done")
    fields = {"state": State.WITHDRAWN, "withdrawn_on": civil_day(now)}
    rows = Registration.objects.filter(pk=registration.pk, state=State.OPEN)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    registration.refresh_from_db()
    debts.let_fall(registration, reason=WITHDRAWN, by=by, now=now)
    told = {"enterprise": row.enterprise, "changes": {"state": [State.OPEN, State.WITHDRAWN]}}
    audit.record("registration.withdrawn", registration, by=by, at=now, **told)


def _move(registration: Registration, *, version: int, **fields: object) -> Registration:
    """Store ``fields`` and return the row as it was; raises Overtaken unless it is at ``version``."""
    before = Registration.objects.get(pk=registration.pk)
    rows = Registration.objects.filter(pk=registration.pk, version=version, state=State.OPEN)
    if not rows.update(version=F("version") + 1, **fields):
        raise Overtaken
    registration.refresh_from_db()
    return before


def _require_open(registration: Registration, *, by: Account, now: dt.datetime) -> None:
    access.require(by, Permission.REGISTRATION_EDIT, now=now, units=units_of(registration))
    refuse_closed(registration)


def refuse_closed(registration: Registration) -> None:
    """Raise IllegalMove once the help is through or the wish withdrawn."""
    if Registration.objects.filter(pk=registration.pk).exclude(state=State.OPEN).exists():
        raise IllegalMove(
            gettext_noop("协助已经完成，或者企业已经撤回，不能再办理。"), code="registration-closed"
        )


def check_past(field: str, on: dt.date, *, now: dt.datetime) -> None:
    """Raise BadInput for a day that has not come."""
    if on > civil_day(now):
        raise BadInput.of(
            field, gettext_noop("日期不能晚于今天，请填写实际发生的日期。"), code="not-yet"
        )


def _check_choice(field: str, value: str, among: type[Form] | type[Holding]) -> None:
    if value not in among.values:
        raise BadInput.of(field, gettext_noop("请从列出的各项中选择。"), code=f"{field}-unknown")
