"""Every door against the table: who passes, who is refused, and a stranger who learns nothing."""

from __future__ import annotations

import re

import pytest
from django.db import transaction
from django.urls import get_resolver, reverse

from luoshi import clock, policy
from luoshi.api.door import api
from luoshi.audit.models import Event
from luoshi.rules import life
from tests.house.test_doors import patterns
from tests.rights.region import NOBODY, NOW, Region, region
from tests.rights.table import Door, doors

DOORS = {door.name: door for door in doors()}
PAGES = {pattern.name: pattern for pattern in patterns()}
ROLES = [*policy.current().roles, NOBODY]
PASSED = {200, 302, 303, 409, 410, 413, 422}
REFUSED = {403, 404, 405, 409, 422}
MISSING = 987654
ARGUMENTS = {
    "token": "nobody-made-this",
    "window": "2026-06A",
    "kind": "matter",
    "move": "sign",
    "code": "filed",
}
AREAS = sorted({door.area for door in DOORS.values()} - {"interface"})


@pytest.fixture(autouse=True)
def _morning(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def address(door: Door, at: Region, *, missing: bool = False) -> str:
    """Return an address of ``door`` for the row of its kind, or for a row that does not exist."""
    given = dict(ARGUMENTS) | {"step": "receive" if door.name == "report_step" else MISSING}
    row = at.rows.get(door.row)
    given["pk"] = MISSING if missing or row is None else row.pk
    if door.name == "delegation_end":
        given["delegation"] = at.rows["delegation"].pk
    wanted = PAGES[door.name].pattern.converters
    return reverse(door.name, kwargs={name: given.get(name, MISSING) for name in wanted})


def body_of(answer) -> str:
    """Return a page without what differs by itself: tokens, and the address that was asked for."""
    text = answer.content.decode(errors="replace")
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|nonce-[^\';]*', "", text)
    return re.sub(r"(?<=/)\d+(?=/)", "N", text)


def ask(client, where: str, method: str):
    with transaction.atomic():
        answer = client.get(where) if method == "GET" else client.post(where, {})
        if answer.streaming:
            list(answer.streaming_content)
        events = Event.objects.count()
        transaction.set_rollback(True)
    answer.events = events
    return answer


ASK_TO_WRITE = {"handler", "reader", "editor", "system_admin", "security_admin", "auditor", NOBODY}


def asks(door: Door, method: str, role: str) -> bool:
    """Return whether ``role`` is one of those that ask: all to read, to write two who may and some who may not."""
    if door.name == "logout":
        return False
    holders = [one for one in ROLES if door.holds(one, method)][:2]
    return method == "GET" or role in holders or role in ASK_TO_WRITE


def wrong(door: Door, method: str, role: str, at: Region, client) -> str | None:
    """Return what is wrong with the answer that ``role`` gets at ``door``, None if nothing is."""
    before = Event.objects.count()
    answer = ask(client, address(door, at), method)
    code, told = answer.status_code, f"{door.name} {method} as {role}: {answer.status_code}"
    if door.row and door.row not in NOT_OF_THE_REGISTER and not at.sees(role, door.row):
        stopped = NOBODY if role == NOBODY else ""
        if code != (403 if stopped else 404):
            return f"{told}, but the row is not for her"
        nothing = ask(client, address(door, at, missing=True), method)
        same = (nothing.status_code, body_of(nothing)) == (code, body_of(answer))
        return None if same else f"{told}, and the page tells that there is something"
    if door.holds(role, method):
        if door.rests_on[method] == "own" and door.row:
            none = code == 404 or (role == NOBODY and code == 403)
            return None if none else f"{told}, though it is another's"
        fine = code in PASSED or door.rests_on[method] == "link" and code in (404, 403)
        return None if fine or (door.name, method) in GUARDED else f"{told}, though she may"
    if method == "GET" and code != (404 if door.hidden and role != NOBODY else 403):
        return f"{told}, though she may not"
    if code not in REFUSED or answer.events != before:
        return f"{told}, and something was done"
    return None


# Rows outside the register: seen by whoever holds the permission, or by nobody but their owner.
NOT_OF_THE_REGISTER = {
    "change",
    "feed",
    "incident",
    "key",
    "sitting",
    "passkey",
    "account",
    "order",
    "message",
    "event",
    "notice",
    "view",
    "batch",
}
# Holders that are answered 404 or 403 here for a reason besides their rights.
GUARDED = {
    ("step_done", "POST"),  # no such step of the plan
    ("docking_outcome", "POST"),  # by the organiser, which is the office
    ("docking_rate", "POST"),  # no such side
    ("docking_step_matter", "POST"),  # no such step of the log
    ("pair_dismiss", "POST"),  # no such offer
    ("unit_alias_drop", "POST"),  # no such alias
    ("duty_drop", "POST"),  # no such duty
    ("agenda_comment", "POST"),  # no such item
    ("agenda_decide", "POST"),
    ("agenda_say", "POST"),
    ("agenda_change", "POST"),
    ("session_issue_one", "POST"),
    ("session_screen", "GET"),
    ("session_step", "POST"),  # no such step
    ("person_post_end", "POST"),  # no such post
    ("group_leave", "POST"),  # no such member
    ("seat_end", "POST"),  # no such seat
    ("account_key_revoke", "POST"),  # no such key
    ("person_telephone", "POST"),  # no number was entered, or not for her kind of seat
    ("change_approve", "POST"),  # the other one decides, whoever asked withdraws
    ("change_refuse", "POST"),
    ("change_withdraw", "POST"),
    ("administrator_appoint", "GET"),  # all three are there
    ("administrator_appoint", "POST"),
    ("project_benefit_reached", "POST"),  # no such benefit
    ("project_light_end", "POST"),  # nothing was moved by hand
    ("matter_light_end", "POST"),
    ("person_hand_over", "GET"),  # a head, for people of her own units only
    ("person_hand_over", "POST"),
    ("incident_seen", "POST"),  # nothing was refused here
    ("account_reauthenticate", "GET"),  # the accounts here have no password
    ("account_reauthenticate", "POST"),
    ("mfa_reauthenticate", "GET"),  # nor a second factor
    ("mfa_reauthenticate", "POST"),
    ("mfa_reauthenticate_webauthn", "GET"),
    ("mfa_reauthenticate_webauthn", "POST"),
    ("mfa_deactivate_totp", "GET"),
    ("mfa_deactivate_totp", "POST"),
    ("mfa_view_recovery_codes", "GET"),
    ("account_unlock", "POST"),  # nothing is locked
    ("lock_lift", "POST"),
    ("factors_take", "POST"),  # and nothing to take away
    ("document_receive", "POST"),  # the office confirms nothing for the unit to which it wrote
    ("document_remark_settle", "POST"),  # no such remark
    ("document_flag_keep", "POST"),  # no such flag
    ("registration_step", "GET"),  # no such step
    ("registration_step_move", "POST"),
    ("registration_raise", "POST"),
    ("registration_words_keep", "POST"),  # no such words
    ("welcome_step", "POST"),  # the tour has five steps
}


def test_every_address_has_its_row_and_every_row_an_address():
    rows = {name for name in DOORS if not name.startswith("api ")}
    assert not PAGES.keys() - rows, "write on what it rests in tests/rights/doors.toml"
    assert not rows - PAGES.keys(), "an address that is gone"


def test_every_operation_of_the_interface_has_its_row_or_is_a_move_of_the_table_of_life():
    found = {
        f"api {method} {prefix}{path}"
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }
    moves = {f"api POST /matters/{{pk}}/moves/{name}" for name in life.NAMES}
    rows = {name for name in DOORS if name.startswith("api ")}
    assert found - moves == rows


@pytest.mark.django_db
@pytest.mark.parametrize("area", AREAS)
def test_every_door_answers_every_role_as_the_table_says(client, area):
    at = region()
    trouble = []
    for role in ROLES:
        client.force_login(at.accounts[role])
        for door in DOORS.values():
            if door.area == area and "open" not in door.rests_on.values():
                trouble += [
                    said
                    for method in door.rests_on
                    if asks(door, method, role) and (said := wrong(door, method, role, at, client))
                ]
    assert not trouble, "\n".join(trouble)


def test_the_resolver_is_the_one_that_serves():
    assert get_resolver().url_patterns
