"""Every door of the table is tried with what nobody enters: the short form of ``bench/fuzz_doors.py``.

Each story learns the doors of one area from its pages, so that a new address is tried by itself.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from luoshi.audit import verifying
from luoshi.audit.models import Event
from tests.fuzz import plans
from tests.fuzz.asking import Try, faults, send
from tests.fuzz.doorbook import DOORS, Known
from tests.rights.table import Door
from tests.rights.test_doors import AREAS

pytestmark = pytest.mark.django_db
SEED = "1"
# What part of the cases of each kind a short run takes; the long one takes them all.
SHARES = {
    "values": (plans.values, 1 / 140),
    "large values": (plans.large, 1 / 50),
    "stale forms": (plans.stale, 1 / 15),
    "addresses": (plans.paths, 1 / 90),
    "methods": (plans.methods, 1 / 50),
    "bodies": (plans.bodies, 1 / 70),
    "headers": (plans.headers, 1 / 70),
}
REFUSED = (403, 404, 405, 409, 422)


@pytest.mark.parametrize("area", AREAS)
def test_no_door_fails_half_writes_or_tells_its_insides(tried, area):
    book = tried.doors(area)
    there = {(known.name, known.method) for known in book}
    assert there >= {(one.name, method) for one in of(area) for method in one.rests_on}
    assert tried.asker.trouble == []  # with what they should be sent, every one answers well
    for kind, (made, share) in SHARES.items():
        every = [(known, one) for known in book for one in made(known)]
        for known, one in plans.thinned(every, share=share, seed=f"{SEED} {kind} {area}"):
            tried.asker.ask(one, tried.by(known.by))
    for known in book:
        refuse(tried, known)
    assert tried.asker.trouble == []


def of(area: str) -> list[Door]:
    return [one for one in DOORS.values() if one.area == area]


def refuse(tried: Any, known: Known) -> None:
    """Send the form as it should be by whoever may not, and by a stranger: each is stopped."""
    rests = DOORS[known.name].rests_on[known.method]
    if known.other and known.method == "POST":
        one = known.as_try(said=f"{known.other}, who may not", kind="may not")
        assert tried.asker.ask(one, tried.by(known.other)).status_code in REFUSED, known.key
    if rests not in ("open", "link") and known.name != "logout":
        one = known.as_try(said="a stranger", kind="a stranger")
        answer = tried.asker.ask(one, tried.by(""))
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/login/"), known.key


def test_another_offices_row_is_answered_like_none_where_a_form_offers_a_choice(tried):
    theirs = tried.world.theirs
    rows = {"project": theirs["project"].pk, "replaced_by": theirs["matter"].pk}
    seen = 0
    for known in (one for one in tried.doors("matters") if one.method == "POST"):
        for name in known.chosen & rows.keys():
            codes = [
                tried.asker.ask(
                    known.as_try(sent={**known.filled, name: [str(pk).encode()]}, kind="foreign"),
                    tried.by("lin" if name == "replaced_by" else "editor"),
                ).status_code
                for pk in (rows[name], 987654)
            ]
            assert codes[0] == codes[1] >= 400, (known.key, name)
            seen += 1
    assert (seen >= 2, tried.trouble()) == (True, [])


@pytest.mark.parametrize("area", ["matters", "projects"])
def test_the_same_form_sent_twice_is_done_once_or_told_and_the_record_holds(tried, area):
    went = 0
    for known in (known for known in tried.doors(area) if known.method == "POST" and known.filled):
        one, client = known.as_try(), tried.by(known.by)
        cookies = client.cookies.copy()
        with transaction.atomic():
            before = Event.objects.count()
            answers = [send(one, client) for _ in range(2)]
            if answers[0].status_code < 400 and Event.objects.count() > before:
                went += 1
                assert list(verifying.chain_faults()) == [], known.key
            transaction.set_rollback(True)
        client.cookies = cookies
        assert [*faults(one, answers[1], answers[1].content)] == [], known.key
    assert (went > 2, tried.trouble()) == (True, [])


def test_a_form_is_asked_for_its_fields_as_the_page_shows_them(tried):
    given = {known.key[2]: known for known in tried.doors("matters") if known.name == "matter_move"}
    assert {"submit", "issue", "sign", "claim", "close", "lay_plan", "ask_extension"} <= set(given)
    assert {"due_asked", "reason", "done_so_far", "version"} <= given["ask_extension"].names


def test_an_answer_that_tells_its_insides_or_nothing_at_all_is_found(tried):
    one = Try("desk", "GET", "/", {})
    answer = tried.asker.ask(one, tried.by("lin"))
    assert [*faults(one, answer, b'Traceback (most recent call last): File "/srv/x.py"')]
    answer.status_code = 404
    assert [*faults(one, answer, b"")] == ["404 without a text of ours: ''"]
    assert [*faults(one, answer, answer.content)] == []
