"""Asks the office's own second reader.  Every failure becomes one sentence; no key and no text in it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from luoshi.asking.endpoint import Endpoint
from luoshi.reading.merging import joined
from luoshi.reading.second import Answer, NoAnswer, answered, pieces, question
from luoshi.reading.types import Repaired
from luoshi.values.sentences import gettext_noop

ANSWER_MAX = 2 * 1024 * 1024  # bytes; a reading of one piece is a hundredth of this

AWAY = gettext_noop("连接不上第二读者。请管理员检查它的地址和网络。")
SLOW = gettext_noop("第二读者在%(seconds)s秒内没有答完。可以稍后再问一次。")
CUT = gettext_noop("第二读者的回答没有说完就断了，没有采用。可以再问一次。")
HUGE = gettext_noop("第二读者的回答过长，没有采用。")
KEY = gettext_noop("第二读者不接受本单位的密钥。请管理员检查设置。")
BUSY = gettext_noop("第二读者正忙。请稍后再问一次。")
MOVED = gettext_noop("第二读者要求转到别的地址，已拒绝，文字没有发往那里。请管理员检查它的地址。")
UNKNOWN = gettext_noop("第二读者不认识这个地址或模型名称（%(status)s）。请管理员检查设置。")
BROKEN = gettext_noop("第二读者出错（%(status)s），没有回答。可以稍后再问一次。")
NO_PROTOCOL = gettext_noop("这个地址的回答不合第二读者的协议。请管理员检查它的地址。")


def second_reading(repaired: Repaired, *, endpoint: Endpoint, written_on: str | None) -> Answer:
    """Return what the second reader says of a repaired text, piece by piece, only what stands there.

    ``written_on`` (ISO) is the day of the document.  ``endpoint.seconds`` limits the whole.
    Raises NoAnswer with a sentence for whatever goes wrong; nothing is kept then.
    """
    runs = pieces(repaired.text)
    asked = _in_time(endpoint, [repaired.text[a:b] for a, b in runs], written_on)
    with ThreadPoolExecutor(1) as aside:  # whoever calls may have a running loop of her own
        contents = aside.submit(asyncio.run, asked).result()
    answers = [
        answered(content, repaired, run, written_on)
        for content, run in zip(contents, runs, strict=True)
    ]
    draft = joined([answer.draft for answer in answers])
    return Answer(draft, sum(answer.dropped for answer in answers))


async def _in_time(endpoint: Endpoint, texts: Iterable[str], written_on: str | None) -> list[str]:
    """Ask about every text in turn.  One limit over all: a server may trickle for ever."""
    try:
        async with asyncio.timeout(endpoint.seconds):
            # No proxy, no netrc and no redirect: the text goes to the office's own address only.
            async with httpx.AsyncClient(
                trust_env=False, follow_redirects=False, timeout=endpoint.seconds
            ) as client:
                return [await _ask(client, endpoint, question(t, written_on)) for t in texts]
    except (TimeoutError, httpx.TimeoutException):
        raise NoAnswer(SLOW, code="slow", seconds=round(endpoint.seconds)) from None
    except httpx.RemoteProtocolError:
        raise NoAnswer(CUT, code="cut-off") from None
    except (httpx.HTTPError, httpx.InvalidURL, OSError):
        raise NoAnswer(AWAY, code="away") from None


async def _ask(
    client: httpx.AsyncClient, endpoint: Endpoint, messages: list[dict[str, str]]
) -> str:
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    body = {"model": endpoint.model, "messages": messages, "temperature": 0, "stream": False}
    received = bytearray()
    async with client.stream("POST", endpoint.completions, json=body, headers=headers) as response:
        _refuse_status(response.status_code)
        if response.headers.get("content-encoding", "identity") != "identity":
            raise NoAnswer(NO_PROTOCOL, code="no-protocol")
        async for chunk in response.aiter_raw():
            received += chunk
            if len(received) > ANSWER_MAX:
                raise NoAnswer(HUGE, code="huge")
    return _content(bytes(received))


def _refuse_status(status: int) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise NoAnswer(MOVED, code="moved")
    if status in {401, 403}:
        raise NoAnswer(KEY, code="key")
    if status == 429:
        raise NoAnswer(BUSY, code="busy")
    if 400 <= status < 500:
        raise NoAnswer(UNKNOWN, code="unknown", status=status)
    raise NoAnswer(BROKEN, code="broken", status=status)


def _content(received: bytes) -> str:
    """Return the words of the first choice.  Raises NoAnswer where there are none, or not all."""
    try:
        choice: Any = json.loads(received)["choices"][0]
        content, ended = choice["message"]["content"], choice.get("finish_reason")
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise NoAnswer(NO_PROTOCOL, code="no-protocol") from None
    if ended == "length":
        raise NoAnswer(CUT, code="cut-off")
    if not isinstance(content, str):
        raise NoAnswer(NO_PROTOCOL, code="no-protocol")
    return content
