"""Reading the directory: who and what there is, and by which names it is known.

The directory is shared: whoever may see anything of the register may see units and people.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet

from luoshi import policy
from luoshi.orgs import access
from luoshi.orgs.models import (
    Account,
    Alias,
    Delegation,
    Person,
    Post,
    Seat,
    Transfer,
    Unit,
    UnitKind,
)
from luoshi.rules.access import Permission, Role
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, NotAllowed, NotFound
from luoshi.values.names import name_key
from luoshi.values.sentences import Sentence, gettext_noop
from luoshi.values.workcalendar import WorkCalendar

UNIT_KINDS = UnitKind
SIMILAR_FROM = 0.72  # share of common characters from which two names may mean one unit


def has_accounts() -> bool:
    """Return whether anybody can log in yet."""
    return Account.objects.exists()


def squeezed(name: str) -> str:
    """Return ``name`` without any blanks: names of units are compared so."""
    return re.sub(r"\s+", "", name)


def units() -> QuerySet[Unit]:
    """Return every unit, each with its parent."""
    return Unit.objects.select_related("parent")


def lasting_units() -> QuerySet[Unit]:
    """Return the units on which something new can be laid: those that were not dissolved."""
    return units().filter(ended_on__isnull=True)


def check_lasting(**units: Unit | Iterable[Unit] | None) -> None:
    """Raise BadInput, under the name of the field, where one of ``units`` was dissolved."""
    wrong: dict[str, Sentence] = {}
    for field, given in units.items():
        several = [given] if isinstance(given, Unit) else (given or ())
        for unit in several:
            if unit.ended_on is not None:
                wrong[field] = _dissolved(unit)
    if wrong:
        raise BadInput(wrong)


def _dissolved(unit: Unit) -> Sentence:
    after = going_on(unit)
    said = gettext_noop("“%(unit)s”已于%(ended_on)s撤销，不能再交办。")
    if after != unit:
        said = gettext_noop("“%(unit)s”已于%(ended_on)s撤销，请改选承接单位“%(after)s”。")
    data = {"unit": unit.name, "ended_on": unit.ended_on, "after": after.name}
    return Sentence(said, "unit-dissolved", data)


def visible_transfers(by: Account, *, now: dt.datetime) -> QuerySet[Transfer]:
    """Return the lists of work handed over that ``by`` may see: they name rows of the register.

    Those of the units that she sees for, and those that she drew up, handed over or took over
    herself.  A person's list may name rows of many units: beside her only the office reads it.
    """
    scope = access.scope(by, Permission.REGISTER_SEE, now=now)
    rows = Transfer.objects.select_related(
        "from_unit", "to_unit", "from_person", "to_person", "by__person"
    )
    if scope.everything:
        return rows
    if not scope.units:
        return rows.none()
    units = Q(from_unit__in=scope.units) | Q(to_unit__in=scope.units)
    return rows.filter(units | Q(by=by) | Q(from_person=by.person_id) | Q(to_person=by.person_id))


def transfers_of(unit: Unit, by: Account, *, now: dt.datetime) -> QuerySet[Transfer]:
    """Return the lists of work that ``unit`` handed over or took over, newest first."""
    return visible_transfers(by, now=now).filter(Q(from_unit=unit) | Q(to_unit=unit))


def transfers_of_person(person: Person, by: Account, *, now: dt.datetime) -> QuerySet[Transfer]:
    """Return the lists of work that ``person`` handed over or took over, newest first."""
    return visible_transfers(by, now=now).filter(Q(from_person=person) | Q(to_person=person))


def transfer_for(by: Account, pk: int, *, now: dt.datetime) -> Transfer:
    """Return one list of work handed over; raises NotFound outside what ``by`` may see."""
    transfer = visible_transfers(by, now=now).filter(pk=pk).first()
    if transfer is None:
        raise NotFound
    return transfer


def unit_for(by: Account, pk: int, *, now: dt.datetime) -> Unit:
    """Return one unit; raises NotFound where there is none."""
    _require_a_seat(by, now=now)
    unit = units().prefetch_related("aliases__used_by", "children").filter(pk=pk).first()
    if unit is None:
        raise NotFound
    return unit


def unit_named(name: str, *, used_by: Unit | None = None, on: dt.date | None = None) -> Unit | None:
    """Return the unit that ``name`` means in a document of ``used_by`` of the day ``on``.

    What a dissolved unit was called means the one that goes on with its work, from the day on
    which it ended.  Full name first, then what ``used_by`` (or a unit above it) calls so, then short names, then
    aliases that everybody uses.  None where nothing fits, or where two units fit equally well.
    """
    found = _unit_named(name, used_by=used_by, on=on)
    return found and going_on(found, on=on)


def going_on(unit: Unit, *, on: dt.date | None = None) -> Unit:
    """Return who goes on with the work of ``unit``: itself, or the last of those that succeeded it.

    On a day before its end that is itself; a unit that was closed without a successor stays itself.
    """
    while unit.succeeded_by is not None and unit.ended_on is not None:
        if on is not None and on < unit.ended_on:
            break
        unit = unit.succeeded_by
    return unit


def _unit_named(name: str, *, used_by: Unit | None, on: dt.date | None) -> Unit | None:
    wanted = squeezed(name)
    if not wanted:
        return None
    if exact := Unit.objects.filter(name=wanted).select_related("succeeded_by").first():
        return exact
    aliases = _aliases_named(wanted, on=on)
    for user in _upwards(used_by):
        local = [alias.unit for alias in aliases if alias.used_by_id == user.pk]
        if found := _only(local, on=on):
            return found
    short = list(Unit.objects.filter(short_name=wanted))
    if short:
        return _only(short, on=on)
    return _only([alias.unit for alias in aliases if alias.used_by_id is None], on=on)


def _aliases_named(name: str, *, on: dt.date | None) -> list[Alias]:
    rows = Alias.objects.filter(name=name).select_related("unit")
    if on is not None:
        rows = rows.filter(Q(from_on__isnull=True) | Q(from_on__lte=on))
        rows = rows.filter(Q(to_on__isnull=True) | Q(to_on__gte=on))
    return list(rows)


def _upwards(unit: Unit | None) -> list[Unit]:
    """Return ``unit`` and the units above it, nearest first."""
    line: list[Unit] = []
    while unit is not None and unit not in line:
        line.append(unit)
        unit = unit.parent
    return line


def line_above(unit: Unit) -> list[Unit]:
    """Return the units above ``unit``, the topmost first."""
    return _upwards(unit)[:0:-1]


def _only(found: Iterable[Unit], *, on: dt.date | None) -> Unit | None:
    """Return the unit if ``found`` is exactly one, each taken as whoever goes on with its work."""
    different = {one.pk: one for one in (going_on(unit, on=on) for unit in found)}
    return next(iter(different.values())) if len(different) == 1 else None


def similar_units(name: str, *, most: int = 5) -> list[Unit]:
    """Return units whose full name, short name or alias is, holds, lies in or resembles ``name``."""
    wanted = squeezed(name)
    if not wanted:
        return []
    ranks: dict[int, float] = {}
    for pk, known in _all_names():
        rank = _likeness(wanted, known)
        if rank >= SIMILAR_FROM:
            ranks[pk] = max(rank, ranks.get(pk, 0.0))
    best = sorted(ranks, key=lambda pk: (-ranks[pk], pk))[:most]
    found = Unit.objects.in_bulk(best)
    return [found[pk] for pk in best]


def _all_names() -> list[tuple[int, str]]:
    names: list[tuple[int, str]] = []
    for pk, name, short_name in Unit.objects.values_list("pk", "name", "short_name"):
        names += [(pk, name), (pk, short_name)]
    names += Alias.objects.values_list("unit", "name")
    return [(pk, name) for pk, name in names if name]


def _likeness(one: str, other: str) -> float:
    """Return 1 for equal names, 0.9 where one holds the other, else the share of common runs."""
    if one == other:
        return 1.0
    if min(len(one), len(other)) >= 3 and (one in other or other in one):
        return 0.9
    return difflib.SequenceMatcher(a=one, b=other, autojunk=False).ratio()


def tree(rows: Iterable[Unit]) -> list[tuple[int, Unit]]:
    """Return ``rows`` as a tree read from top to bottom: (depth, unit), each under its parent.

    A unit whose parent is not among the rows stands at the top.
    """
    below: dict[int | None, list[Unit]] = {}
    given = list(rows)
    known = {unit.pk for unit in given}
    for unit in given:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    found: list[tuple[int, Unit]] = []
    waiting = [(0, unit) for unit in reversed(below.get(None, []))]
    while waiting:
        depth, unit = waiting.pop()
        found.append((depth, unit))
        waiting += [(depth + 1, child) for child in reversed(below.get(unit.pk, []))]
    return found


def units_matching(text: str) -> QuerySet[Unit]:
    """Return the units one of whose names holds ``text``."""
    wanted = squeezed(text)
    named = Q(name__icontains=wanted) | Q(short_name__icontains=wanted)
    called = Q(pk__in=Alias.objects.filter(name__icontains=wanted).values("unit"))
    return units().filter(named | called)


def people() -> QuerySet[Person]:
    """Return everybody, each with the posts (and their units) they hold or held."""
    posts = Prefetch("posts", Post.objects.select_related("unit"))
    return Person.objects.prefetch_related(posts)


def person_for(by: Account, pk: int, *, now: dt.datetime) -> Person:
    """Return one person; raises NotFound where there is none."""
    _require_a_seat(by, now=now)
    person = people().filter(pk=pk).first()
    if person is None:
        raise NotFound
    return person


def people_named(name: str, unit: Unit | None = None) -> QuerySet[Person]:
    """Return the people of exactly this name, any dot or none; with ``unit`` those who are or were there."""
    rows = people().filter(search_key=name_key(name)).exclude(search_key="")
    if unit is not None:
        rows = rows.filter(pk__in=Post.objects.filter(unit=unit).values("person"))
    return rows


def people_matching(text: str) -> QuerySet[Person]:
    """Return the people whose name holds ``text``, or whose unit or post does."""
    key = name_key(text)
    named = Q(search_key__contains=key) if key else Q()
    there = Post.objects.filter(
        Q(unit__name__contains=text.strip()) | Q(title__contains=text.strip())
    )
    return people().filter(named | Q(pk__in=there.values("person")))


def people_of(unit: Unit, *, on: dt.date) -> QuerySet[Post]:
    """Return the posts held at ``unit`` on a day, in the order in which they were entered."""
    held = Q(to_on__isnull=True) | Q(to_on__gte=on)
    return Post.objects.filter(held, unit=unit).select_related("person")


def posts_of(person: Person, *, on: dt.date) -> QuerySet[Post]:
    """Return the posts that ``person`` holds on a day, in the order in which they were entered."""
    begun = Q(from_on__isnull=True) | Q(from_on__lte=on)
    held = Q(to_on__isnull=True) | Q(to_on__gte=on)
    return Post.objects.filter(begun & held, person=person).select_related("unit")


def people_ever_at(unit: Unit) -> QuerySet[Person]:
    """Return whoever holds or held a post at ``unit``."""
    return people().filter(pk__in=Post.objects.filter(unit=unit).values("person"))


def numbered_units() -> QuerySet[Unit]:
    """Return every unit with ``staff``: how many posts there are not ended."""
    return units().annotate(staff=Count("posts", filter=Q(posts__to_on__isnull=True)))


def seats_of(account: Account, *, on: dt.date) -> list[Seat]:
    """Return the seats that ``account`` holds on a day, in the order in which they were given."""
    return list(Seat.objects.on(on).filter(account=account).select_related("unit").order_by("pk"))


def seats_at(unit: Unit, *, on: dt.date) -> QuerySet[Seat]:
    """Return the seats that are held for ``unit`` on a day."""
    return Seat.objects.on(on).filter(unit=unit).select_related("account__person").order_by("pk")


def all_seats(account: Account) -> list[Seat]:
    """Return every seat that ``account`` holds, held or is to hold: those without an end first."""
    seats = Seat.objects.filter(account=account).select_related("unit").order_by("pk")
    return sorted(seats, key=lambda seat: (seat.to_on is not None, seat.pk))


def roles() -> Mapping[str, Role]:
    """Return the roles of the policy by their codes."""
    return policy.current().roles


# --- calendars


def calendar_of(unit: Unit) -> WorkCalendar:
    """Return the calendar by which ``unit`` counts: its own choice, else that of the unit above it.

    The national one where nobody up to the top chose.  Raises BadInput for a choice whose file
    is gone: days are never silently counted by another calendar.
    """
    at: Unit | None = unit
    while at is not None:
        if at.calendar:
            return _calendar(at.calendar)
        at = at.parent
    return policy.current().calendar()


def calendars() -> Calendars:
    """Return the choices of all units in one query, for whoever counts for many."""
    rows = Unit.objects.values_list("pk", "parent_id", "calendar")
    return Calendars({pk: (parent, code) for pk, parent, code in rows})


def units_with_calendar() -> QuerySet[Unit]:
    """Return the units that chose a calendar of their own."""
    return units().exclude(calendar="").order_by("name")


@dataclass(frozen=True)
class Calendars:
    """For each unit the one above it and the code of the calendar that it chose ("" none)."""

    chosen: Mapping[int, tuple[int | None, str]]

    def code_of(self, unit: int | None) -> str:
        """Return the code of the calendar by which the unit with that id counts."""
        while unit is not None:
            unit, code = self.chosen[unit]
            if code:
                return code
        return policy.NATIONAL

    def of(self, unit: int | None) -> WorkCalendar:
        """Return the calendar by which the unit with that id counts; raises as ``calendar_of``."""
        return _calendar(self.code_of(unit))


def _calendar(code: str) -> WorkCalendar:
    try:
        return policy.current().calendar(code)
    except KeyError:
        said = gettext_noop(
            "单位选用的日历“%(calendar)s”没有对应的文件，请系统管理员补上文件，或为单位改选日历。"
        )
        raise BadInput.of("calendar", said, code="calendar-gone", calendar=code) from None


def accounts_for(by: Account, *, now: dt.datetime) -> QuerySet[Account]:
    """Return every account, each with ``present_seats``; raises NotFound for whom they do not concern."""
    if not {Permission.ACCOUNT_MANAGE, Permission.RIGHT_GRANT} & access.held(by, now=now):
        raise NotFound
    held = Seat.objects.on(civil_day(now)).select_related("unit").order_by("pk")
    present = Prefetch("seats", held, to_attr="present_seats")
    return Account.objects.select_related("person").prefetch_related(present)


def falling_asleep(accounts: QuerySet[Account]) -> QuerySet[Account]:
    """Return those of ``accounts`` that nobody has used for long, and that will be disabled."""
    return accounts.filter(is_active=True, dormant_warned_at__isnull=False)


def account_for(by: Account, pk: int, *, now: dt.datetime) -> Account:
    """Return one account; raises NotFound where there is none, or for whom it does not concern."""
    account = accounts_for(by, now=now).filter(pk=pk).first()
    if account is None:
        raise NotFound
    return account


def accounts_matching(text: str) -> QuerySet[Account]:
    """Return the accounts whose name, or whose person's name or unit, holds ``text``."""
    key, wanted = name_key(text), text.strip()
    named = Q(person__search_key__contains=key) if key else Q(pk__in=[])
    seated = Seat.objects.filter(unit__in=units_matching(wanted).values("pk"))
    return Account.objects.filter(
        named | Q(username__icontains=wanted) | Q(pk__in=seated.values("account"))
    )


