"""How fast a report is read, beside a widely used segmenter on the same text in the same run.

The peers only cut (``jieba.cut``) and tag words (``jieba.posseg``); reading also repairs, resolves
and relates.  Printed: characters a second (median of interleaved rounds, lowest and highest), the
ratios, how time grows with length, the start of ``luoshi read`` from a shell, peak memory.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import jieba
import jieba.posseg

from luoshi.reading import read_report

ROUNDS = 9
STARTS = 7
REPORTS = Path(__file__).parents[1] / "src" / "luoshi" / "cli" / "demonstration" / "reports"
COMMAND = [sys.executable, "-m", "luoshi.cli.main", "read"]
MEASURE = """
import sys, time
began = time.perf_counter()
from luoshi.reading import read_report
text = open(sys.argv[1], encoding="utf-8").read()
before = time.perf_counter()
read_report(text)
ended = time.perf_counter()
with open("/proc/self/status") as status:
    peak = next(line.split()[1] for line in status if line.startswith("VmHWM"))
print(before - began, ended - before, peak)
"""


class Days(dict[str, str]):
    """Gives every place of a report's template the same day."""

    def __missing__(self, key: str) -> str:
        return "2026" if key == "year" else "5月19日"


def read(texts: list[str]) -> None:
    """Read every text."""
    for text in texts:
        read_report(text)


def cut(texts: list[str]) -> None:
    """Cut every text into words."""
    for text in texts:
        list(jieba.cut(text))


def tag(texts: list[str]) -> None:
    """Cut every text and tag its words."""
    for text in texts:
        list(jieba.posseg.cut(text))


def seconds(work: Callable[[list[str]], None], texts: list[str]) -> float:
    """Return how long ``work`` takes."""
    began = time.perf_counter()
    work(texts)
    return time.perf_counter() - began


def told(name: str, values: list[float]) -> None:
    """Print median, lowest and highest of some speeds."""
    middle = statistics.median(values)
    print(f"{name:<26}{middle:>12,.0f} characters/s ({min(values):,.0f}–{max(values):,.0f})")


def speeds(texts: list[str]) -> None:
    """Print the speeds of one series of interleaved rounds, and the ratios within each round."""
    size = sum(map(len, texts))
    works = {"luoshi read_report": read, "jieba.posseg": tag, "jieba.cut": cut}
    for work in works.values():
        work(texts[:3])
    rounds = [[seconds(work, texts) for work in works.values()] for _ in range(ROUNDS)]
    for name, times in zip(works, zip(*rounds, strict=True), strict=True):
        told(name, [size / one for one in times])
    for at, name in enumerate(list(works)[1:], start=1):
        ratios = [one[at] / one[0] for one in rounds]
        print(
            f"reading ÷ {name:<16}{statistics.median(ratios):>12.2f}"
            f" ({min(ratios):.2f}–{max(ratios):.2f})"
        )


def growth(texts: list[str], sizes: list[int]) -> None:
    """Print how long texts of growing length take: reports one after another as one document."""
    whole = "\n".join(texts)
    print("\nlength        seconds   characters/s   peak memory")
    for size in sizes:
        text = (whole * (size // len(whole) + 1))[:size]
        with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            _, taken, peak = measured(file.name)
        print(f"{size:>10,}{taken:>11.2f}{size / taken:>15,.0f}{peak / 1024:>11,.0f} MB")


def measured(path: str) -> tuple[float, float, float]:
    """Return import and first reading in seconds and peak memory in KB, of a process of its own."""
    run = [sys.executable, "-c", MEASURE, path]
    done = subprocess.run(run, capture_output=True, check=True, text=True)
    loading, reading, peak = map(float, done.stdout.split())
    return loading, reading, peak


def starts(text: str) -> None:
    """Print how long ``luoshi read FILE`` takes from its start to its end, and what it is made of."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        for name, more in (("tables", []), ("--json", ["--json"])):
            times = []
            for _ in range(STARTS):
                began = time.perf_counter()
                subprocess.run([*COMMAND, *more, file.name], stdout=subprocess.DEVNULL, check=True)
                times.append(time.perf_counter() - began)
            print(
                f"luoshi read, {name:<8}{statistics.median(times):>10.3f} s"
                f" ({min(times):.3f}–{max(times):.3f})"
            )
        loading, reading, peak = measured(file.name)
    print(
        f"import {loading:.3f} s, first reading {reading:.3f} s, peak memory {peak / 1024:.0f} MB"
    )


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--lengths", default="100000,1000000", help="characters; 10000000 takes long"
    )
    given = asked.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    jieba.setLogLevel(logging.WARNING)
    texts = [p.read_text("utf-8").format_map(Days()) for p in sorted(REPORTS.glob("*.txt"))]
    speeds(texts * 4)
    print()
    starts(texts[0])
    growth(texts, [int(size) for size in given.lengths.split(",") if size])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nthis process with both peers loaded: {peak:.0f} MB")


if __name__ == "__main__":
    main()
