"""``luoshi sweep``: open what falls due, keep the lights, remind; once or again and again."""

from __future__ import annotations

import contextlib
import datetime as dt
import importlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from luoshi import clock
from luoshi.cli.house import FOLDER_HELP, open_house

if TYPE_CHECKING:
    from luoshi.owed.models import Sweep


def sweep(
    folder: Annotated[Path | None, typer.Option(help=FOLDER_HELP)] = None,
    every: Annotated[
        int, typer.Option(min=0, help="每隔几秒巡检一次；0 表示只巡检一次 / seconds, 0 for once")
    ] = 0,
    clock_is_right: Annotated[
        bool,
        typer.Option(
            "--clock-is-right",
            help="时钟曾经走错、现已改正时用一次：从今天接着巡检 / go on from today",
        ),
    ] = False,
) -> None:
    """巡检：产生到期待办、更新亮灯、提醒责任人；可随时重复。 Open what falls due, light, remind."""
    open_house(folder)
    if every:
        sweep_for_ever(every)
        return
    done = sweep_once(now=clock.now(), clock_is_right=clock_is_right)
    typer.echo(f"新增待办 {done.opened} 项，变灯 {done.relit} 项，提醒 {done.reminded} 人次。")
    if done.trouble:
        typer.echo(f"有 {len(done.trouble.splitlines())} 处没有办成：\n{done.trouble}", err=True)
        raise typer.Exit(1)


def sweep_once(*, now: dt.datetime, clock_is_right: bool = False) -> Sweep:
    """Sweep once as of ``now`` and return what was done (see ``luoshi.cli.rounds``)."""
    done: Sweep = _rounds().sweep_once(now=now, clock_is_right=clock_is_right)
    return done


def sweep_for_ever(every_seconds: int) -> None:
    """Sweep until interrupted, or until the process named by ``LUOSHI_SWEEP_PARENT`` is gone."""
    parent = os.environ.get("LUOSHI_SWEEP_PARENT", "")
    with contextlib.suppress(KeyboardInterrupt):
        _rounds().sweep_for_ever(every_seconds, parent=int(parent) if parent.isdigit() else None)


def _rounds() -> Any:
    """Return the room of the rounds; its rows can only be loaded once the settings are read."""
    return importlib.import_module("luoshi.cli.rounds")
