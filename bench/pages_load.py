"""The real server under several clients: requests a second, waiting times, what was lost.

Called by ``bench/pages.py``.  Clients are threads of this process with a kept connection each; they
share the machine's cores with the server.
"""

from __future__ import annotations

import http.client
import itertools
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
START = (
    "import sys; from luoshi.cli.serve import serve_pages; "
    "serve_pages(host='127.0.0.1', port=int(sys.argv[1]), workers=int(sys.argv[2]))"
)


@dataclass(slots=True)
class Visitor:
    """A browser without a screen: one kept connection, cookies, nothing else."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    line: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, address: str, form: dict[str, str] | None = None
    ) -> tuple[int, bytes, str]:
        """Return status, body and the address to go on to."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            body = urllib.parse.urlencode(
                form | {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
            )
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self.line is None:
            self.line = http.client.HTTPConnection(HOST, self.port, timeout=60)
        self.line.request(method, address, body=body, headers=headers)
        answer = self.line.getresponse()
        content = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, content, answer.headers.get("Location", "")

    def log_in(self, username: str, password: str) -> None:
        """Pass the log-in page as a person does."""
        self.ask("GET", "/login/")
        status, _, _ = self.ask("POST", "/login/", {"username": username, "password": password})
        assert status in (302, 303), f"{username} was not let in: {status}"


@dataclass(frozen=True, slots=True)
class Server:
    """The server of ``luoshi serve`` without the sweep: its port, and what it has used of the cores."""

    port: int
    pid: int

    def busy(self) -> float:
        """Return the seconds of processor time of the server and its web processes so far."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                said = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(said[1]) == self.pid or stat.parent.name == str(self.pid):
                ticks += int(said[11]) + int(said[12])
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(*, folder: Path, workers: int) -> Iterator[Server]:
    """Run the server of ``luoshi serve`` (without the sweep) on a free port; yield it."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    env = os.environ | {"LUOSHI_DATA": str(folder)}
    process = subprocess.Popen([sys.executable, "-c", START, str(port), str(workers)], env=env)
    try:
        _wait_for(port)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("the server did not start")


@dataclass(slots=True)
class Run:
    """What one run of several clients gave; milliseconds."""

    seconds: float
    times: list[float]
    failed: int
    most_bytes: int
    busy: float = 0.0  # seconds of processor time of the server

    @property
    def a_second(self) -> float:
        """Good answers a second."""
        return (len(self.times) - self.failed) / self.seconds

    def at(self, share: float) -> float:
        """Return the time within which ``share`` of the answers came."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


Deed = Callable[[Visitor, int], tuple[bool, int]]  # client and its turn → good?, bytes


def pressed(
    server: Server, visitors: list[Visitor], deed: Deed, *, seconds: float, most: int = 10**9
) -> Run:
    """Let every visitor do ``deed`` again and again; each turn has a number of its own."""
    numbers, lock = itertools.count(), threading.Lock()
    times: list[float] = []
    failed, widest = 0, 0
    stop = time.monotonic() + seconds

    def work(visitor: Visitor) -> None:
        nonlocal failed, widest
        while time.monotonic() < stop:
            with lock:
                number = next(numbers)
            if number >= most:
                return
            began = time.perf_counter()
            good, size = deed(visitor, number)
            took = (time.perf_counter() - began) * 1000
            with lock:
                times.append(took)
                failed += not good
                widest = max(widest, size)

    began, busy = time.monotonic(), server.busy()
    threads = [threading.Thread(target=work, args=(one,)) for one in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Run(time.monotonic() - began, times, failed, widest, server.busy() - busy)


def reading(addresses: list[str]) -> Deed:
    """Return the deed of opening pages one after the other."""

    def deed(visitor: Visitor, number: int) -> tuple[bool, int]:
        status, content, _ = visitor.ask("GET", addresses[number % len(addresses)])
        return status == 200, len(content)

    return deed


def reporting(forms: list[tuple[str, str]], *, progress: str) -> Deed:
    """Return the deed of handing in one half-month report by its form (address, stage), each once."""

    def deed(visitor: Visitor, number: int) -> tuple[bool, int]:
        address, stage = forms[number]
        said = {
            "stage": stage,
            "progress": f"{progress}，完成第{number}段管沟开挖",
            "invested_window": "1.5",
            "next_steps": "继续施工",
        }
        status, content, after = visitor.ask("POST", address, said)
        return status in (302, 303) and bool(re.search(r"/reports/\d+/$", after)), len(content)

    return deed
