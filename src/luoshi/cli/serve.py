"""``luoshi serve``: web and sweep in one command."""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from luoshi.cli.house import FOLDER_HELP, free_port, open_house


def serve(
    folder: Annotated[Path | None, typer.Option(help=FOLDER_HELP)] = None,
    host: Annotated[str, typer.Option(help="监听地址 / address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口 / port")] = 8000,
    workers: Annotated[int, typer.Option(help="网页进程数 / web processes")] = 1,
) -> None:
    """打开网页服务和定时巡检。第一次打开网页时建立第一个账号。 Serve the pages and keep sweeping."""
    open_house(folder)
    port = free_port(host, port)
    typer.echo(f"落实已启动：http://{host}:{port}/ （按 Ctrl+C 结束）")
    run_server(host=host, port=port, workers=workers)


def run_server(*, host: str, port: int, workers: int) -> None:
    """Serve until interrupted, with the sweep beside it; both end together."""
    with sweeping():
        serve_pages(host=host, port=port, workers=workers)


def serve_pages(*, host: str, port: int, workers: int) -> None:
    """Serve the pages alone until interrupted, without the sweep."""
    Granian(
        "luoshi.conf.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve(target_loader=load_pages)


def load_pages(target: str) -> Any:
    """Load the application ``module:name`` in a web process, which ends with the one that began it.

    Otherwise a killed server would leave its port taken by pages beside which nothing sweeps.
    """
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    module, name = target.split(":")
    return getattr(importlib.import_module(module), name)


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)


@contextlib.contextmanager
def sweeping() -> Iterator[None]:
    """Keep the sweep running in a process of its own; it also ends when this process is killed."""
    command = [sys.executable, "-m", "luoshi.cli.main", "sweep", "--every", "60"]
    environment = os.environ | {"LUOSHI_SWEEP_PARENT": str(os.getpid())}
    process = subprocess.Popen(command, env=environment)
    try:
        yield
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
