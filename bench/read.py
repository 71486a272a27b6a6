"""How fast a report is read, beside a widely used tagger on the same text in the same run.

The peer, jieba's part-of-speech tagger, only cuts and tags words; reading also repairs, resolves
and relates.  Printed: characters a second, median of interleaved rounds, and the ratio.
"""

from __future__ import annotations

import logging
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import jieba
import jieba.posseg

from luoshi.reading.report import read_report

ROUNDS = 7
REPORTS = Path(__file__).parents[1] / "src" / "luoshi" / "cli" / "demonstration" / "reports"


class Days(dict[str, str]):
    """Gives every place of a report's template the same day."""

    def __missing__(self, key: str) -> str:
        return "2026" if key == "year" else "5月19日"


def read(texts: list[str]) -> None:
    """Read every text."""
    for text in texts:
        read_report(text)


def tag(texts: list[str]) -> None:
    """Tag every text."""
    for text in texts:
        list(jieba.posseg.cut(text))


def seconds(work: Callable[[list[str]], None], texts: list[str]) -> float:
    """Return how long ``work`` takes."""
    began = time.perf_counter()
    work(texts)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    jieba.setLogLevel(logging.WARNING)
    texts = [p.read_text("utf-8").format_map(Days()) for p in sorted(REPORTS.glob("*.txt"))] * 4
    size = sum(map(len, texts))
    read(texts[:3]), tag(texts[:3])
    rounds = [(seconds(read, texts), seconds(tag, texts)) for _ in range(ROUNDS)]
    ours = statistics.median(one for one, _ in rounds)
    peers = statistics.median(other for _, other in rounds)
    print(f"luoshi read_report     {size / ours:>12,.0f} characters/s")
    print(f"jieba.posseg 0.42      {size / peers:>12,.0f} characters/s")
    print(f"ratio                  {peers / ours:>12.2f}")


if __name__ == "__main__":
    main()
