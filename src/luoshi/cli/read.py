"""``luoshi read FILE…``: what a document says, as tables for a person or as JSON for a program.

Tables, bulk and the second reader are loaded when they are asked for: the first reading of a
small file must not wait for them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from luoshi.cli.main import READ
from luoshi.reading.asdata import as_data
from luoshi.reading.report import read_report
from luoshi.sources.files import text_of
from luoshi.values.errors import Refusal

if TYPE_CHECKING:
    from luoshi.asking.endpoint import Endpoint
    from luoshi.reading.merging import Merged
    from luoshi.reading.types import Draft

DONE, FAULTY = 0, 2


@dataclass(frozen=True, slots=True)
class Reading:
    """One file read; ``merged`` where a second reader was asked too."""

    name: str
    draft: Draft
    merged: Merged | None = None

    def data(self, *, spans: bool) -> dict[str, Any]:
        """Return the JSON of the reading, with what the second reader made of it."""
        if self.merged is None:
            return as_data(self.draft, spans=spans)
        added = as_data(self.merged.added, spans=spans)
        del added["document"]
        apart = [asdict(one) for one in self.merged.differences]
        second = {"added": added, "differences": apart}
        return {**as_data(self.merged.draft, spans=spans), "second": second}


def main(words: list[str]) -> int:
    """Run the command with the ``words`` behind its name and return its exit status."""
    given = _parser().parse_args(words)
    if given.out:
        if given.second:
            return _refuse("--second 不能与 --out 一起使用。")
        return int(importlib.import_module("luoshi.cli.bulk").bulk(given))
    if given.jobs != 1:
        return _refuse(
            "--jobs 要与 --out 一起使用，例如：luoshi read --jobs 2 文件夹 --out 结果.jsonl"
        )
    return _read_all(given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="luoshi read", description=READ)
    parser.add_argument("files", nargs="+", metavar="FILE", help="文件，- 为标准输入；与 --out 一起时也可以是文件夹。 Files; - is standard input; with --out folders too.")  # fmt: skip
    parser.add_argument("--json", action="store_true", help="输出JSON。 JSON instead of tables.")
    parser.add_argument("--spans", action="store_true", help="JSON中标出原文位置。 Places in the original.")  # fmt: skip
    parser.add_argument("--second", action="store_true", help="再请本单位的第二读者读。 Ask the office's own second reader too.")  # fmt: skip
    parser.add_argument("--out", metavar="FILE", help="逐份写入JSONL文件，可中断续读。 One line of JSON for each file; resumable.")  # fmt: skip
    parser.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="与 --out 一起：同时读几份。 How many at once.")  # fmt: skip
    return parser


def _jobs(text: str) -> int:
    jobs = int(text)
    if not 1 <= jobs <= 64:
        raise argparse.ArgumentTypeError("1–64")
    return jobs


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return FAULTY


def _read_all(given: argparse.Namespace) -> int:
    try:
        endpoint = _endpoint() if given.second else None
    except Refusal as refusal:
        return _refuse(str(refusal))
    read: list[Reading] = []
    failed = False
    for name in given.files:
        try:
            reading = Reading(name, read_report(_text(name)))
        except (Refusal, OSError) as fault:
            failed = True
            print(f"{name}: {why(fault)}", file=sys.stderr)
            continue
        if endpoint is not None:
            reading, answered = _with_second(reading, endpoint)
            failed = failed or not answered
        read.append(reading)
    _show(read, given)
    return FAULTY if failed else DONE


def _show(read: list[Reading], given: argparse.Namespace) -> None:
    if given.json:
        data = [one.data(spans=given.spans) for one in read]
        if data or len(given.files) > 1:
            print(
                json.dumps(data[0] if len(given.files) == 1 else data, ensure_ascii=False, indent=1)
            )
        return
    tables = importlib.import_module("luoshi.cli.readtables")
    console = tables.Console()
    for one in read:
        tables.show(console, one.name, one.merged.draft if one.merged else one.draft)
        if one.merged:
            tables.show_second(console, one.merged)


def _endpoint() -> Endpoint:
    """Return the office's second reader.  Raises Refusal where there is none."""
    found: Endpoint | None = importlib.import_module("luoshi.asking.endpoint").endpoint_in(
        os.environ
    )
    if found is None:
        raise Refusal("没有设置第二读者。请先设置 LUOSHI_SECOND_URL 和 LUOSHI_SECOND_MODEL。")
    return found


def _with_second(reading: Reading, endpoint: Endpoint) -> tuple[Reading, bool]:
    """Return the reading with the second reader's proposals, or as it was, and whether it answered."""
    asking = importlib.import_module("luoshi.asking.reader")
    merging = importlib.import_module("luoshi.reading.merging")
    draft = reading.draft
    date = draft.document.date
    try:
        answer = asking.second_reading(draft.repaired, endpoint=endpoint, written_on=date)
    except Refusal as refusal:
        print(f"{reading.name}: {refusal}", file=sys.stderr)
        return reading, False
    return Reading(reading.name, draft, merging.merged(draft, answer.draft)), True


def _text(name: str) -> str:
    """The text of a file, or of standard input for ``-``; notes on its reading go to standard error.

    Raises Refusal or OSError.
    """
    if name == "-":
        read = text_of(sys.stdin.buffer.read(), "stdin.txt")
    else:
        read = text_of(Path(name).read_bytes(), name)
    for note in read.notes:
        print(f"{name}: {note}", file=sys.stderr)
    return read.text


def why(fault: Refusal | OSError) -> str:
    """Return the sentence that says why a file could not be read and what to do."""
    if isinstance(fault, FileNotFoundError):
        return "没有找到这个文件，请检查路径。"
    if isinstance(fault, IsADirectoryError):
        return "这是一个文件夹，请给出其中的文件，或与 --out 一起读整个文件夹。"
    if isinstance(fault, PermissionError):
        return "没有读取这个文件的权限。"
    if isinstance(fault, Refusal):
        return str(fault)
    return fault.strerror or str(fault)
