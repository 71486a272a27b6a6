"""``luoshi verify``: check the record's chains."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer

from luoshi.cli.house import FOLDER_HELP, open_house


def verify(folder: Annotated[Path | None, typer.Option(help=FOLDER_HELP)] = None) -> None:
    """检查操作记录是否被改动；发现改动时以 1 退出。 Verify that nobody touched the record."""
    open_house(folder)

    queries = importlib.import_module("luoshi.audit.queries")

    count, broken = queries.count_events(), list(queries.broken_links())
    for event in broken:
        typer.echo(
            f"记录被改动：{event.subject_kind} {event.subject_id} 第{event.serial}条（{event.type}）"
        )
    typer.echo(f"共 {count} 条记录，{len(broken)} 处异常。")
    raise typer.Exit(1 if broken else 0)
