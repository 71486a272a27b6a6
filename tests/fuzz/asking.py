"""Asking one door one thing, and what no answer may be.

Every request is rolled back, so that each begins in the same world.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client

from luoshi.audit import verifying
from luoshi.audit.models import Event

FORM = "application/x-www-form-urlencoded"
# What a page must not say: how the program is built, or what went wrong inside of it.
INSIDES = re.compile(
    r"Traceback \(most recent|site-packages|django\.|\bFile \"/|sqlite3|psycopg|"
    r"\bSELECT .{1,80} FROM |IntegrityError|OverflowError|ValueError|KeyError|DoesNotExist|"
    r"<script>alert|DEBUG = True|pydantic|object at 0x"
)
# Tables in which a refusal may leave something: what was refused, when a key was used.
OF_REFUSALS = {"sources_incident", "orgs_accesskey"}
# When somebody was last seen says nothing of what she asked.
SEEN = {"django_session", "orgs_sitting"}
WRITTEN_BESIDE = {"secret.refused", "audit.read", "source.read"}
SURROGATE = re.compile("[\ud800-\udfff\0]")


@dataclass(frozen=True)
class Try:
    """One request: ``sent`` are the values of a form or of an address's query, by name."""

    door: str
    method: str
    where: str
    sent: Mapping[str, list[bytes]]
    said: str = ""  # what is wrong with it
    kind: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = FORM


def encoded(sent: Mapping[str, list[bytes]]) -> str:
    """Return ``sent`` as a form or a query carries it."""
    pairs = ((name, value) for name, values in sent.items() for value in values)
    return "&".join(f"{quote_from_bytes(n.encode())}={quote_from_bytes(v)}" for n, v in pairs)


class Asker:
    """Asks as one account after the other, and holds each answer against what it may be."""

    def __init__(self) -> None:
        self.clients: dict[str, Client] = {}
        self.before = state()
        self.counts: Counter[str] = Counter()
        self.trouble: list[str] = []

    def client(self, name: str, account: Any) -> Client:
        """Return a browser in which ``account`` is logged in; None is a stranger."""
        if name not in self.clients:
            self.clients[name] = Client(raise_request_exception=False)
            if account is not None:
                self.clients[name].force_login(account)
            self.before = state()
        return self.clients[name]

    def ask(self, one: Try, client: Client) -> Any:
        """Send ``one``, note what is wrong with the answer, undo what it did, and return it."""
        cookies = client.cookies.copy()
        with watched_values() as unfit, transaction.atomic():
            wrote = _changes()
            answer = send(one, client)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            wrong = list(faults(one, answer, content))
            if _changes() != wrote:
                wrong += self._written(answer)
            wrong += [f"gives the database {what}" for what in sorted(unfit)]
            transaction.set_rollback(True)
        client.cookies = cookies
        self.counts[one.kind or one.method] += 1
        self.counts[f"answered {answer.status_code // 100}xx"] += 1
        self.trouble += [f"{one.door} {one.method} {one.where} [{one.said}]: {it}" for it in wrong]
        return answer

    def _written(self, answer: Any) -> Iterator[str]:
        if answer.status_code < 400:
            try:
                connection.check_constraints()
            except IntegrityError as broken:
                yield f"would not be taken in the end: {str(broken)[:160]}"
                return
            if Event.objects.count() != self.before["audit_event"][0]:
                yield from (f"breaks the record: {one}" for one in verifying.chain_faults())
            return
        after = state()
        touched = {name for name in after if after[name] != self.before.get(name)}
        fine = OF_REFUSALS | {"audit_event", "audit_head"} | {"sqlite_sequence"}
        types = set(
            Event.objects.order_by("-pk")[
                : max(0, after["audit_event"][0] - self.before["audit_event"][0])
            ].values_list("type", flat=True)
        )
        if touched - fine or types - WRITTEN_BESIDE:
            yield f"{answer.status_code}, but wrote {sorted(touched - fine)} {sorted(types)}"


def send(one: Try, client: Client) -> Any:
    """Send ``one`` as it stands, nothing tidied on the way."""
    where, body = one.where, one.body
    if one.method in ("GET", "HEAD") and one.sent:
        where = f"{where}?{encoded(one.sent)}"
    elif body is None:
        body = encoded(one.sent).encode()
    return client.generic(
        one.method, where, body or b"", content_type=one.content_type, headers=dict(one.headers)
    )


def faults(one: Try, answer: Any, content: bytes) -> Iterator[str]:
    """Yield what is wrong with an answer by itself."""
    code = answer.status_code
    if code >= 500:
        told = answer.exc_info
        yield f"{code} {told[0].__name__}: {str(told[1])[:200]}" if told else f"{code}"
        return
    kind = answer.get("Content-Type", "")
    text = content.decode(errors="replace") if kind.startswith(("text/", "application/j")) else ""
    if found := INSIDES.search(text):
        yield f"{code} lets see {found[0]!r}"
    if one.kind != "host" and (to := answer.get("Location", "")).startswith(("//", "http")):
        yield f"{code} leads away to {to[:80]}"
    if code >= 400 and not is_helpful(answer, text, one):
        yield f"{code} without a text of ours: {text[:120]!r}"


def is_helpful(answer: Any, text: str, one: Try) -> bool:
    """Tell whether a refusal carries a page (or a fragment, or a message) that a person can use."""
    if one.method == "HEAD":
        return True
    if answer.get("Content-Type", "").startswith("application/json"):
        said = answer.json()
        return bool(said.get("message")) and bool(said.get("code"))
    if one.where.partition("?")[0].endswith(".ics"):  # a telephone asks, and shows what it gets
        return answer.get("Content-Type", "").startswith("text/plain") and "订阅" in text
    if one.headers.get("HX-Request"):
        return answer.status_code == 401 or "<" in text
    return "luoshi.css" in text and "<main" in text


def state() -> dict[str, tuple[int, str]]:
    """Return of every table how many rows it has and the hash of what they say; ``SEEN`` left out."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            name = model._meta.db_table
            if name in SEEN:
                continue
            cursor.execute(f'SELECT * FROM "{name}" ORDER BY 1')
            rows = cursor.fetchall()
            found[name] = (len(rows), hashlib.sha256(repr(rows).encode()).hexdigest())
    return found


def _changes() -> int:
    """Return a number that grows within a transaction when a row is written."""
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return int(connection.connection.total_changes)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE(SUM(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_xact_user_tables"
        )
        return int(cursor.fetchone()[0])


@contextmanager
def watched_values() -> Iterator[set[str]]:
    """Gather what is handed to the database that PostgreSQL refuses where SQLite takes it."""
    unfit: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        for row in params if many else [params]:
            for value in row or ():
                if isinstance(value, str) and SURROGATE.search(value):
                    unfit.add(f"{SURROGATE.search(value)[0]!r} in {sql[:80]}")  # type: ignore[index]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield unfit
