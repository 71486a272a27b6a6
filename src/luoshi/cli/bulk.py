"""``luoshi read --out``: many files into one file of lines, each a reading or the reason there is none.

A line is ``{"path", "sha256", "reading"}`` or ``{"path", "sha256", "error"}``, in the order of the
paths; ``"notes"`` stand before a reading where something should be known of its file.  A second run with the same words goes on where the first ended: a file that was read is
known by its path and content; one that failed is tried again.  At any moment the process may be
killed: a line that was not written whole is taken off at the next start.
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from luoshi.cli.crew import Crew, Job
from luoshi.cli.read import DONE, FAULTY, why

STOPPED = 130
_PIECE = 1 << 20


class NotOurs(Exception):
    """The file named with ``--out`` holds something else, or is being written."""


@dataclass(slots=True)
class Told:
    """What the lines of an earlier run say: (path, sha256) read, and path → its last error."""

    read: set[tuple[str, str]] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    errors: dict[tuple[str, str | None], str] = field(default_factory=dict)


def bulk(given: argparse.Namespace) -> int:
    """Read every file of ``given.files`` into ``given.out`` and return the exit status."""
    out = Path(given.out)
    try:
        with _opened(out) as lines:
            told = _told(lines, out)
            return _run(_files(given.files, out), lines, told, given)
    except NotOurs as fault:
        print(f"{out}: {fault}", file=sys.stderr)
    except OSError as fault:
        print(f"{out}: 不能写入这个文件（{fault.strerror}）。请检查路径和权限。", file=sys.stderr)
    return FAULTY


def _opened(out: Path) -> BinaryIO:
    """Open the file of lines for reading and adding, for this process alone."""
    lines = open(out, "a+b", buffering=0)  # noqa: SIM115 (the caller closes it)
    try:
        fcntl.flock(lines, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lines.close()
        raise NotOurs("另一个读取正在写这个文件，请等它结束。") from None
    return lines


def _told(lines: BinaryIO, out: Path) -> Told:
    """Return what earlier lines say and take off a last line that was not written whole."""
    told, whole = Told(), 0
    with open(out, "rb") as earlier:
        for line in earlier:
            if not line.endswith(b"\n"):
                break
            try:
                said = json.loads(line)
                path, digest = said["path"], said["sha256"]
            except (ValueError, TypeError, KeyError):
                raise NotOurs("这个文件里不是读取结果，没有改动它。请换一个文件名。") from None
            whole += len(line)
            told.paths.add(path)
            if "reading" in said:
                told.read.add((path, digest))
            else:
                told.errors[path, digest] = str(said.get("error"))
        rest = earlier.seek(0, os.SEEK_END) - whole
    if rest and not whole and not _begins_like_ours(out):
        raise NotOurs("这个文件里不是读取结果，没有改动它。请换一个文件名。")
    lines.truncate(whole)
    return told


def _begins_like_ours(out: Path) -> bool:
    with open(out, "rb") as earlier:
        start = b'{"path": '
        return start.startswith(earlier.read(len(start)))


def _files(names: list[str], out: Path) -> list[str]:
    """Return the files to read in the order of their paths: those named, and all within folders.

    Hidden files, those of an open Word (``~$``) and the file of lines itself are left out.
    """
    found: list[str] = []
    for name in names:
        found += _within(name) if os.path.isdir(name) else [name]
    own = out.resolve()
    return [one for one in dict.fromkeys(found) if Path(one).resolve() != own]


def _within(folder: str) -> list[str]:
    found = []
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        found += [os.path.join(here, one) for one in files if not one.startswith((".", "~$"))]
    return sorted(found)


def _run(files: list[str], lines: BinaryIO, told: Told, given: argparse.Namespace) -> int:
    counts = {"read": 0, "known": 0, "failed": 0}
    console = Console(stderr=True)
    columns = (
        TextColumn("读取"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )  # fmt: skip
    with Crew(given.jobs, spans=given.spans) as crew, Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=len(files))
        try:
            for job in crew.work(_wanted(files, told, counts)):
                _write(job, lines, told, counts)
                failed = f"{counts['failed']} 份未读成" if counts["failed"] else ""
                bar.update(task, completed=sum(counts.values()), description=failed)
            bar.update(task, completed=len(files))
        except KeyboardInterrupt:
            bar.stop()
            console.print("已停下。再运行一次同样的命令，就从这里接着读。")
            return STOPPED
    os.fsync(lines.fileno())
    console.print(
        f"读了 {counts['read']} 份，跳过已读的 {counts['known']} 份，{counts['failed']} 份没有读成（原因见各行 error）。"
    )
    return FAULTY if counts["failed"] else DONE


def _wanted(files: list[str], told: Told, counts: dict[str, int]) -> Iterator[Job]:
    """Yield what is still to be read; a file with a line is known by its content, not its name."""
    for path in files:
        if path in told.paths and (path, _digest(path)) in told.read:
            counts["known"] += 1
        else:
            yield Job(path)


def _digest(path: str) -> str | None:
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
    except OSError:
        return None
    return digest.hexdigest()


def _write(job: Job, lines: BinaryIO, told: Told, counts: dict[str, int]) -> None:
    """Add one line with one call, so that a killed process leaves at most its last line torn."""
    said: dict[str, object] = {"path": job.path, "sha256": job.sha256}
    if job.error is not None:
        counts["failed"] += 1
        error = job.error if isinstance(job.error, str) else why(job.error)
        if told.errors.get((job.path, job.sha256)) == error:
            return
        line = json.dumps({**said, "error": error}, ensure_ascii=False)
    else:
        counts["read"] += 1
        said |= {"notes": job.notes} if job.notes else {}
        line = f'{json.dumps(said, ensure_ascii=False)[:-1]}, "reading": {job.reading}}}'
    # A name that is no UTF-8 is written as JSON escapes and comes back as it was.
    lines.write(line.encode("utf-8", "backslashreplace") + b"\n")
