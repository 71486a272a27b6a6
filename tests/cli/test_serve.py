"""``luoshi serve``: pages and sweep in one command, on a port that is free, ending together."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from luoshi.cli.house import free_port
from tests.cli.conftest import COMMAND, surroundings

PATIENCE_S = 40


@contextlib.contextmanager
def listening() -> Iterator[int]:
    """Give a port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def soon(what, *, within: float = PATIENCE_S):
    """Return the first truth that ``what`` gives; fail if it gives none in time."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {within} s")


def processes() -> dict[int, tuple[int, str, str]]:
    """Return every process: its parent, its state, its command; without ``ps`` where there is /proc."""
    if not Path("/proc/self/stat").exists():
        command = ["ps", "-A", "-o", "pid=,ppid=,stat=,args="]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        lines = [line.split(None, 3) for line in listed.splitlines()]
        return {int(pid): (int(parent), state, args) for pid, parent, state, args in lines}
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            args = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            found[int(folder.name)] = (int(parent), state, args)
    return found


def below(parent: int) -> dict[int, str]:
    """Return the processes that ``parent`` started, with their commands."""
    return {pid: args for pid, (above, _, args) in processes().items() if above == parent}


def alive(pid: int) -> bool:
    """Return whether a process still runs; one that only waits to be counted out does not."""
    _, state, _ = processes().get(pid, (0, "Z", ""))
    return not state.startswith("Z")


def answered(address: str) -> str:
    with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
        return answer.read().decode()
    return ""


@pytest.fixture
def served(tmp_path, furnished) -> Iterator[tuple[subprocess.Popen, str]]:
    """A running ``luoshi serve`` in a folder of its own, and its address."""
    furnished("data")
    with listening() as port:
        said = (tmp_path / "said.txt").open("w")
        process = subprocess.Popen(
            [*COMMAND, "serve", "--folder", str(tmp_path / "data"), "--port", str(port)],
            env=surroundings(tmp_path),
            cwd=tmp_path,
            stdout=said,
            stderr=said,
        )
        words = tmp_path / "said.txt"
        pattern = re.compile(r"http://127\.0\.0\.1:\d+/")
        address = soon(lambda: pattern.search(words.read_text("utf-8")))[0]
        assert f":{port}/" not in address
        assert f"端口 {port} 已被占用" in words.read_text("utf-8")
        yield process, address
    if process.poll() is None:
        process.kill()
        process.wait()


def test_a_busy_port_gives_way_to_the_next_free_one_and_says_so(capsys):
    with listening() as port:
        assert port < free_port("127.0.0.1", port) < port + 100
    assert f"端口 {port} 已被占用" in capsys.readouterr().out
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert free_port("127.0.0.1", free) == free
    assert capsys.readouterr().out == ""


def test_when_no_port_is_free_it_says_what_to_do(capsys, monkeypatch):
    def refuse(self, address):
        raise OSError

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(typer.Exit) as end:
        free_port("127.0.0.1", 8000)
    assert end.value.exit_code == 2
    assert "--port" in capsys.readouterr().err


def test_a_new_folder_is_served_beside_a_busy_port_and_everything_ends_with_a_kill(served):
    process, address = served
    page = soon(lambda: answered(address))
    assert "首次使用" in page
    sweep = next(
        pid for pid, args in soon(lambda: below(process.pid)).items() if "sweep --every" in args
    )
    mine = list(below(process.pid))
    assert alive(sweep)

    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    soon(lambda: not any(alive(pid) for pid in mine), within=30)
    soon(lambda: not answered(address), within=30)


def test_an_interrupt_ends_pages_and_sweep_together(served):
    process, address = served
    soon(lambda: answered(address))
    mine = list(below(process.pid))
    process.send_signal(signal.SIGINT)
    process.wait(timeout=20)
    soon(lambda: not any(alive(pid) for pid in mine), within=20)
