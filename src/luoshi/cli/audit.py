"""``luoshi audit``: verify the record, seal it, hand out its seals."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Annotated, Any

import typer

from luoshi import clock
from luoshi.cli.house import FOLDER_HELP, open_house

audit = typer.Typer(help="操作记录：核验、封存、导出封存。 The record.", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Option(help=FOLDER_HELP)]
Seals = Annotated[
    Path | None,
    typer.Option(help="以前导出、另外保存的封存文件 / seals that were kept elsewhere"),
]


@audit.command()
def verify(folder: Folder = None, seals: Seals = None) -> None:
    """检查操作记录是否被改动；发现改动时以 1 退出。 Verify that nobody touched the record."""
    open_house(folder)
    kept = _kept(seals) if seals else []
    actions = _room("actions")
    done = actions.verify_all(kept=kept, by=actions.COMMAND_LINE, now=clock.now())
    for one in done.findings:
        typer.echo(f"记录被改动：{one['template'] % one['params']}")
    if done.faults > len(done.findings):
        typer.echo(f"只列出前 {len(done.findings)} 处。")
    told = f"共 {done.events} 条记录，{done.seals} 天封存，{done.faults} 处异常。"
    typer.echo(told + (f" 已与 {done.exported} 天外存封存对照。" if kept else ""))
    raise typer.Exit(1 if done.faults else 0)


@audit.command()
def seal(
    folder: Folder = None,
    export: Annotated[
        Path | None, typer.Option(help="把全部封存写入这个文件 / write every seal to this file")
    ] = None,
) -> None:
    """封存到昨天为止的操作记录（巡检会自动封存）；可导出封存文件。 Seal, and hand out the seals."""
    open_house(folder)
    made = _room("tasks").seal_days(now=clock.now())
    last = _room("queries").last_seal()
    if last is None:
        typer.echo("还没有可以封存的记录。")
        return
    typer.echo(f"新封存 {made} 天；最近封存 {last.day}：{last.algorithm} {last.hash}")
    if export is not None:
        actions = _room("actions")
        text = actions.hand_out_seals(by=actions.COMMAND_LINE, now=clock.now())
        export.write_text(text, "utf-8")
        typer.echo(f"已写入 {export}，请保存在本系统以外。")


def _room(name: str) -> Any:
    """Return a module of the record; its rows can only be loaded once the settings are read."""
    return importlib.import_module(f"luoshi.audit.{name}")


def _kept(path: Path) -> list[Any]:
    sealing = _room("sealing")
    try:
        return list(sealing.read_exported(path.read_text("utf-8")))
    except (OSError, UnicodeDecodeError, sealing.NoSeals) as error:
        typer.echo(f"封存文件不能读取：{path}（{error}）", err=True)
        raise typer.Exit(2) from error
