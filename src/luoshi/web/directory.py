"""The directory: units with all their names, people with their posts, and what each still owes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.matters import queries as matters
from luoshi.meetings import queries as meetings
from luoshi.orgs import access, actions, duties, queries, telephones
from luoshi.owed import queries as owed
from luoshi.projects import queries as projects
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import NotAllowed, NotFound
from luoshi.web.cards import address_of
from luoshi.web.deputies import deputies_shown
from luoshi.web.editing import edited, made, saved
from luoshi.web.forms.directory import (
    AliasForm,
    EndPostForm,
    PersonEditForm,
    PersonFilters,
    PersonForm,
    PostForm,
    UnitEditForm,
    UnitFilters,
    UnitForm,
)
from luoshi.web.history import history_of
from luoshi.web.lists import Column, listing
from luoshi.web.owners import DutyForm
from luoshi.web.page import Request, drop_kept, go_to, page
from luoshi.web.succession import may_reorganise

FEW = 8
UNIT_COLUMNS = (
    Column("name", gettext_lazy("全称"), ("name",)),
    Column("short", gettext_lazy("简称"), ("short_name",)),
    Column("kind", gettext_lazy("类别"), ("kind", "name")),
    Column("parent", gettext_lazy("上级单位"), ("parent__name",)),
    Column("place", gettext_lazy("所在地"), ("place",)),
    Column("staff", gettext_lazy("在册人员"), ("staff",), css="num"),
)
PERSON_COLUMNS = (
    Column("name", gettext_lazy("姓名"), ("name",)),
    Column("posts", gettext_lazy("现任职务")),
    Column("telephone", gettext_lazy("电话")),
    Column("email", gettext_lazy("电子邮箱"), ("email",)),
)


def _may_edit(request: Request) -> bool:
    return access.may(request.user, Permission.DIRECTORY_EDIT, now=clock.now())


def _require_edit(request: Request) -> None:
    if not _may_edit(request):
        raise NotAllowed


# --- units


@require_GET
def unit_list(request: Request) -> HttpResponse:
    """Every unit under its parent; with filters or a sort a plain list."""
    found = listing(
        request,
        queries.numbered_units(),
        columns=UNIT_COLUMNS,
        default_sort="name",
        filters=UnitFilters,
    )
    flat = found.is_narrowed or "sort" in request.GET
    context = {
        "listing": found,
        "branches": [] if flat else _branches(),
        "may_edit": _may_edit(request),
    }
    return page(request, "directory/unit_list.html", context, partial="directory/_unit_list.html")


def _branches() -> list[dict[str, Any]]:
    tree = queries.tree(queries.numbered_units().order_by("pk"))
    return [{"unit": unit, "indent": "　" * depth, "deep": depth > 0} for depth, unit in tree]


@require_GET
def unit_detail(request: Request, pk: int) -> HttpResponse:
    """One unit: names, people, what it leads and owes, its projects."""
    return _unit_page(request, queries.unit_for(request.user, pk, now=clock.now()))


def _unit_page(request: Request, unit: Any, *, alias_form: AliasForm | None = None) -> HttpResponse:
    now, by = clock.now(), request.user
    today = civil_day(now)
    debts = owed.visible_obligations(by, now=now).open().filter(debtor_unit=unit)
    seen = matters.visible_matters(by, now=now)
    mine = projects.with_unit(projects.visible_projects(by, now=now), unit)
    context = {
        "unit": unit,
        "may_reorganise": may_reorganise(by, unit, now=now),
        "transfers": queries.transfers_of(unit, by, now=now),
        "above": queries.line_above(unit),
        "posts": queries.people_of(unit, on=today),
        "debts": _lit(debts.order_by("due_on", "pk")[:FEW], today),
        "debt_count": debts.count(),
        "late_count": debts.late(today=today).count(),
        "led_count": seen.filter(lead=unit).count(),
        "part_count": matters.of_unit(seen, unit.pk).count(),
        "projects": mine.order_by("-pk")[:FEW],
        "project_count": mine.count(),
        "engagements": meetings.with_unit(meetings.visible_engagements(by, now=now), unit)[:FEW],
        "events": history_of(unit),
        "may_edit": _may_edit(request),
        "alias_form": alias_form or AliasForm(),
        "duties": duties.duties_of(unit),
        "duty_form": DutyForm(auto_id="duty_%s"),
        "known_units": queries.units(),
    }
    status = 422 if alias_form else 200
    return page(request, "directory/unit_detail.html", context, status=status)


def _lit(rows: Any, today: Any) -> list[dict[str, Any]]:
    return [
        {
            "row": row,
            "light": owed.light(row, today=today),
            "address": address_of(row.subject_kind, row.subject_id),
        }
        for row in rows
    ]


@require_http_methods(["GET", "POST"])
def unit_new(request: Request) -> HttpResponse:
    """Register a unit; those with a similar name are shown first."""
    _require_edit(request)
    form = UnitForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data | {"by": request.user, "now": clock.now()}
        if unit := made(form, lambda: actions.add_unit(**given)):
            drop_kept(request, "unit-new")
            messages.success(request, _("单位已登记。"))
            return go_to(request, "unit_detail", unit.pk)
    name = form.data.get("name", "") if form.is_bound else ""
    context = {
        "form": form,
        "alike": queries.similar_units(name),
        "known_units": queries.units(),
        "keep": "unit-new",
    }
    status = 422 if form.is_bound else 200
    return page(request, "directory/unit_form.html", context, status=status)


def _unit_values(unit: Any) -> dict[str, Any]:
    names = ("name", "short_name", "kind", "parent", "place", "version")
    return {name: getattr(unit, name) for name in names}


@require_http_methods(["GET", "POST"])
def unit_edit(request: Request, pk: int) -> HttpResponse:
    """Change a unit; who saves second keeps what she typed."""
    unit = queries.unit_for(request.user, pk, now=clock.now())
    _require_edit(request)
    form = UnitEditForm(request.POST or None, initial=_unit_values(unit))
    given: dict[str, Any] = {"by": request.user, "now": clock.now()}
    return edited(
        request,
        form,
        template="directory/unit_form.html",
        context={"unit": unit, "known_units": queries.units()},
        save=lambda: actions.edit_unit(unit, **form.cleaned_data, **given),
        fresh=lambda: _unit_values(queries.unit_for(request.user, pk, now=clock.now())),
        keep=f"unit-{pk}",
        back=("unit_detail", pk),
    )


@require_POST
def unit_alias_add(request: Request, pk: int) -> HttpResponse:
    """Give a unit one more name."""
    unit = queries.unit_for(request.user, pk, now=clock.now())
    _require_edit(request)
    form = AliasForm(request.POST)
    if form.is_valid() and saved(
        form,
        lambda: actions.add_alias(unit, **form.cleaned_data, by=request.user, now=clock.now()),
    ):
        return go_to(request, "unit_detail", pk)
    return _unit_page(request, unit, alias_form=form)


@require_POST
def unit_alias_drop(request: Request, pk: int, alias: int) -> HttpResponse:
    """Take a name back."""
    unit = queries.unit_for(request.user, pk, now=clock.now())
    _require_edit(request)
    row = next((one for one in unit.aliases.all() if one.pk == alias), None)
    if row is None:
        raise NotFound
    actions.drop_alias(row, by=request.user, now=clock.now())
    return go_to(request, "unit_detail", pk)


# --- people


@require_GET
def person_list(request: Request) -> HttpResponse:
    """Everybody, found by any spelling of the name."""
    context = {
        "listing": listing(
            request,
            queries.people(),
            columns=PERSON_COLUMNS,
            default_sort="name",
            filters=PersonFilters,
        ),
        "may_edit": _may_edit(request),
    }
    return page(
        request, "directory/person_list.html", context, partial="directory/_person_list.html"
    )


@require_GET
def person_detail(request: Request, pk: int) -> HttpResponse:
    """One person: posts from–to, what she owes, where she was."""
    return _person_page(request, queries.person_for(request.user, pk, now=clock.now()))


@never_cache
@require_POST
def person_telephone(request: Request, pk: int) -> HttpResponse:
    """One person with her number in full; that it was read is recorded."""
    person = queries.person_for(request.user, pk, now=clock.now())
    number = telephones.read(person, by=request.user, now=clock.now())
    return _person_page(request, person, telephone=number)


def _person_page(
    request: Request, person: Any, *, post_form: PostForm | None = None, telephone: str = ""
) -> HttpResponse:
    now, by = clock.now(), request.user
    today = civil_day(now)
    debts = owed.visible_obligations(by, now=now).open().filter(debtor=person)
    context = {
        "person": person,
        "telephone": telephone,
        "may_read_telephone": person.telephone and telephones.may_read(person, by, now=now),
        "posts": _posts(person, today),
        **deputies_shown(person, by=by, now=now),
        "transfers": queries.transfers_of_person(person, by, now=now),
        "namesakes": queries.people_named(person.name).exclude(pk=person.pk),
        "debts": _lit(debts.order_by("due_on", "pk")[:FEW], today),
        "debt_count": debts.count(),
        "late_count": debts.late(today=today).count(),
        "matters": matters.visible_matters(by, now=now).filter(person=person)[:FEW],
        "may_hand_over": matters.in_hand_of(by, person=person.pk, now=now).exists(),
        "may_hand_over_all": access.may(by, Permission.MATTER_HAND_OVER, now=now)
        and queries.may_arrange_deputy(by, person, now=now),
        "engagements": meetings.attended_by(person, by, now=now)[:FEW],
        "events": history_of(person),
        "may_edit": _may_edit(request),
        "post_form": post_form or PostForm(),
        "known_units": queries.units(),
    }
    return page(request, "directory/person_detail.html", context, status=422 if post_form else 200)


def _posts(person: Any, today: Any) -> list[dict[str, Any]]:
    """Return posts, present ones first, each with a form to end it."""
    posts = sorted(person.posts.all(), key=lambda post: (post.to_on is not None, post.pk))
    initial = {"to_on": today}
    return [
        {"row": post, "end_form": EndPostForm(initial=initial, auto_id=f"end{post.pk}_%s")}
        for post in posts
    ]


@require_http_methods(["GET", "POST"])
def person_new(request: Request) -> HttpResponse:
    """Register somebody; others of the name are shown, and must be told apart."""
    _require_edit(request)
    form = PersonForm(request.POST or None, initial={"unit": request.GET.get("unit", "")})
    namesakes: list[Any] = []
    if form.is_valid():
        given = form.cleaned_data | {"by": request.user, "now": clock.now()}
        another = given.pop("another")
        namesakes = list(queries.people_named(given["name"]))
        if namesakes and not another:
            form.ask_whether_another()
            form.add_error("another", _("已有同名的人。如果确实是另一个人，请勾选后再保存。"))
        elif person := made(form, lambda: actions.add_person(**given)):
            drop_kept(request, "person-new")
            messages.success(request, _("人员已登记。"))
            return go_to(request, "person_detail", person.pk)
    context = {
        "form": form,
        "namesakes": namesakes,
        "known_units": queries.units(),
        "keep": "person-new",
    }
    status = 422 if form.is_bound else 200
    return page(request, "directory/person_form.html", context, status=status)


def _person_values(person: Any) -> dict[str, Any]:
    return {name: getattr(person, name) for name in ("name", "telephone", "email", "version")}


@require_http_methods(["GET", "POST"])
def person_edit(request: Request, pk: int) -> HttpResponse:
    """Change a name or number; who saves second keeps what she typed."""
    person = queries.person_for(request.user, pk, now=clock.now())
    _require_edit(request)
    if person.telephone and request.method == "GET":
        telephones.read(person, by=request.user, now=clock.now())
    form = PersonEditForm(request.POST or None, initial=_person_values(person))
    given: dict[str, Any] = {"by": request.user, "now": clock.now()}
    return edited(
        request,
        form,
        template="directory/person_form.html",
        context={"person": person},
        save=lambda: actions.edit_person(person, **form.cleaned_data, **given),
        fresh=lambda: _person_values(queries.person_for(request.user, pk, now=clock.now())),
        keep=f"person-{pk}",
        back=("person_detail", pk),
    )


@require_POST
def person_post_add(request: Request, pk: int) -> HttpResponse:
    """Say what somebody is or was somewhere."""
    person = queries.person_for(request.user, pk, now=clock.now())
    _require_edit(request)
    form = PostForm(request.POST)
    if form.is_valid() and saved(
        form,
        lambda: actions.add_post(person, **form.cleaned_data, by=request.user, now=clock.now()),
    ):
        return go_to(request, "person_detail", pk)
    return _person_page(request, person, post_form=form)


@require_POST
def person_post_end(request: Request, pk: int, post: int) -> HttpResponse:
    """Say on which day a post was held for the last time."""
    person = queries.person_for(request.user, pk, now=clock.now())
    _require_edit(request)
    row = next((one for one in person.posts.all() if one.pk == post), None)
    if row is None:
        raise NotFound
    form = EndPostForm(request.POST)
    if form.is_valid():
        actions.end_post(row, to_on=form.cleaned_data["to_on"], by=request.user, now=clock.now())
    else:
        messages.error(request, _("没有保存：请填写任职截止的日期。"))
    return redirect("person_detail", pk)
