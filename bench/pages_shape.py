"""What a page costs inside the program: queries, milliseconds, bytes.  One database to a process.

Called by ``bench/pages.py``: prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from region import opened

ROUNDS = 20


def main() -> None:
    """Measure every page for a coordinator, a leader and a handler of the region in the folder."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--folder", type=Path)
    asked.add_argument("--url", default="")
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--only", default="")
    given = asked.parse_args()
    opened(folder=given.folder, url=given.url)
    told = []
    for one in pages():
        if given.only in f"{one[0]} {one[1]}":
            told.append(measured(*one, rounds=given.rounds))
            print(told[-1], file=sys.stderr)
    print(json.dumps(told, ensure_ascii=False))


def measured(who: str, name: str, addresses: list[str], *, rounds: int) -> dict[str, Any]:
    """Return what one page costs somebody: its queries, the worst of several addresses in time."""
    from django.db import connection  # noqa: PLC0415 (after the settings are read)
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from luoshi.orgs.models import Account  # noqa: PLC0415

    client = Client()
    client.force_login(Account.objects.get(username=who))
    queries, sizes, times, spent = 0, [], [], []
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        queries = max(queries, len(asked))
    stop = time.monotonic() + 5
    for turn in range(rounds):
        began, busy = time.perf_counter(), time.process_time()
        answer = client.get(addresses[turn % len(addresses)])
        times.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - busy) * 1000)
        sizes.append(len(answer.content))
        if time.monotonic() > stop and turn > 1:
            break
    times.sort()
    return {
        "who": who,
        "page": name,
        "queries": queries,
        "p50": statistics.median(times),
        "p95": times[max(0, round(len(times) * 0.95) - 1)],
        "cpu": statistics.median(spent),
        "bytes": max(sizes),
        "n": len(times),
    }


def pages() -> Iterator[tuple[str, str, list[str]]]:
    """Yield (username, page, addresses): what offices open all day, on rows of this database."""
    from django.db.models import Count, F  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from luoshi.matters.models import Matter  # noqa: PLC0415
    from luoshi.projects.models import Filing  # noqa: PLC0415
    from luoshi.standing.models import Standing  # noqa: PLC0415

    matters, projects = reverse("matter_list"), reverse("project_list")
    working = Matter.objects.filter(
        state="working", lead=F("project__filing__unit"), lead__kind="enterprise"
    )
    first = working.select_related("lead", "person__account").order_by("pk")[0]
    unit, handler, word = first.lead, first.person.account, first.title[:6]
    stored = Standing.objects.filter(subject_kind="matter").order_by().values("combined")
    most = stored.annotate(n=Count("pk")).order_by("-n").values_list("combined", flat=True)
    light = most.first() or "red"  # nothing is lit before the first sweep
    known = working.filter(lead=unit).order_by("pk").values_list("pk", flat=True)[:10]
    mine = [reverse("matter_detail", args=[pk]) for pk in known]
    filed = Filing.objects.filter(unit=unit).order_by("pk").values_list("project", flat=True)[:10]
    ours = [reverse("project_detail", args=[pk]) for pk in filed]
    for who in ("coordinator1", "leader1", handler.username):
        yield who, "desk", [reverse("desk")]
        yield who, "matters", [matters]
        yield who, "matters running", [f"{matters}?state=running"]
        yield who, "matters of a unit", [f"{matters}?unit={unit.pk}"]
        yield who, "matters of a light", [f"{matters}?light={light}"]
        yield who, "matters by day", [f"{matters}?sort=due"]
        yield who, "matters by text", [f"{matters}?q={word}"]
        yield who, "matters page 20", [f"{matters}?page=20"]
        yield who, "projects", [projects]
        yield who, "projects of a unit", [f"{projects}?unit={unit.pk}"]
        yield who, "project", ours
        yield who, "matter", mine
        yield who, "reports", [reverse("report_list")]


if __name__ == "__main__":
    main()