def people_who_log_in() -> QuerySet[Person]:
    """Return everybody whose account is enabled, by name."""
    return people().filter(account__is_active=True).order_by("search_key", "pk")


def people_without_account() -> QuerySet[Person]:
    """Return whoever cannot log in yet."""
    return people().filter(account__isnull=True)


def home_unit(account: Account, *, now: dt.datetime, to: Permission | None = None) -> Unit:
    """Return the unit of the first seat that ``account`` holds; raises NotAllowed if it holds none.

    With ``to`` the first seat that carries this permission, her own before those lent to her.
    """
    held = sorted(
        access.seats_of(account, on=civil_day(now)),
        key=lambda one: one[0].account_id != account.pk,
    )
    seats = [seat for seat, role in held if to in role.permissions] or [seat for seat, _ in held]
    if not seats:
        raise no_seat()
    return seats[0].unit


def no_seat() -> NotAllowed:
    """Return the refusal for whoever may do nothing today."""
    return NotAllowed(gettext_noop("您的账号目前没有席位，请联系系统管理员。"), code="no-seat")


def _require_a_seat(by: Account, *, now: dt.datetime) -> None:
    if not by.is_active or not access.seats_of(by, on=civil_day(now)):
        raise NotFound


# --- deputies


def standing_in(people: Iterable[int], on: dt.date) -> dict[int, Person]:
    """Return for those of ``people`` (ids) who are away on a day who stands in for each, by her id."""
    rows = Delegation.objects.on(on).filter(absent__in=list(people)).select_related("deputy")
    return {row.absent_id: row.deputy for row in rows}


