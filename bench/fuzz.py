"""Feed the reader what nobody writes, with a limit on every run; print counts and how time grows.

``growth``: each kind of hostile text at growing lengths; a kind whose time grows faster than its
length is named.  ``random``: damaged, cut and mixed documents until the time is over.
Exit status 1 if a run crashed, passed its limit or grew too fast.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.reading.hostile import KINDS

from luoshi.reading import read_report
from luoshi.reading.asdata import as_data

REPORTS = ROOT / "src" / "luoshi" / "cli" / "demonstration" / "reports"
LIMIT_SECONDS = 60
GROWTH_MOST = 1.6  # time × this for each doubling of length beyond twice the time: quadratic is 2


class TooLong(Exception):
    """A run passed its limit."""


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Stop what runs within after ``seconds``; patterns look for signals while they match."""

    def stop(*_: object) -> None:
        raise TooLong

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def timed(text: str, seconds: float) -> float:
    """Read ``text`` and return the seconds of computing it took.  Raises TooLong."""
    began = time.process_time()
    with limited(seconds):
        as_data(read_report(text), spans=True)
    return time.process_time() - began


def growth(lengths: list[int], only: str, seconds: float) -> list[str]:
    """Print the time of each kind at each length and return what is wrong."""
    wrong = []
    for name, make in KINDS.items():
        if only not in name:
            continue
        times = []
        try:
            for length in lengths:
                times.append(timed(make(length, random.Random(length)), seconds))
        except TooLong:
            wrong.append(f"{name}: over {seconds:.0f} s at {length:,}")
        except Exception as fault:  # noqa: BLE001 (it is what the run looks for)
            wrong.append(f"{name}: {type(fault).__name__} {fault} at {length:,}")
        steps = list(zip(lengths, times, strict=False))
        speed = " ".join(f"{t:8.3f}" for _, t in steps)
        more = ""
        if len(steps) > 1 and steps[-1][1] > 0.2:
            (n0, t0), (n1, t1) = steps[-2:]
            factor = (t1 / max(t0, 0.02)) / (n1 / n0)
            more = f"  × {factor:.2f} of linear"
            if factor > GROWTH_MOST:
                wrong.append(f"{name}: {t0:.2f} s at {n0:,}, {t1:.2f} s at {n1:,}")
        print(f"{name[:44]:<46}{speed}{more}", flush=True)
    return wrong


def damaged(texts: list[str], rnd: random.Random) -> str:
    """Return a document made of pieces of others and of hostile text, with damage."""
    parts = []
    for _ in range(rnd.randint(1, 6)):
        text = rnd.choice(texts)
        start = rnd.randrange(len(text))
        parts.append(text[start : start + rnd.randrange(1, 600)])
        if rnd.random() < 0.3:
            parts.append(KINDS[rnd.choice(list(KINDS))](rnd.randrange(1, 200), rnd))
    whole = list(rnd.choice(["", "\n", " ", "，"]).join(parts))
    for _ in range(rnd.randrange(0, 30)):
        at = rnd.randrange(len(whole))
        whole[at] = rnd.choice(["", "\n", " ", "?", "（", "”", chr(rnd.randrange(1, 0x2FFFF))])
    return "".join(whole)


def broken_promises(text: str) -> str:
    """Return what is wrong with the spans of a reading of ``text``, or nothing."""
    draft = read_report(text)
    whole = draft.repaired
    if len(whole.origins) != len(whole.text):
        return "origins"
    things = (
        *draft.people,
        *draft.organisations,
        *draft.projects,
        *draft.matters,
        *draft.engagements,
    )
    for thing in things:
        for mark in thing.marks:
            if not 0 <= mark.start <= mark.end <= len(whole.text):
                return f"a mark of {thing!r}"
            start, end = whole.original(mark.start, mark.end)
            if not 0 <= start <= end <= len(text):
                return f"an original place of {thing!r}"
    return ""


def at_random(seconds: float, seed: int) -> list[str]:
    """Read damaged documents for ``seconds`` and return what is wrong."""
    texts = [p.read_text("utf-8") for p in sorted(REPORTS.glob("*.txt"))]
    until, counts, wrong, slowest = time.monotonic() + seconds, Counter[str](), [], 0.0
    while time.monotonic() < until:
        text = damaged(texts, random.Random(f"{seed}/{counts['runs']}"))
        counts["runs"] += 1
        counts["characters"] += len(text)
        began = time.process_time()
        try:
            with limited(10):
                fault = broken_promises(text)
        except Exception as error:  # noqa: BLE001
            fault = f"{type(error).__name__}: {error}"
        slowest = max(slowest, time.process_time() - began)
        if fault:
            counts["wrong"] += 1
            wrong.append(f"seed {seed}/{counts['runs'] - 1}: {fault[:200]}")
    print(
        f"random: {counts['runs']:,} documents, {counts['characters']:,} characters,"
        f" {counts['wrong']} wrong, slowest {slowest:.2f} s"
    )
    return wrong


def main() -> None:
    """Run and print; exit with 1 if anything is wrong."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--lengths", default="4000,16000,64000")
    asked.add_argument("--only", default="", help="kinds whose name holds this")
    asked.add_argument("--limit", type=float, default=LIMIT_SECONDS)
    asked.add_argument("--seconds", type=float, default=60, help="of random documents")
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    lengths = [int(length) for length in given.lengths.split(",") if length]
    wrong = growth(lengths, given.only, given.limit) if lengths else []
    print(f"growth: {len(KINDS)} kinds at {given.lengths} characters, {len(wrong)} wrong")
    wrong += at_random(given.seconds, given.seed) if given.seconds else []
    print(*wrong, sep="\n")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
