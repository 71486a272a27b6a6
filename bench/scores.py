"""How well documents are read: precision, recall and F1 of each field, beside expected readings.

    python bench/scores.py                  the documents of this repository that helped to fit nothing
    python bench/scores.py FOLDER …         texts NAME.txt with expected readings NAME.json beside them

A fact counts as found where all of it is equal; a project or a matter is the expected one where its
name or text is at least 0.6 alike.  The mean is over the eleven fields, each summed over all documents.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from luoshi.reading import read_report
from luoshi.reading.asdata import as_data

OWN = Path(__file__).parents[1] / "tests" / "reading" / "documents" / "later"
FIELDS = (
    "document",
    "people",
    "posts",
    "organisations",
    "engagements",
    "presence",
    "projects",
    "figures",
    "matters",
    "roles",
    "deadlines",
)
ALIKE = 0.6
Facts = Counter[tuple[str, Any]]


def plain_facts(reading: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the facts of a reading that need no partner: document, people, units, engagements."""
    for key, value in reading["document"].items():
        for one in value if isinstance(value, list) else [value]:
            if one:
                yield "document", (key, one)
    for person in reading["people"]:
        yield "people", person["name"]
        if person["post"]:
            yield "posts", (person["name"], person["post"])
    yield from (("organisations", name) for name in set(reading["organisations"]))
    for one in reading["engagements"]:
        event = (one["kind"], one["start"], one["end"])
        yield "engagements", event
        for part in ("chair", "people"):
            yield from (("presence", (event, part, name)) for name in one[part])
        if one["place"]:
            yield "presence", (event, "place", one["place"])


def facts_of(reading: dict[str, Any], labels: dict[str, dict[int, Any]]) -> Facts:
    """Return every fact of a reading; ``labels`` says which expected thing each project, matter is."""
    facts: Facts = Counter(plain_facts(reading))
    for at, project in enumerate(reading["projects"]):
        label = labels["projects"].get(at, ("other", at))
        facts["projects", label] += 1
        for one in project["figures"]:
            value = (one["quantity"], float(one["value"]), one["unit"])
            facts["figures", (label, value)] += 1
    for at, matter in enumerate(reading["matters"]):
        label = labels["matters"].get(at, ("other", at))
        facts["matters", label] += 1
        facts["roles", (label, "kind", matter["kind"])] += 1
        for role in ("lead", "responsible", "cooperating", "persons"):
            for name in matter[role]:
                facts["roles", (label, role, name)] += 1
        for key in ("due", "cadence"):
            if matter[key]:
                facts["deadlines", (label, key, matter[key])] += 1
    return facts


def partners(expected: list[str], found: list[str]) -> dict[int, int]:
    """Return for each found text the place of the expected one that is most like it, each once."""
    pairs = sorted(
        (
            (SequenceMatcher(None, one, other, autojunk=False).ratio(), at, place)
            for at, one in enumerate(found)
            for place, other in enumerate(expected)
        ),
        reverse=True,
    )
    chosen: dict[int, int] = {}
    for alike, at, place in pairs:
        if alike >= ALIKE and at not in chosen and place not in chosen.values():
            chosen[at] = place
    return chosen


def compared(expected: dict[str, Any], found: dict[str, Any]) -> tuple[Facts, Facts]:
    """Return the facts of both readings, under common labels."""
    same = {kind: {at: at for at in range(len(expected[kind]))} for kind in ("projects", "matters")}
    labels: dict[str, dict[int, Any]] = {
        kind: partners([one[key] for one in expected[kind]], [one[key] for one in found[kind]])
        for kind, key in (("projects", "name"), ("matters", "text"))
    }
    return facts_of(expected, same), facts_of(found, labels)


def main() -> None:
    """Read and print."""
    folders = [Path(word) for word in sys.argv[1:]] or [OWN]
    counts = {field: [0, 0, 0] for field in FIELDS}
    paths = [path for folder in folders for path in sorted(folder.glob("*.json"))]
    for path in paths:
        text = path.with_suffix(".txt").read_text("utf-8")
        wanted, got = compared(json.loads(path.read_text("utf-8")), as_data(read_report(text)))
        for field, tally in counts.items():
            both, first, second = (
                sum(n for (name, _), n in bag.items() if name == field)
                for bag in (wanted & got, wanted, got)
            )
            tally[:] = [tally[0] + both, tally[1] + first, tally[2] + second]
    print(f"{len(paths)} documents\n{'':14}{'precision':>10}{'recall':>8}{'F1':>8}{'facts':>7}")
    scores = []
    for field, (both, first, second) in counts.items():
        precision, recall = both / max(second, 1), both / max(first, 1)
        scores.append(2 * both / max(first + second, 1))
        print(f"{field:14}{precision:>10.3f}{recall:>8.3f}{scores[-1]:>8.3f}{first:>7}")
    print(f"{'mean':14}{sum(scores) / len(scores):>26.3f}")


if __name__ == "__main__":
    main()
