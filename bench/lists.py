"""How long a page of the register takes at 20,000 matters, beside the plainest page of the same rows.

The peer is a view written here: one query for 50 rows, one template loop, no gate, filters, lights or
layout.  Both run in this process on the same SQLite file.  Printed: milliseconds, median, and the ratio.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import tempfile
import time
from collections.abc import Callable

os.environ["LUOSHI_DATA"] = tempfile.mkdtemp(prefix="luoshi-bench-")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.conf.settings")

import django

django.setup()

from django.core.management import call_command
from django.http import HttpResponse
from django.template import engines
from django.test import Client
from django.urls import reverse

from luoshi.cli.demonstration.seating import TwoHands
from luoshi.matters.models import Matter
from luoshi.orgs import actions as orgs
from luoshi.owed.models import Obligation
from luoshi.sources.models import Passage, Source

MATTERS = 20_000
ROUNDS = 15
NOW = dt.datetime(2026, 5, 18, 4, tzinfo=dt.UTC)
BARE = engines["django"].from_string(
    "<table>{% for m in rows %}<tr><td>{{ m.number }}<td>{{ m.title }}<td>{{ m.lead.name }}"
    "<td>{{ m.person.name }}<td>{{ m.due_current }}</tr>{% endfor %}</table>"
)


def fill() -> Client:
    """Make a register of ``MATTERS`` issued matters and return a client that is logged in."""
    call_command("migrate", verbosity=0)
    system = orgs.found(
        unit_name="某自治区国资委",
        person_name="田雪",
        username="tian",
        password="沙枣花-1957-x",
        security_name="尼加提",
        security_username="nijati",
        security_password="沙枣花-1960-x",
        audit_name="方慎行",
        audit_username="fang",
        audit_password="沙枣花-1961-x",
        now=NOW,
    )
    office = system.seats.get().unit
    unit = orgs.add_unit(name="某州水利局", by=system, now=NOW)
    person = orgs.add_person(name="吴青", unit=unit, by=system, now=NOW)
    me, other = (
        TwoHands.there().let_in(
            orgs.add_person(name=name, by=system, now=NOW),
            username=username,
            password="沙枣花-1958-x",
            unit=office,
            role=role,
            now=NOW,
        )
        for name, username, role in (
            ("林岚", "lin", "coordinator"),
            ("赵启", "zhao", "supervisor"),
        )
    )
    source = Source.objects.create(
        kind="typed",
        title="议定事项",
        size_bytes=9,
        sha256="0" * 64,
        text_sha256="0" * 64,
        text="会议议定事项",
        held_by=unit,
        received_by=me,
        received_at=NOW,
    )
    passage = Passage.objects.create(source=source, start=0, end=6, quote="会议议定事项")
    day = dt.date(2026, 6, 1)
    Matter.objects.bulk_create(
        [
            Matter(
                kind="task",
                state="working",
                number=f"督〔2026〕{n}号",
                title=f"第{n}件事项",
                content="抓紧办理",
                criterion="形成文件",
                lead=unit,
                person=person,
                held_by=unit,
                due_original=day + dt.timedelta(n % 90),
                due_current=day + dt.timedelta(n % 90),
                passage=passage,
                drafted_by=me,
                drafted_at=NOW,
                issued_by=other,
                issued_at=NOW,
            )
            for n in range(1, MATTERS + 1)
        ],
        batch_size=1000,
    )
    Obligation.objects.bulk_create(
        [
            Obligation(
                kind="finish",
                subject_kind="matter",
                subject_id=m.pk,
                key="1",
                title=m.title,
                debtor_unit=unit,
                debtor=person,
                opens_on=NOW.date(),
                due_original=m.due_original,
                due_on=m.due_current,
                opened_at=NOW,
                light="green",
            )
            for m in Matter.objects.all()
        ],
        batch_size=1000,
    )
    client = Client()
    client.force_login(me)
    return client


def bare() -> HttpResponse:
    """Answer with the plainest page of 50 rows."""
    rows = Matter.objects.select_related("lead", "person").order_by("due_current")[:50]
    return HttpResponse(BARE.render({"rows": rows}))


def milliseconds(work: Callable[[], object]) -> float:
    """Return how long ``work`` takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Measure and print."""
    client = fill()
    first = Matter.objects.order_by("pk")[0].pk
    pages = {
        "list of matters": reverse("matter_list"),
        "one matter": reverse("matter_detail", args=[first]),
        "desk": reverse("desk"),
    }
    for address in pages.values():
        assert client.get(address).status_code == 200
    bare()
    print(f"{MATTERS:,} matters, 50 rows a page, median of {ROUNDS}")
    peers = []
    ours: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(ROUNDS):
        peers.append(milliseconds(bare))
        for name, address in pages.items():
            ours[name].append(milliseconds(lambda address=address: client.get(address)))
    peer = statistics.median(peers)
    print(f"{'bare page of 50 rows':<24}{peer:8.1f} ms")
    for name, times in ours.items():
        mine = statistics.median(times)
        print(f"{name:<24}{mine:8.1f} ms   {mine / peer:6.1f} × the bare page")


if __name__ == "__main__":
    main()
