"""What is tried at each door: plans of requests, in an order that a seed fixes."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from django.urls import resolve

from tests.fuzz.asking import Try
from tests.fuzz.doorbook import Known
from tests.fuzz.hostile import HOW, LARGE, VALUES

METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "HEAD", "PROPFIND", "get", "X" * 60)
PARTS = (
    "0",
    "-1",
    "987654",
    str(2**31),
    str(2**63),
    "9" * 40,
    "9" * 4400,
    "%00",
    "1%00",
    "%2e%2e%2f",
    "..%2f..%2fetc",
    "1%2f2",
    "%ED%A0%80",
    "%FF",
    "%E2%80%AE1",
    "１",
    "1e3",
    "1.0",
    " 1",
    "None",
    "0001-01A",
    "9999-12B",
    "2026-13C",
    "x" * 3000,
    "%",
    "%zz",
    "1;v=2",
    "1?",
    "<b>",
)
VERSIONS = (b"0", b"-1", b"1", b"2", b"99999", b"x", b"")
VERSION_NAMES = ("version", "stamp", "was")


def values(known: Known) -> Iterator[Try]:
    """Yield each field with each hostile value, once missing, once twice; all others as they should be."""
    for name in sorted(known.names):
        right = list(known.filled.get(name, []))
        for said, value in VALUES.items():
            yield _with(known, name, [value], f"{name}: {said}")
        for how in HOW:
            sent = dict(known.filled)
            sent.pop(name, None)
            if how == "twice":
                sent[name] = [*(right or [b"1"]), b"2"]
            elif how == "with brackets":
                sent[f"{name}[]"] = sent[f"{name}[0]"] = right or [b"1"]
            yield known.as_try(sent=sent, said=f"{name} {how}", kind="values")


def large(known: Known) -> Iterator[Try]:
    """Yield each field with more than anybody types."""
    for name in sorted(known.names):
        if known.method == "POST":
            for said, value in LARGE.items():
                yield _with(known, name, [value], f"{name}: {said}", kind="large values")


def stale(known: Known) -> Iterator[Try]:
    """Yield the form as it was read at another version."""
    for name in VERSION_NAMES:
        if name in known.filled:
            for value in VERSIONS:
                yield _with(known, name, [value], f"{name} was {value!r}", kind="stale")


def strangers(known: Known, foreign: Iterable[int]) -> Iterator[Try]:
    """Yield each choice with rows of others in it."""
    for name in sorted(known.chosen):
        for pk in foreign:
            yield _with(known, name, [str(pk).encode()], f"{name}: another's {pk}", kind="foreign")


def paths(known: Known) -> Iterator[Try]:
    """Yield the address with each of its parts replaced by what is none."""
    given = [str(one) for one in resolve(known.where).kwargs.values()]
    parts = known.where.split("/")
    for at, part in enumerate(parts):
        if part in given:
            for other in PARTS:
                where = "/".join([*parts[:at], quote(other, safe="%?;"), *parts[at + 1 :]])
                said = f"part {at} is {other[:40]!r}"
                yield Try(known.name, known.method, where, known.filled, said, "paths")


def methods(known: Known) -> Iterator[Try]:
    """Yield the address with methods that it has not."""
    for method in METHODS:
        yield Try(known.name, method, known.where, {}, f"method {method[:10]}", "methods")


def bodies(known: Known) -> Iterator[Try]:
    """Yield bodies that are no form, or too much of one."""
    if known.method != "POST":
        return
    for said, (content_type, body) in BODIES.items():
        yield known.as_try(content_type=content_type, body=body, said=said, kind="bodies")


def headers(known: Known) -> Iterator[Try]:
    """Yield headers that a browser would not send."""
    for said, given in HEADERS.items():
        yield known.as_try(headers=given, said=said, kind="headers")


def _with(known: Known, name: str, sent: list[bytes], said: str, kind: str = "values") -> Try:
    return known.as_try(sent={**known.filled, name: sent}, said=said, kind=kind)


_BOUNDARY = b"--x\r\nContent-Disposition: form-data; name="
BODIES: Mapping[str, tuple[str, bytes]] = {
    "JSON": ("application/json", b'{"version": 1}'),
    "text": ("text/plain", b"version=1"),
    "no type": ("", b"version=1"),
    "XML": ("application/xml", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
    "a type that is none": ("\x7f/;;=", b"version=1"),
    "another alphabet": ("application/x-www-form-urlencoded; charset=utf-7", b"version=+AGE-"),
    "an unknown alphabet": ("application/x-www-form-urlencoded; charset=klingon", b"version=1"),
    "percent signs": ("application/x-www-form-urlencoded", b"%&%=%zz&=&&===&%00=%00"),
    "too many fields": ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 6000)),
    "too large": ("application/x-www-form-urlencoded", b"a=" + b"x" * (9 * 1024 * 1024)),
    "parts without a boundary": ("multipart/form-data", _BOUNDARY + b'"a"\r\n\r\n1\r\n--x--'),
    "an endless boundary": ("multipart/form-data; boundary=" + "x" * 500, b"--x"),
    "a boundary of no ASCII": ("multipart/form-data; boundary=\xe9", b"--x"),
    "parts cut off": ("multipart/form-data; boundary=x", _BOUNDARY + b'"a"\r\n\r\n1'),
    "a part without a name": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--\r\n",
    ),
    "a part in base 64 that is none": (
        "multipart/form-data; boundary=x",
        _BOUNDARY + b'"a"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n',
    ),
    "a header without end": (
        "multipart/form-data; boundary=x",
        _BOUNDARY + b'"a"; filename="' + b"y" * 20_000 + b'"\r\n\r\n1\r\n--x--\r\n',
    ),
    "too many parts": (
        "multipart/form-data; boundary=x",
        (_BOUNDARY + b'"a"\r\n\r\n1\r\n') * 6000 + b"--x--\r\n",
    ),
    "too many files": (
        "multipart/form-data; boundary=x",
        (_BOUNDARY + b'"a"; filename="f"\r\n\r\n1\r\n') * 200 + b"--x--\r\n",
    ),
}
HEADERS: Mapping[str, Mapping[str, str]] = {
    "a language that is none": {"Accept-Language": "xx-" + "y" * 500 + ";q=nan,*;q=-1"},
    "many languages": {"Accept-Language": ",".join(["zh-TW;q=0.1"] * 900)},
    "a language of no ASCII": {"Accept-Language": "中文"},
    "a fragment": {"HX-Request": "true", "HX-Current-URL": "javascript:alert(1)"},
    "a fragment of a page that is none": {
        "HX-Request": "true",
        "HX-Target": "\u202e" + "x" * 3000,
        "HX-Current-URL": "http://[::1",
    },
    "cookies that are none": {
        "Cookie": "luoshi_language=../../x; sessionid="
        + "z" * 4000
        + "; csrftoken=\x01; messages=x"
    },
    "another's address": {"X-Forwarded-For": "not-an-address, " * 50},
    "a referrer that is none": {"Referer": "http://[" + "x" * 3000},
    "a range": {"Range": "bytes=-1,5-2,99999999999999999999-"},
    "a time that is none": {"If-Modified-Since": "Sat, 99 Foo 99999 99:99:99 GMT"},
    "an old tag": {"If-None-Match": '"x", ' * 200},
}


def thinned(tries: Iterable[Try], *, share: float, seed: str) -> list[Try]:
    """Return about ``share`` of ``tries``, at least one, always the same for one ``seed``."""
    every = list(tries)
    if not every or share >= 1:
        return every
    drawn = random.Random(seed)
    count = max(1, round(len(every) * share))
    return drawn.sample(every, min(count, len(every)))


def plan(known: Known, *, share: float, foreign: Iterable[int] = (), seed: Any = 0) -> list[Try]:
    """Return what is tried at one door: ``share`` of every kind."""
    kinds = {
        "values": values(known),
        "large": large(known),
        "stale": stale(known),
        "foreign": strangers(known, foreign),
        "paths": paths(known),
        "methods": methods(known),
        "bodies": bodies(known),
        "headers": headers(known),
    }
    found: list[Try] = []
    for kind, tries in kinds.items():
        found += thinned(tries, share=share, seed=f"{seed} {kind} {known.key}")
    return found
