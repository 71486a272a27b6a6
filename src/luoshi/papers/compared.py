"""Two texts of one paper beside each other: which lines came, which went, which stayed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from luoshi.papers import plain
from luoshi.papers.paper import Paper

Sign = Literal["=", "+", "-"]
_HEADS = (
    ("紧急程度", "urgency"),
    ("标题", "title"),
    ("主送", "addressees"),
    ("附件", "attachments"),
    ("附注", "note"),
    ("报", "reported"),
    ("送", "sent"),
    ("发", "distributed"),
    ("抄送", "copies"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the comparison: it stands in both texts (=), in the later only (+), in the earlier only (-)."""

    sign: Sign
    text: str


def compared(before: Paper, after: Paper) -> tuple[Line, ...]:
    """Return the lines of both papers in their order, what went before what came in its place."""
    old, new = _lines(before), _lines(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return tuple(
        line
        for move, a, b, c, d in matcher.get_opcodes()
        for line in _moved(move, old[a:b], new[c:d])
    )


def _moved(move: str, old: list[str], new: list[str]) -> Iterator[Line]:
    if move == "equal":
        yield from (Line("=", text) for text in old)
        return
    yield from (Line("-", text) for text in old)
    yield from (Line("+", text) for text in new)


def _lines(paper: Paper) -> list[str]:
    """Return ``paper`` as lines: what stands around the text with its label, then the text."""
    lines = []
    for label, name in _HEADS:
        value = getattr(paper, name)
        said = value if isinstance(value, str) else "、".join(value)
        if said:
            lines.append(f"{label}：{said}")
    lines += [line for line in plain.written(paper.body).splitlines() if line.strip()]
    for sheet in paper.sheets:
        lines.append(f"{sheet.label}{sheet.title}")
        lines += [line for line in plain.written(sheet.body).splitlines() if line.strip()]
    return lines
