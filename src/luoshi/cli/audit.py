"""``luoshi audit``: verify the record, seal it, hand out its seals, archive what is old."""

from __future__ import annotations

import datetime as dt
import importlib
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from luoshi import clock
from luoshi.audit import archives, lines, proving
from luoshi.cli.house import FOLDER_HELP, open_house
from luoshi.values.errors import Refusal

audit = typer.Typer(help="操作记录：核验、封存、导出封存、归档。 The record.", no_args_is_help=True)
Folder = Annotated[Path | None, typer.Option(help=FOLDER_HELP)]
Seals = Annotated[
    Path | None,
    typer.Option(help="以前导出、另外保存的封存文件 / seals that were kept elsewhere"),
]
Archived = Annotated[
    list[Path] | None,
    typer.Option(
        "--archive",
        help="归档文件或存放它们的目录，不需要数据库，可多次给出 / archive files, or their folder",
    ),
]


@audit.command()
def verify(folder: Folder = None, seals: Seals = None, archived: Archived = None) -> None:
    """检查操作记录是否被改动；发现改动时以 1 退出。 Verify that nobody touched the record."""
    kept = _kept(seals) if seals else []
    if archived:
        _verify_archives(archived, folder=folder, kept=kept)
    open_house(folder)
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


@audit.command()
def archive(
    out: Annotated[Path, typer.Option(help="写到这个目录 / the folder to write to")],
    before: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="只归档这一天以前的整月 / whole months before"),
    ] = None,
    folder: Folder = None,
) -> None:
    """把在线满180天的整月记录复制成归档文件，并逐个核验。 Archive what is old enough, and verify it."""
    open_house(folder)
    archiving, actions, now = _room("archiving"), _room("actions"), clock.now()
    until = before.date() if before else archiving.latest_before(now=now)
    try:
        made = archiving.archive(out, before=until, by=actions.COMMAND_LINE, now=now)
    except Refusal as refusal:
        typer.echo(_told(refusal), err=True)
        raise typer.Exit(2) from refusal
    except (OSError, ValueError) as error:
        typer.echo(f"归档目录不能读写：{out}（{error}）", err=True)
        raise typer.Exit(2) from error
    for one in made:
        typer.echo(f"{one.file_name}：{one.events} 条，{one.size_bytes} 字节，SHA-256 {one.sha256}")
    typer.echo(f"新归档 {len(made)} 个月，已逐个核验。记录仍保留在数据库里。")


def _told(refusal: Refusal) -> str:
    fields = getattr(refusal, "fields", None)
    return " ".join(map(str, fields.values())) if isinstance(fields, dict) else str(refusal)


def _verify_archives(
    paths: list[Path], *, folder: Path | None, kept: list[lines.SealLine]
) -> NoReturn:
    """Check archives by themselves; against the seals of ``folder`` only if that is given."""
    if folder is not None:
        open_house(folder)
        kept = [*kept, *map(_room("sealing").line_of, _room("queries").seals())]
    carried = proving.Carried()
    found: list[Any] = []
    for path in paths:
        if path.is_dir():
            found += proving.folder_faults(path, kept=kept, carried=carried)
            continue
        listed = archives.read_manifest(path.parent) if _has_manifest(path.parent) else None
        if listed is None:
            typer.echo(f"{path.parent} 里没有清单，只核对文件自身。")
        found += proving.faults([path], listed=listed, kept=kept, carried=carried)
    for fault in found:
        typer.echo(f"归档被改动：{fault}")
    told = f"共 {carried.events} 条记录，{len(carried.seals)} 天封存，{len(found)} 处异常。"
    typer.echo(told + (" 已与另外保存的封存对照。" if kept else ""))
    raise typer.Exit(1 if found else 0)


def _has_manifest(folder: Path) -> bool:
    try:
        return bool(archives.read_manifest(folder))
    except ValueError:
        return False


def _room(name: str) -> Any:
    """Return a module of the record; its rows can only be loaded once the settings are read."""
    return importlib.import_module(f"luoshi.audit.{name}")


def _kept(path: Path) -> list[lines.SealLine]:
    try:
        return lines.read_exported(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, lines.NoSeals) as error:
        typer.echo(f"封存文件不能读取：{path}（{error}）", err=True)
        raise typer.Exit(2) from error
