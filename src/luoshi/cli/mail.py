"""``luoshi mail``: how the mail goes, and a letter to try it with."""

from __future__ import annotations

import importlib
import uuid
from pathlib import Path
from typing import Annotated, Any

import typer

from luoshi.cli.house import FOLDER_HELP, open_house
from luoshi.values.concealed import concealed


def mail(
    folder: Annotated[Path | None, typer.Option(help=FOLDER_HELP)] = None,
    test: Annotated[
        str, typer.Option(metavar="ADDRESS", help="试发一封到这个地址 / send a letter to try it")
    ] = "",
) -> None:
    """邮件：发送情况；--test 试发一封，失败时说明原因。 How the mail goes; try it."""
    open_house(folder)
    channels = importlib.import_module("luoshi.notices.channels")
    way = channels.current().channels.get("mail")
    if way is None:
        typer.echo("没有设置邮件服务器（LUOSHI_EMAIL_URL），提醒只在程序里显示。", err=True)
        raise typer.Exit(2)
    if test:
        _try(channels, way, test)
        return
    queries = importlib.import_module("luoshi.notices.queries")
    counts = queries.outbox_counts()
    said = "，".join(f"{one.label} {counts[one]}" for one in queries.MESSAGE_STATES)
    typer.echo(f"{way.host}:{way.port}：{said}。")
    raise typer.Exit(1 if counts[queries.MESSAGE_STATES.FAILED] else 0)


def _try(channels: Any, way: Any, address: str) -> None:
    """Send one letter right now; whatever goes wrong is said as the server said it."""
    letter = channels.Letter(
        to=address,
        subject="落实：试发邮件",
        text=f"收到这封邮件，说明邮件服务器设置正确。\n{channels.current().address}/\n",
        html="",
        token=uuid.uuid4().hex,
    )
    try:
        way.send(letter)
    except (channels.Undeliverable, OSError) as error:
        typer.echo(concealed(f"没有发出：{type(error).__name__}: {error}"), err=True)
        raise typer.Exit(2) from error
    typer.echo(f"已交给邮件服务器，请到 {address} 查收。")
