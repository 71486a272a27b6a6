"""What a large register costs a reading: 5,000 units with two names each and 20,000 people.

Printed: how long the search tables take once after the register changed, and a reading with and
without them, median of interleaved rounds, and the ratio.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from luoshi.reading.known import Known, KnownPerson, KnownUnit
from luoshi.reading.report import read_report

UNITS, PEOPLE, ROUNDS = 5_000, 20_000, 9
DOCUMENTS = Path(__file__).parents[1] / "tests" / "reading" / "documents"


def register() -> Known:
    """Return a register whose names look like names."""
    units = tuple(
        KnownUnit(f"云川第{n}建设有限公司", f"云建{n}号", (f"云{n}公司",)) for n in range(UNITS)
    )
    people = tuple(
        KnownPerson(chr(0x4E00 + n % 7000) + chr(0x4E00 + n * 7 % 9000) + chr(0x5E00 + n % 500))
        for n in range(PEOPLE)
    )
    return Known(units, people)


def seconds(texts: list[str], known: Known | None) -> float:
    """Read every text once and return how long it took."""
    begun = time.perf_counter()
    for text in texts:
        read_report(text, known=known)
    return time.perf_counter() - begun


def main() -> None:
    """Print the table."""
    texts = [path.read_text("utf-8") for path in sorted(DOCUMENTS.rglob("*.txt"))]
    begun = time.perf_counter()
    known = register().read_at("云川第1建设有限公司")
    built = time.perf_counter() - begun
    seconds(texts, None)
    plain, with_words = [], []
    for _ in range(ROUNDS):
        plain.append(seconds(texts, None))
        with_words.append(seconds(texts, known))
    one, other = statistics.median(plain), statistics.median(with_words)
    print(f"{UNITS:,} units and {PEOPLE:,} people: tables built in {built * 1000:.0f} ms")
    print(f"{len(texts)} documents, {sum(map(len, texts)):,} characters")
    print(f"without {one * 1000:6.1f} ms   with {other * 1000:6.1f} ms   {other / one:.2f} times")


if __name__ == "__main__":
    main()
