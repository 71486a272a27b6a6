"""An office's own second reader, played by a local server that speaks the protocol, well or badly."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Behaviour = Callable[["BaseHTTPRequestHandler", dict[str, Any]], None]


def said(content: object, *, ended: str = "stop") -> bytes:
    """Return an answer of the protocol whose words are ``content`` (a reading, or plain words)."""
    words = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    choice = {"message": {"role": "assistant", "content": words}, "finish_reason": ended}
    return json.dumps({"choices": [choice]}).encode()


def saying(content: object, *, ended: str = "stop") -> Behaviour:
    return sending(200, said(content, ended=ended))


def sending(status: int, body: bytes = b"{}", **headers: str) -> Behaviour:
    def behave(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return behave


def breaking_off(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(said("{")[:20])
    handler.wfile.flush()
    handler.connection.close()


def trickling(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(200):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.05)


def pouring(handler: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    handler.send_response(200)
    handler.end_headers()
    with contextlib.suppress(OSError):
        for _ in range(1000):
            handler.wfile.write(b"x" * 65536)


@dataclass
class Office:
    """The server: its address, how it behaves and what it was asked."""

    address: str
    behaviour: Behaviour
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    @property
    def settings(self) -> dict[str, str]:
        return {"LUOSHI_SECOND_URL": self.address, "LUOSHI_SECOND_MODEL": "office-model"}


@contextlib.contextmanager
def serving(behaviour: Behaviour) -> Iterator[Office]:
    """Serve ``behaviour`` on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            office.asked.append(body)
            office.headers.append(dict(self.headers))
            office.paths.append(self.path)
            office.behaviour(self, body)

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    office = Office(f"http://127.0.0.1:{server.server_port}/v1", behaviour)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield office
    finally:
        server.shutdown()
        server.server_close()
