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
from luoshi.sources.files import text_of
from luoshi.values.errors import Refusal

FAULTY = 2


def read(
    files: Annotated[
        list[str],
        typer.Argument(
            help="文本或docx文件，- 为标准输入。 Text or .docx files; - is standard input.",
            metavar="FILE…",
        ),
    ],
    *,
    json_: Annotated[
        bool, typer.Option("--json", help="输出JSON。 JSON instead of tables.")
    ] = False,
    spans: Annotated[
        bool,
        typer.Option("--spans", help="JSON中标出原文位置。 With --json: places in the original."),
    ] = False,
) -> None:
    """读文件：列出人员、单位、活动、项目和事项。 Read documents: who, what, by when."""
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


def _text(name: str) -> str:
    """The text of a file, or of standard input for ``-``.  Raises Refusal or OSError."""
    if name == "-":
        return text_of(sys.stdin.buffer.read(), "stdin.txt").text
    return text_of(Path(name).read_bytes(), name).text


def _why(fault: Refusal | OSError) -> str:
    if isinstance(fault, FileNotFoundError):
        return "没有找到这个文件，请检查路径。"
    if isinstance(fault, IsADirectoryError):
        return "这是一个文件夹，请给出其中的文件。"
    if isinstance(fault, PermissionError):
        return "没有读取这个文件的权限。"
    if isinstance(fault, Refusal):
        return str(fault)
    return fault.strerror or str(fault)
