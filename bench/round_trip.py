"""How many papers of random registers are read back whole: by text, as .docx and as PDF.

    python bench/round_trip.py            200 of each as text, 20 as files
    python bench/round_trip.py 2000 100   so many

A paper counts where matters, units with their parts, people, days and head are all the same.  Each
paper that differs is told on one line.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hypothesis import HealthCheck, Phase, given, seed, settings
from tests.reading import drawn as drawing
from tests.reading import written

from luoshi.papers import asdocx, typeset
from luoshi.papers.paper import Paper
from luoshi.reading import read_report
from luoshi.sources.files import text_of

FORMS: dict[str, Callable[[Paper], str]] = {
    "text": written.as_text,
    "docx": lambda paper: text_of(asdocx.docx(paper), "paper.docx").text,
    "pdf": lambda paper: text_of(typeset.pdf(paper).content, "paper.pdf").text,
}


def differences(text: str, paper: Paper, wanted: list[written.Wanted], people: set[str]) -> str:
    """Return what a reading of ``text`` has otherwise than it should, "" if nothing."""
    draft = read_report(text)
    told = []
    read, held = written.read_matters(draft), written.held_matters(wanted)
    if read != held:
        told.append(f"matters: read {[m for m in read if m not in held]}")
        told.append(f"held {[m for m in held if m not in read]}")
    if (named := {one.name for one in draft.people}) != people:
        told.append(f"people: {sorted(named ^ people)}")
    if lost := written.units_of(wanted) - {one.name for one in draft.organisations}:
        told.append(f"units: {sorted(lost)}")
    head = (draft.document.title, draft.document.issuer, draft.document.date)
    if head != (paper.title, paper.issuer, paper.dated.isoformat()):
        told.append(f"head: {head}")
    return "; ".join(told)


def run(sort: str, form: str, times: int, *, start: int) -> tuple[int, int, int]:
    """Return how many papers, how many whole, how many matters in them."""
    counts: Counter[str] = Counter()

    @seed(start)
    @settings(
        max_examples=times,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawing.DRAWN[sort]())
    def draw(drawn: object) -> None:
        paper, wanted, people = drawing.paper_of(sort, drawn)
        told = differences(FORMS[form](paper), paper, wanted, people)
        counts["papers"] += 1
        counts["matters"] += len(wanted)
        counts["whole"] += not told
        if told:
            print(f"  {sort} {form}: {told}")

    draw()
    return counts["papers"], counts["whole"], counts["matters"]


def main() -> None:
    """Draw, set, read, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=int, nargs="?", default=200)
    parser.add_argument("files", type=int, nargs="?", default=20)
    parser.add_argument("--only", nargs="*", choices=sorted(drawing.DRAWN))
    parser.add_argument("--seed", type=int, default=20261123)
    given_ = parser.parse_args()
    print(f"{'papers':<14}{'as':<6}{'drawn':>8}{'whole':>8}{'matters':>9}{'seconds':>9}")
    for form in FORMS:
        for sort in given_.only or drawing.DRAWN:
            times = given_.texts if form == "text" else given_.files
            begun = time.perf_counter()
            papers, whole, matters = run(sort, form, times, start=given_.seed)
            took = time.perf_counter() - begun
            print(f"{sort:<14}{form:<6}{papers:>8}{whole:>8}{matters:>9}{took:>9.1f}", flush=True)


if __name__ == "__main__":
    main()
