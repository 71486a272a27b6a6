"""``luoshi demo``: an invented region with six months behind it, then the server."""

from __future__ import annotations

import importlib
import os
import re
import shutil
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from luoshi import clock, policy
from luoshi.cli.house import free_port, open_house
from luoshi.cli.serve import run_server

READY = "demonstration-is-complete"
MARK = "this-is-a-demonstration"


def demo(
    folder: Annotated[
        Path, typer.Option(help="演示数据的文件夹 / folder of the demonstration")
    ] = Path("demo-data"),
    fresh: Annotated[bool, typer.Option("--fresh", help="重新生成 / start over")] = False,
    host: Annotated[str, typer.Option(help="监听地址 / address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口 / port")] = 8000,
    build_only: Annotated[
        bool, typer.Option("--build-only", help="只生成数据，不启动 / make the data and stop")
    ] = False,
) -> None:
    """生成一个虚构地区的半年数据并打开网页。 An invented region, lived through, in the browser."""
    folder = folder.expanduser().resolve()
    console = Console()
    if fresh or (folder.exists() and not (folder / READY).exists()):
        _clear(folder, console)
    if not (folder / READY).exists():
        _build(folder, console)
    else:
        _let_everybody_in(folder)
        open_house(folder)
        console.print(f"沿用已有的演示数据：{folder}（重新生成请加 --fresh）")
    _print_accounts(console)
    if build_only:
        return
    port = free_port(host, port)
    console.print(f"\n[bold]落实已启动：http://{host}:{port}/[/bold] （按 Ctrl+C 结束）")
    run_server(host=host, port=port, workers=1)


def _clear(folder: Path, console: Console) -> None:
    """Empty a demonstration's folder; anything else is left alone."""
    if not folder.exists():
        return
    if any(folder.iterdir()) and not (folder / MARK).exists():
        console.print(
            f"[red]{folder} 不是演示数据文件夹，没有清空。请用 --folder 另指定一个。[/red]"
        )
        raise typer.Exit(2)
    shutil.rmtree(folder)


def _let_everybody_in(folder: Path) -> None:
    """Give a demonstration a policy of its own, laid anew at each start.

    Nobody there needs a second factor and nobody's account falls asleep, however long it is kept.
    """
    own = folder / "policy"
    shutil.copytree(policy.directory(), own, dirs_exist_ok=True)
    file = own / "identity.toml"
    text = re.sub(r"^roles = .*$", "roles = []", file.read_text("utf-8"), flags=re.MULTILINE)
    file.write_text(re.sub(r"^days = \d+", "days = 3650", text, flags=re.MULTILINE), "utf-8")
    os.environ.setdefault("LUOSHI_POLICY_DIR", str(own))


def _build(folder: Path, console: Console) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    _let_everybody_in(folder)
    open_house(folder)
    play = importlib.import_module("luoshi.cli.demonstration.play")
    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("正在演绎最近半年", total=play.DAYS + 1)
        play.play(now=clock.now(), tick=lambda: bar.advance(task))
    (folder / READY).touch()


def _print_accounts(console: Console) -> None:
    world = importlib.import_module("luoshi.cli.demonstration.world")
    cast = world.table("cast")
    table = Table(title=f"演示账号（密码都是 {world.PASSWORD}）")
    for heading in ("账号", "姓名", "单位", "身份"):
        table.add_column(heading)
    shown = {
        "coordinator": "协调员",
        "supervisor": "跟踪落实负责人",
        "leader": "领导",
        "unit_head": "单位负责人",
        "handler": "承办人",
        "planner": "企业规划人员",
    }
    roles = list(shown)
    people = [entry for entry in cast["person"] if entry["role"] in shown]
    for entry in sorted(people, key=lambda one: roles.index(one["role"])):
        role = shown[entry["role"]] + ("（从这里开始）" if entry is cast["person"][0] else "")
        table.add_row(entry["username"], entry["name"], entry["unit"], role)
    three = {"system": "系统管理员", "security": "安全保密管理员", "audit": "安全审计员"}
    for who, role in three.items():
        entry = cast["administrators"][who]
        table.add_row(entry["username"], entry["name"], cast["office"]["unit"], role)
    console.print(table)
