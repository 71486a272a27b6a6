"""Opening a data folder: settings, database, rules; told in sentences when something is wrong."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import NoReturn

import django
import typer
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from luoshi import policy
from luoshi.rules.access import UnknownRole
from luoshi.values.concealed import concealed, hide, secrets_among
from luoshi.values.tomltable import TomlFault

FOLDER_HELP = "数据文件夹：数据库、原件和密钥都在里面 / the folder that holds everything"


def open_house(folder: Path | None) -> None:
    """Read the settings for ``folder`` and bring its database to the present shape."""
    if folder is not None:
        os.environ["LUOSHI_DATA"] = str(folder.expanduser().resolve())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.conf.settings")
    try:
        django.setup()
        policy.current()
        if not _is_of_this_shape():
            call_command("migrate", verbosity=0, interactive=False)
    except PermissionError as error:
        _stop(f"数据文件夹不能写入：{error.filename}。请换一个文件夹，或检查权限。", error)
    except (TomlFault, UnknownRole, OSError) as error:
        _stop(f"制度文件有误，没有启动。{error}", error)
    except OperationalError as error:
        _stop(f"连不上数据库，请检查 LUOSHI_DATABASE_URL 和数据库服务。{error}", error)


def _is_of_this_shape() -> bool:
    """Return whether the database has every table already: asking is 20 times faster than migrating."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _stop(sentence: str, error: Exception) -> NoReturn:
    hide(*secrets_among(os.environ))
    typer.echo(concealed(sentence.strip()), err=True)
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
