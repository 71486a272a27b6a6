"""Opening a data folder: settings, database, rules; told in sentences when something is wrong."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import django
import typer
from django.core.management import call_command

FOLDER_HELP = "数据文件夹：数据库、原件和密钥都在里面 / the folder that holds everything"


def open_house(folder: Path | None) -> None:
    """Read the settings for ``folder`` and bring its database to the present shape."""
    if folder is not None:
        os.environ["LUOSHI_DATA"] = str(folder.expanduser().resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.conf.settings")
    try:
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
    except PermissionError as error:
        typer.echo(f"数据文件夹不能写入：{error.filename}。请换一个文件夹，或检查权限。", err=True)
        raise typer.Exit(2) from error


def free_port(host: str, wanted: int) -> int:
    """Return ``wanted`` if nobody listens there, else the next free port; say so if it moved."""
    for port in range(wanted, wanted + 100):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
        if port != wanted:
            typer.echo(
                f"端口 {wanted} 已被占用，改用 {port}。 Port {wanted} is busy, using {port}."
            )
        return port
    typer.echo(f"端口 {wanted} 到 {wanted + 99} 都被占用，请用 --port 指定一个空闲端口。", err=True)
    raise typer.Exit(2)
