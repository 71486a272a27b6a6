"""How fast papers are set, beside LibreOffice converting the same .docx in the same run.

Printed: one order and one summary of twelve pages as .docx and PDF (median of rounds, lowest and
highest, and the processors' time), LibreOffice on the same .docx, started for each and once for twenty, the ratios, and
orders in a batch with what the process holds in memory before, on the way and after.
"""

from __future__ import annotations

import argparse
import dataclasses
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import pypdfium2
from tests.papers import editions, samples

from luoshi.papers import asdocx, typeset
from luoshi.papers.kinds import orders, summary
from luoshi.papers.paper import Paper

ROUNDS, OFFICE_ROUNDS, TOGETHER = 15, 3, 20
ROWS = 30  # projects of the summary: so many that it has twelve pages


def order(n: int) -> Paper:
    """Return an order like no other: its text is another one too, for what was set before is remembered."""
    place, trade = editions.PLACES[n % 8], editions.TRADES[n // 8 % 9]
    unit = f"{editions.COUNTIES[n % 5]}{('自然资源局', '水务局', '住房和城乡建设局')[n % 3]}"
    task = dataclasses.replace(
        samples.TASK,
        title=f"{place}{trade}项目第{n + 1}标段用地手续",
        number=f"事〔2026〕{n + 17}号",
        content=f"完成{place}{trade}项目第{n + 1}标段用地预审和组卷报批，{n % 28 + 1}日前出具意见。"
        * 2,
        lead=unit,
    )
    given = dataclasses.replace(
        samples.ORDER,
        number=f"督办〔2026〕{n + 1}号",
        task=task,
        addressee=unit,
        copies=("北岭州发展和改革委员会",),
    )
    return orders.supervision(given)


def edition(n: int) -> Paper:
    """Return a summary like no other."""
    head = dataclasses.replace(editions.HEAD, issue=f"第{n + 1}期（总第{n + 40}期）")
    rows = tuple(
        dataclasses.replace(row, name=f"{row.name}{n + 1}标段") for row in editions.rows()[:ROWS]
    )
    lags = tuple(dataclasses.replace(lag, due=lag.due + n) for lag in editions.LAGS)
    return summary.summary(dataclasses.replace(editions.SUMMARY, head=head, rows=rows, lags=lags))


def resident() -> float:
    """Return what this process holds in memory, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


@dataclass(frozen=True)
class Taken:
    """How long something took, in seconds: by the clock, and of the processors, which load does not change."""

    clock: float
    worked: float


def measured(make: Callable[[], object]) -> Taken:
    """Return what one call takes, with all that other programs do for it."""
    before, began = spent(), time.perf_counter()
    make()
    return Taken(time.perf_counter() - began, spent() - before)


def spent() -> float:
    """Return the seconds that this process and those that it waited for have worked."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def said(name: str, rounds: list[Taken], *, of: int = 1) -> Taken:
    """Print and return the medians of ``rounds``, each of which made ``of`` papers."""
    clocks = [one.clock / of for one in rounds]
    clock = statistics.median(clocks)
    worked = statistics.median(one.worked / of for one in rounds)
    low, high = min(clocks) * 1000, max(clocks) * 1000
    figures = f"{clock * 1000:>8.1f} ms ({low:.1f} – {high:.1f}), worked {worked * 1000:.1f} ms"
    print(f"{name:<44}{figures}", flush=True)
    return Taken(clock, worked)


class Office:
    """LibreOffice with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.program = shutil.which("soffice") or shutil.which("libreoffice") or ""
        self.folder = folder

    def convert(self, documents: list[bytes]) -> None:
        """Convert ``documents`` in one call."""
        files = []
        for n, content in enumerate(documents):
            files.append(self.folder / f"{n}.docx")
            files[-1].write_bytes(content)
        profile = f"-env:UserInstallation=file://{self.folder}/profile"
        command = [self.program, profile, "--headless", "--convert-to", "pdf", "--outdir"]
        subprocess.run(
            [*command, str(self.folder), *map(str, files)], check=True, capture_output=True
        )


def beside(name: str, make: Callable[[int], Paper], office: Office) -> None:
    """Print one kind of paper: ours, LibreOffice's, and how many times faster ours is."""
    papers = [make(n) for n in range(ROUNDS + 1)]
    pages = len(pypdfium2.PdfDocument(typeset.pdf(papers[-1]).content))
    asdocx.docx(papers[-1])
    print(f"\n{name}, {pages} pages")
    ours = said("  PDF", [measured(lambda n=n: typeset.pdf(papers[n])) for n in range(ROUNDS)])
    said("  .docx", [measured(lambda n=n: asdocx.docx(papers[n])) for n in range(ROUNDS)])
    words = [asdocx.docx(papers[n % ROUNDS]) for n in range(TOGETHER)]
    office.convert(words[:1])
    alone = said(
        "  LibreOffice, .docx to PDF, started for it",
        [measured(lambda n=n: office.convert([words[n]])) for n in range(OFFICE_ROUNDS)],
    )
    together = said(
        f"  LibreOffice, {TOGETHER} in one call, each",
        [measured(lambda: office.convert(words)) for _ in range(2)],
        of=TOGETHER,
    )
    for them, how in ((alone, "started for it"), (together, f"{TOGETHER} in one call")):
        print(
            f"  beside LibreOffice {how}: {them.clock / ours.clock:.1f} times as fast by the clock, "
            f"{them.worked / ours.worked:.1f} times as little work"
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
