"""``luoshi read FILE…``: what a document says, as tables for a person or as JSON for a program."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from luoshi.cli.readtables import show
from luoshi.reading.asdata import as_data
from luoshi.reading.report import read_report
from luoshi.reading.types import Draft
from luoshi.values.errors import Refusal

FAULTY = 2


def read(
    files: Annotated[
        list[str],
        typer.Argument(help="Text or .docx files; - reads standard input.", metavar="FILE…"),
    ],
    *,
    json_: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    spans: Annotated[
        bool,
        typer.Option("--spans", help="With --json: where each finding stands in the original."),
    ] = False,
) -> None:
    """Read documents: people, organisations, engagements, projects and matters of each."""
    drafts: list[tuple[str, Draft]] = []
    failed = False
    for name in files:
        try:
            drafts.append((name, read_report(_text(name))))
        except (Refusal, OSError) as fault:
            failed = True
            print(f"{name}: {_why(fault)}", file=sys.stderr)
    if json_:
        data: list[dict[str, Any]] = [as_data(draft, spans=spans) for _, draft in drafts]
        if data or len(files) > 1:
            print(json.dumps(data[0] if len(files) == 1 else data, ensure_ascii=False, indent=1))
    else:
        console = Console()
        for name, draft in drafts:
            show(console, name, draft)
    if failed:
        raise typer.Exit(FAULTY)


def text_of(data: bytes, name: str) -> str:
    """The text of a plain file in UTF-8 or GB 18030."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", errors="replace")


def _text(name: str) -> str:
    """The text of a file, or of standard input for ``-``.  Raises Refusal or OSError."""
    if name == "-":
        return text_of(sys.stdin.buffer.read(), "stdin.txt")
    return text_of(Path(name).read_bytes(), name)


def _why(fault: Refusal | OSError) -> str:
    if isinstance(fault, FileNotFoundError):
        return "没有找到这个文件，请检查路径。"
    if isinstance(fault, IsADirectoryError):
        return "这是一个文件夹，请给出其中的文件。"
    if isinstance(fault, PermissionError):
        return "没有读取这个文件的权限。"
    return str(fault)