def absent_of(by: Account, *, on: dt.date) -> QuerySet[Delegation, int]:
    """Return the ids of the people for whom ``by`` stands in on a day, for use within a query."""
    return Delegation.objects.on(on).filter(deputy=by.person_id).values_list("absent", flat=True)


def absences_about(by: Account, *, on: dt.date) -> list[Delegation]:
    """Return the delegations of a day in which ``by`` is the deputy or away herself."""
    about = Q(deputy=by.person_id) | Q(absent=by.person_id)
    rows = Delegation.objects.on(on).filter(about).select_related("absent", "deputy")
    return list(rows.order_by("pk"))


def delegations_of(person: Person) -> QuerySet[Delegation]:
    """Return every delegation in which ``person`` is or was away or the deputy, newest first."""
    rows = Delegation.objects.filter(Q(absent=person) | Q(deputy=person))
    return rows.select_related("absent", "deputy", "made_by__person", "ended_by__person")


def may_arrange_deputy(by: Account, absent: Person, *, now: dt.datetime) -> bool:
    """Return whether ``by`` may name (or dismiss) who stands in for ``absent``.

    Herself; else whoever may hand over the work of every unit at which she has a seat or post,
    by a right of her own: what was lent cannot be lent on.
    """
    if not by.is_active:
        return False
    if by.person_id == absent.pk:
        return True
    own = access.rights(by, Permission.MATTER_HAND_OVER, now=now).own
    today = civil_day(now)
    lasting = Q(to_on__isnull=True) | Q(to_on__gte=today)
    seats = Seat.objects.filter(lasting, account__person=absent).values_list("unit", flat=True)
    posts = Post.objects.filter(lasting, person=absent).values_list("unit", flat=True)
    units = {*seats, *posts}
    return own.everything or bool(units) and units <= own.units
