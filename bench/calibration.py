"""How often readings are right when they say how sure they are.

    python bench/calibration.py [FOLDER …]                     the table, as it stands, on these documents
    python bench/calibration.py --across 5 FOLDER …            measured anew: fitted on the others, shown on each fifth
    python bench/calibration.py --fit FOLDER … --show FOLDER … fits the points, writes them, shows them on others

Documents that the rules were written on are read too well.  Given as ``--seen FOLDER …`` they help to
tell what each signal is worth, while how sure a reading is on the whole comes from the others alone.

A folder holds texts (``NAME.txt``) with the reading expected of each (``NAME.json``, docs/reading.md).
Without one, ``tests/reading/documents/later`` is used: documents written after the rules, whose expected
readings were written before anybody read them with these.  A finding is *right* where it could be accepted as
it stands: a matter with its kind, units, persons and day; a project with its figures; an engagement
with its days, place and people; a person with the post; a unit under its full name.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from luoshi.reading.asdata import as_data
from luoshi.reading.report import read_report
from luoshi.reading.sureness import KINDS, Weights, table

ROOT = Path(__file__).parents[1]
DOCUMENTS = ROOT / "tests" / "reading" / "documents" / "later"
TABLE = ROOT / "src" / "luoshi" / "reading" / "sureness.toml"
ALIKE = 0.6  # texts that share so much of their pairs of characters tell of one thing
OFTEN = 8  # a signal noticed less often than this gets no points
SEEN_BEFORE = (
    "seen"  # not a signal that a reading can notice: it keeps the level of seen documents apart
)
RIDGE = 2.0  # how strongly points are held near zero
BUCKETS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
HEAD = """\
# How sure a reading is, as measured by bench/calibration.py: written by it, never by hand.
# The points of what was noticed about a finding are added to the base of its kind; the sum is the
# logarithm of the odds that the finding is right as it stands.
"""


@dataclass(frozen=True)
class Case:
    """One finding of a reading: what was noticed, what was said, whether it was right."""

    document: str
    kind: str
    signals: tuple[str, ...]
    said: float
    right: bool


# --- right or wrong ---------------------------------------------------------------------------------


def likeness(one: str, other: str) -> float:
    """Return the share of pairs of characters that two texts have in common."""
    if one == other:
        return 1.0
    pairs = [Counter(zip(text, text[1:], strict=False)) for text in (one, other)]
    total = sum(pairs[0].values()) + sum(pairs[1].values())
    return 2 * sum((pairs[0] & pairs[1]).values()) / total if total else 0.0


def paired(found: list[Any], wanted: list[Any], key: str) -> Iterator[tuple[int, int]]:
    """Yield which finding tells of which expected thing, the most alike first, each once."""
    ranks = sorted(
        (-likeness(one.get(key) or "", other.get(key) or ""), i, j)
        for i, one in enumerate(found)
        for j, other in enumerate(wanted)
    )
    left, right = set(range(len(found))), set(range(len(wanted)))
    for rank, i, j in ranks:
        if -rank >= ALIKE and i in left and j in right:
            left.discard(i)
            right.discard(j)
            yield i, j


def _matter(one: dict[str, Any]) -> Any:
    lists = [
        sorted(one.get(role) or []) for role in ("lead", "responsible", "cooperating", "persons")
    ]
    return one.get("kind"), lists, one.get("due"), one.get("cadence")


def _project(one: dict[str, Any]) -> Any:
    figures = one.get("figures") or []
    return sorted((f["quantity"], float(f["value"]), f["unit"]) for f in figures)


def _engagement(one: dict[str, Any]) -> Any:
    company = [sorted(one.get(role) or []) for role in ("chair", "people")]
    return one.get("kind"), one.get("start"), one.get("end"), one.get("place"), company


def _post(one: dict[str, Any]) -> Any:
    return one["name"], one.get("post")


def rights(kind: str, found: list[Any], wanted: list[Any]) -> list[bool]:
    """Tell of each finding whether it could be accepted as it stands."""
    if kind in ("matter", "project"):
        facts, key = (_matter, "text") if kind == "matter" else (_project, "name")
        result = [False] * len(found)
        for i, j in paired(found, wanted, key):
            result[i] = facts(found[i]) == facts(wanted[j])
        return result
    key_of = {"engagement": _engagement, "person": _post}.get(kind, str)
    left = [key_of(one) for one in wanted]
    result = []
    for one in found:
        fact = key_of(one)
        result.append(fact in left)
        if fact in left:
            left.remove(fact)
    return result


LISTS = dict(
    zip(KINDS, ("matters", "projects", "engagements", "organisations", "people"), strict=True)
)


def cases_of(folder: Path) -> Iterator[Case]:
    """Read every document of a folder and compare each finding with what is expected."""
    for gold in sorted(folder.glob("*.json")):
        source = gold.with_suffix(".txt")
        if not source.exists():
            continue
        wanted = json.loads(gold.read_text("utf-8"))
        draft = read_report(source.read_text("utf-8"))
        data = as_data(draft)
        for kind, name in LISTS.items():
            things = getattr(draft, name)
            marks = rights(kind, data[name], wanted.get(name) or [])
            for thing, right in zip(things, marks, strict=True):
                said = thing.marks[0].sure if thing.marks else 0.5
                yield Case(str(gold), kind, thing.signals, said, right)


# --- points -----------------------------------------------------------------------------------------


def fitted(cases: Sequence[Case], kind: str) -> Weights:
    """Return the base and points under which these cases are most likely, held near zero."""
    mine = [case for case in cases if case.kind == kind]
    seen = Counter(signal for case in mine for signal in case.signals)
    often = [s for s, n in sorted(seen.items()) if OFTEN <= n <= len(mine) - OFTEN]
    rows = [([often.index(s) for s in case.signals if s in often], case.right) for case in mine]
    share = (sum(case.right for case in mine) + 1) / (len(mine) + 2)
    base, points = math.log(share / (1 - share)), [0.0] * len(often)
    for _ in range(60):
        for at in range(-1, len(often)):
            slope, curve = (0.0, 0.0) if at < 0 else (-RIDGE * points[at], RIDGE)
            for signals, right in rows:
                if at >= 0 and at not in signals:
                    continue
                p = 1 / (1 + math.exp(-base - sum(points[s] for s in signals)))
                slope, curve = slope + right - p, curve + p * (1 - p)
            step = max(-1.0, min(1.0, slope / (curve + 1e-9)))
            if at < 0:
                base += step
            else:
                points[at] += step
    named = {
        name: round(p, 2)
        for name, p in zip(often, points, strict=True)
        if abs(p) >= 0.05 and name != SEEN_BEFORE
    }
    return Weights(round(base, 2), named)


def as_toml(weights: dict[str, Weights]) -> str:
    """Return the table as it is kept."""
    lines = [HEAD]
    for kind, one in weights.items():
        lines += [f"[{kind}]", f"base = {one.base}", "", f"[{kind}.points]"]
        lines += [f'"{name}" = {points}' for name, points in sorted(one.points.items())]
        lines.append("")
    return "\n".join(lines)


def across(cases: Sequence[Case], parts: int, more: Sequence[Case] = ()) -> list[Case]:
    """Return the cases with what a table fitted on the other documents (and ``more``) says of them."""
    names = sorted({case.document for case in cases})
    part = {name: i % parts for i, name in enumerate(names)}
    result = []
    for i in range(parts):
        rest = [*more, *(case for case in cases if part[case.document] != i)]
        weights = {kind: fitted(rest, kind) for kind in KINDS}
        result += [said_by(weights, case) for case in cases if part[case.document] == i]
    return result


def seen(cases: Iterable[Case]) -> list[Case]:
    """Return the cases marked as coming from documents that the rules were written on."""
    return [replace(case, signals=(*case.signals, SEEN_BEFORE)) for case in cases]


def said_by(weights: dict[str, Weights], case: Case) -> Case:
    """Return the case with what these points say of it."""
    said = weights[case.kind].sure(case.signals)
    return replace(case, said=said)


# --- shown ------------------------------------------------------------------------------------------


def buckets(cases: Iterable[Case]) -> list[tuple[str, int, float, float]]:
    """Return, for each range of what was said: how many, said on average, right in fact."""
    cases = list(cases)
    rows = []
    for low, high in zip(BUCKETS, BUCKETS[1:], strict=False):
        inside = [case for case in cases if low <= case.said < high]
        if inside:
            said = sum(case.said for case in inside) / len(inside)
            right = sum(case.right for case in inside) / len(inside)
            rows.append((f"{low:.2f}–{min(high, 1):.2f}", len(inside), said, right))
    return rows


def error(cases: Sequence[Case]) -> float:
    """Return by how much what is said is off, on average over all findings (over the ranges)."""
    return sum(n * abs(said - right) for _, n, said, right in buckets(cases)) / max(1, len(cases))


def show(cases: Sequence[Case]) -> None:
    """Print the table for all kinds together and for each."""
    for kind in ("all", *KINDS):
        mine = [case for case in cases if kind in ("all", case.kind)]
        if not mine:
            continue
        right = sum(case.right for case in mine)
        print(f"{kind}: {right} of {len(mine)} right, expected error {error(mine):.3f}")
        for name, count, said, share in buckets(mine):
            print(f"  said {name}  {count:5}  said {said:.2f}  right {share:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", type=Path, nargs="*", default=[DOCUMENTS])
    parser.add_argument(
        "--fit", type=Path, nargs="+", help="fit the points on these and write them"
    )
    parser.add_argument("--show", type=Path, nargs="+", help="then show them on these")
    parser.add_argument("--seen", type=Path, nargs="+", default=[], help="documents the rules know")
    parser.add_argument("--across", type=int, help="fit on all parts but one, show on that one")
    given = parser.parse_args()
    weights = dict(table())
    more = seen(case for folder in given.seen for case in cases_of(folder))
    if given.fit:
        known = [*more, *(case for folder in given.fit for case in cases_of(folder))]
        weights = {kind: fitted(known, kind) for kind in KINDS}
        TABLE.write_text(as_toml(weights), "utf-8")
        print(
            f"fitted on {len(known)} findings of {len({case.document for case in known})} documents"
        )
    shown = given.show or (given.fit and []) or given.folders
    cases = [case for folder in shown for case in cases_of(folder)]
    if given.across:
        cases = across(cases, given.across, more)
    elif given.fit:
        cases = [said_by(weights, case) for case in cases]
    print(f"{len(cases)} findings of {len({case.document for case in cases})} documents")
    show(cases)


if __name__ == "__main__":
    main()
