"""How fast papers are set, beside LibreOffice converting the same .docx in the same run.

Printed: one order and one summary of about twelve pages as .docx and PDF (median of rounds, lowest
and highest), LibreOffice on the same .docx, started for each and once for twenty, the ratios, and
orders in a batch with what the process holds in memory before, on the way and after.
"""

from __future__ import annotations

import argparse
import dataclasses
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pypdfium2
from tests.papers import editions, samples

from luoshi.papers import asdocx, typeset
from luoshi.papers.kinds import orders, summary
from luoshi.papers.paper import Paper

ROUNDS, OFFICE_ROUNDS, TOGETHER = 15, 3, 20
ROWS = 44  # projects of the summary: so many that it has twelve pages


def order(n: int) -> Paper:
    """Return an order like no other."""
    given = dataclasses.replace(
        samples.ORDER,
        number=f"督办〔2026〕{n + 1}号",
        task=dataclasses.replace(samples.TASK, number=f"事〔2026〕{n + 17}号"),
        copies=("北岭州发展和改革委员会",),
    )
    return orders.supervision(given)


def edition(n: int) -> Paper:
    """Return a summary like no other."""
    head = dataclasses.replace(editions.HEAD, issue=f"第{n + 1}期（总第{n + 40}期）")
    return summary.summary(
        dataclasses.replace(editions.SUMMARY, head=head, rows=editions.rows()[:ROWS])
    )


def resident() -> float:
    """Return what this process holds in memory, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def timed(make: Callable[[int], object], rounds: int) -> list[float]:
    """Return the seconds of each round after one that is not counted."""
    make(rounds)
    found = []
    for n in range(rounds):
        began = time.perf_counter()
        make(n)
        found.append(time.perf_counter() - began)
    return found


def said(name: str, seconds: list[float]) -> float:
    """Print median, lowest and highest in milliseconds; return the median in seconds."""
    middle = statistics.median(seconds)
    low, high = min(seconds) * 1000, max(seconds) * 1000
    print(f"{name:<44}{middle * 1000:>9.1f} ms   ({low:.1f} – {high:.1f})", flush=True)
    return middle


class Office:
    """LibreOffice with a folder of its own; started once before anything is counted."""

    def __init__(self, folder: Path) -> None:
        self.program = shutil.which("soffice") or shutil.which("libreoffice") or ""
        self.folder = folder

    def convert(self, documents: list[bytes]) -> float:
        """Return the seconds that one call takes for ``documents``."""
        files = []
        for n, content in enumerate(documents):
            files.append(self.folder / f"{n}.docx")
            files[-1].write_bytes(content)
        profile = f"-env:UserInstallation=file://{self.folder}/profile"
        command = [self.program, profile, "--headless", "--convert-to", "pdf", "--outdir"]
        began = time.perf_counter()
        subprocess.run(
            [*command, str(self.folder), *map(str, files)], check=True, capture_output=True
        )
        return time.perf_counter() - began


def beside(name: str, make: Callable[[int], Paper], office: Office) -> None:
    """Print one kind of paper: ours, LibreOffice's, and how many times faster ours is."""
    papers = [make(n) for n in range(ROUNDS + 2)]
    pages = len(pypdfium2.PdfDocument(typeset.pdf(papers[-1]).content))
    print(f"\n{name}, {pages} pages")
    ours = said("  PDF", timed(lambda n: typeset.pdf(papers[n]), ROUNDS))
    said("  .docx", timed(lambda n: asdocx.docx(papers[n]), ROUNDS))
    word = asdocx.docx(papers[0])
    office.convert([word])
    alone = said(
        "  LibreOffice, .docx to PDF, started for it",
        [office.convert([word]) for _ in range(OFFICE_ROUNDS)],
    )
    many = [office.convert([word] * TOGETHER) / TOGETHER]
    amortised = said(f"  LibreOffice, {TOGETHER} in one call, each", many)
    print(
        f"  ours is {alone / ours:.0f} times as fast; beside {TOGETHER} in one call {amortised / ours:.1f} times"
    )


def batch(count: int) -> None:
    """Print the time and the memory of ``count`` orders as PDF and .docx, one after the other."""
    print(f"\n{count} orders in a batch, PDF and .docx")
    for form, make in (
        ("PDF", lambda n: typeset.pdf(order(n))),
        (".docx", lambda n: asdocx.docx(order(n))),
    ):
        make(count)
        marks = {0: resident()}
        began = time.perf_counter()
        for n in range(count):
            make(n)
            if n + 1 in (count // 10, count // 2, count):
                marks[n + 1] = resident()
        took = time.perf_counter() - began
        held = ", ".join(f"after {n}: {mb:.0f} MB" for n, mb in marks.items())
        print(
            f"  {form:<6}{took:>8.1f} s, {took / count * 1000:.1f} ms each; memory {held}",
            flush=True,
        )


def main() -> None:
    """Measure once and print."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--batch", type=int, default=1000, help="orders in the batch")
    given = ask.parse_args()
    began = time.perf_counter()
    typeset.pdf(order(0))
    print(
        f"the first PDF of a process, fonts looked up: {(time.perf_counter() - began) * 1000:.0f} ms"
    )
    with tempfile.TemporaryDirectory() as folder:
        office = Office(Path(folder))
        beside("one order with receipt slip", order, office)
        beside("one summary", edition, office)
    batch(given.batch)


if __name__ == "__main__":
    main()
