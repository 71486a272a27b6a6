"""``luoshi index``: build what search finds anew from the register, or check it."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated

import typer

from luoshi import clock
from luoshi.cli.house import FOLDER_HELP, open_house

SAID_MOST = 20


def index(
    folder: Annotated[Path | None, typer.Option(help=FOLDER_HELP)] = None,
    check: Annotated[
        bool, typer.Option("--check", help="只核对，不重建 / compare with the register only")
    ] = False,
) -> None:
    """重建检索索引；平时由巡检自动更新。 Build the search index anew; the sweep keeps it up."""
    open_house(folder)
    tasks = importlib.import_module("luoshi.searching.tasks")
    queries = importlib.import_module("luoshi.searching.queries")
    if not check:
        done = tasks.rebuild(now=clock.now())
        typer.echo(f"索引已重建，{done.done} 条记录可以检索。")
        for one in done.trouble:
            typer.echo(one, err=True)
        raise typer.Exit(1 if done.trouble else 0)
    wrong = list(queries.differences())
    if wrong:
        typer.echo(f"有 {len(wrong)} 条与登记不一致：{'、'.join(wrong[:SAID_MOST])}")
        raise typer.Exit(1)
    typer.echo("索引与登记一致。")
