"""Who sees a paper: nobody outside its office before it is issued, and after that whom it concerns."""

from __future__ import annotations

import pytest
from django.urls import reverse

from luoshi import clock, policy
from luoshi.audit.models import Event
from luoshi.issuing import documents
from luoshi.orgs.models import Account, Unit
from luoshi.rules.access import Permission, Reach
from luoshi.values.civil import civil_day
from tests import make
from tests.issuing import papers
from tests.issuing.papers import NOW, drafted, issued

pytestmark = pytest.mark.django_db
OF_PAPERS = {one for one in Permission if one.value.startswith("paper.")} - {
    Permission.PAPER_RECEIVE
}


@pytest.fixture
def cast(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return make.cast()


def everybody(cast: make.Cast) -> list[Account]:
    """Return an account of every role at every unit of the cast."""
    units = (cast.region, cast.prefecture, cast.water, cast.land, cast.builder)
    roles = policy.current().roles
    return [make.account(unit, role) for unit in units for role in roles]


def lies_under(unit: Unit | None, above: Unit) -> bool:
    while unit is not None:
        if unit == above:
            return True
        unit = unit.parent
    return False


def should_see(who: Account, *, office: Unit, received: Unit | None) -> bool:
    """Say it by plain words: the office's own writers; once it is out, readers whom it concerns."""
    seat = who.seats.get()
    role = policy.current().roles[seat.role]
    if OF_PAPERS & role.permissions and lies_under(office, seat.unit):
        return True
    if received is None or Permission.REGISTER_SEE not in role.permissions:
        return False
    whole = role.reach is Reach.REGISTER
    return whole or lies_under(office, seat.unit) or lies_under(received, seat.unit)


def seen(who: Account) -> set[int]:
    return set(documents.documents_for(who, now=NOW).values_list("pk", flat=True))


def test_every_role_at_every_unit_sees_a_draft_and_an_issued_paper_as_the_rule_says(cast):
    people = everybody(cast)
    own, theirs = drafted(cast), drafted(cast, office=cast.water, by=cast.qin)
    out = issued(cast)
    wrong = []
    for who in people:
        expected = {
            paper.pk
            for paper, received in ((own, None), (theirs, None), (out, cast.water))
            if should_see(who, office=paper.office, received=received)
        }
        if seen(who) != expected:
            wrong.append(str(who.seats.get()))
    assert len(people) > 50
    assert not wrong


def test_the_pages_of_a_draft_are_those_of_nothing_for_a_stranger(client, cast):
    letter = drafted(cast)
    doors = ("document_detail", "document_edit", "document_compare", "document_preview")
    for who in (cast.wu, cast.qin, cast.ma, cast.ding):
        client.force_login(who)
        before = Event.objects.count()
        for door in doors:
            assert client.get(reverse(door, args=[letter.pk])).status_code == 404, door
            assert client.get(reverse(door, args=[987654])).status_code == 404
        assert letter.title not in client.get(reverse("document_list")).content.decode()
        assert Event.objects.count() == before
    client.force_login(cast.zhao)
    assert client.get(reverse("document_detail", args=[letter.pk])).status_code == 200


def test_a_deputy_sees_what_the_absent_one_sees_while_she_stands_in(cast):
    letter = drafted(cast)
    deputy = make.account(cast.land, "reader", name="替班")
    assert letter.pk not in seen(deputy)
    make_deputy(cast.zhao, deputy)
    assert letter.pk in seen(deputy)


def make_deputy(absent: Account, deputy: Account) -> None:
    absent.person.deputies.create(
        deputy=deputy.person,
        from_on=civil_day(NOW),
        to_on=civil_day(NOW),
        reason="出差",
        made_by=absent,
        made_at=NOW,
    )


def test_a_deputy_of_the_drafter_is_the_drafter_for_the_signature(cast):
    letter = papers.checked(cast, drafted(cast), by=papers.second_coordinator(cast))
    make_deputy(cast.lin, cast.han)
    with pytest.raises(documents.NotAllowed):
        papers.signing.sign(letter, version=letter.version, by=standing_in(cast), now=NOW)
    other = make.account(cast.region, "leader", name="何明")
    papers.signing.sign(letter, version=letter.version, by=other, now=NOW)
    assert letter.signed_by == other


def standing_in(cast: make.Cast) -> Account:
    """Han, without his own seat: he acts for Lin alone, who had one that signs, too."""
    cast.han.seats.all().delete()
    cast.lin.seats.create(unit=cast.region, role="leader", from_on="2020-01-01")
    return cast.han
