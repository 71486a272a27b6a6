"""The body of a paper as an editor types it: one line is one paragraph, no sign has to be learnt.

What was not touched comes back as it was; what was typed is read as a clerk means it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from luoshi.papers.paper import (
    Align,
    Block,
    Chart,
    Code,
    Item,
    Labelled,
    Level,
    Para,
    Table,
    numbered,
)

_CHINESE = "〇一二三四五六七八九十百"
_ORDINALS: tuple[tuple[Level, re.Pattern[str]], ...] = (
    (1, re.compile(rf"[{_CHINESE}]{{1,5}}、")),
    (2, re.compile(rf"[（(][{_CHINESE}]{{1,5}}[）)]")),
    (3, re.compile(r"\d{1,3}(?:[.．](?![\d]|\s*$)|、)\s*")),
    (4, re.compile(r"[（(]\d{1,3}[）)]\s*")),
)
_LABELLED = re.compile(r"【(?P<label>[^【】]{1,20})】(?P<text>.*)")
_PICTURE = re.compile(r"［(?P<kind>图|二维码)：(?P<name>.*)］")
_RULE = re.compile(r"\|(?:\s*:?-+:?\s*\|)+")
_CELL = re.compile(r"((?:[^\\|]|\\.)*)\|")
_NEW_LINE = "↵"


@dataclass(frozen=True, slots=True)
class _Part:
    """Some lines that stand for one block; ``key`` is what stays when an item is counted anew."""

    lines: tuple[str, ...]
    key: str
    block: Block | None = None


def written(body: Sequence[Block]) -> str:
    """Return ``body`` as lines; tables are parted from what is above and below by a free line."""
    parts = [_part(block) for block in numbered(tuple(body))]
    lines: list[str] = []
    for at, part in enumerate(parts):
        if at and (part.key.startswith("|") or parts[at - 1].key.startswith("|")):
            lines.append("")
        lines += part.lines
    return "\n".join(lines)


def read(text: str, *, kept: Sequence[Block] = ()) -> tuple[Block, ...]:
    """Return the blocks that ``text`` says.

    ``kept`` is the body before it was edited: a line of it that still stands is the block it was,
    and charts and codes are taken from it by their title or address.  A picture that is not in it
    stays as the words that were typed.
    """
    if text.splitlines() == written(kept).splitlines():
        return tuple(kept)
    before = [_Part(_part(shown).lines, _part(shown).key, block) for shown, block in _pairs(kept)]
    typed = list(_typed(text))
    pictures = [part for part in before if isinstance(part.block, (Chart, Code))]
    same = SequenceMatcher(None, [p.key for p in before], [p.key for p in typed], autojunk=False)
    found: list[Block] = []
    for move, a, b, c, d in same.get_opcodes():
        if move == "equal":
            found += [part.block for part in before[a:b] if part.block is not None]
        else:
            found += [_read(part, before[a:b], pictures) for part in typed[c:d]]
    return tuple(found)


def _pairs(kept: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    return zip(numbered(tuple(kept)), kept, strict=True)


def _part(block: Block) -> _Part:
    match block:
        case Para(text):
            line = _one_line(text)
            return _Part((line,), _key(line))
        case Item(_, head, text, ordinal):
            said = f"{head}{text}"
            # 1.1 would be a figure: what begins with a digit is parted from its ordinal.
            apart = " " if ordinal.endswith(".") and said[:1].isdigit() else ""
            line = _one_line(f"{ordinal}{apart}{said}")
            return _Part((line,), _key(line))
        case Labelled(label, text):
            line = _one_line(f"【{label}】{text}")
            return _Part((line,), line)
        case Table():
            lines = tuple(_rows(block))
            return _Part(lines, "\n".join(lines))
        case Code(address, _):
            line = _one_line(f"［二维码：{address}］")
            return _Part((line,), line)
        case Chart(title):
            line = _one_line(f"［图：{title}］")
            return _Part((line,), line)


def _one_line(text: str) -> str:
    return _NEW_LINE.join(text.splitlines()).strip()


def _key(line: str) -> str:
    """Return ``line`` with its ordinal replaced by its level: an item moved is the same item."""
    for level, ordinal in _ORDINALS:
        if found := ordinal.match(line):
            return f"\0{level}{line[found.end() :]}"
    return line


# --- tables


def _rows(table: Table) -> Iterator[str]:
    aligns = table.aligns or ("left",) * len(table.widths)
    ends = {"left": ("", ""), "center": (":", ":"), "right": ("", ":")}
    rule = " | ".join(
        ends[align][0] + "-" * width + ends[align][1]
        for align, width in zip(aligns, table.widths, strict=True)
    )
    if table.columns:
        yield _row(table.columns)
    yield f"| {rule} |"
    for row in table.rows:
        yield _row(row)


def _row(cells: Sequence[str]) -> str:
    said = (_escaped(cell) for cell in cells)
    return f"| {' | '.join(said)} |"


def _escaped(cell: str) -> str:
    plain = re.sub(rf"[\\|{_NEW_LINE}]", lambda sign: f"\\{sign[0]}", cell)
    return re.sub(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", _NEW_LINE, plain)


def _cells(line: str) -> tuple[str, ...]:
    body = line.strip()[1:]
    body = body if body.endswith("|") else f"{body}|"
    return tuple(_unescaped(cell.strip(" ")) for cell in _CELL.findall(body))


def _unescaped(cell: str) -> str:
    return re.sub(rf"\\(.)|{_NEW_LINE}", lambda sign: sign[1] or "\n", cell)


def _table(lines: Sequence[str]) -> Table:
    """Return the table of ``lines``: a rule of dashes stands below the head, their number is a width."""
    rules = [at for at, line in enumerate(lines) if _RULE.fullmatch(line.strip())]
    at = rules[0] if rules and rules[0] <= 1 else None
    rows = tuple(_cells(line) for n, line in enumerate(lines) if n != at and (n != 0 or at != 1))
    columns = _cells(lines[0]) if at == 1 else ()
    most = max((len(row) for row in (*rows, columns)), default=1)
    if at is None:
        return Table(rows, (1,) * most)
    marks = _cells(lines[at])
    widths = tuple(mark.count("-") for mark in marks) + (1,) * (most - len(marks))
    aligns = tuple(_align(mark) for mark in (*marks, *("-",) * (most - len(marks))))
    return Table(rows, widths, columns, () if set(aligns) == {"left"} else aligns)


def _align(mark: str) -> Align:
    return "center" if mark.startswith(":") else "right" if mark.endswith(":") else "left"


# --- what was typed


def _typed(text: str) -> Iterator[_Part]:
    rows: list[str] = []
    for line in [*text.splitlines(), ""]:
        plain = line.strip()
        if plain.startswith("|") and len(plain) > 1:
            rows.append(plain)
            continue
        if rows:
            yield _Part(tuple(rows), "\n".join(rows))
            rows = []
        if plain:
            yield _Part((plain,), _key(plain))


def _read(part: _Part, before: Sequence[_Part], pictures: list[_Part]) -> Block:
    line = part.lines[0]
    if line.startswith("|") and len(line) > 1:
        return _table(part.lines)
    if _PICTURE.fullmatch(line):
        here = next((one for one in pictures if one.key == line), None)
        if here is not None and here.block is not None:
            return here.block
    if found := _LABELLED.fullmatch(line):
        return Labelled(found["label"], found["text"].strip())
    for level, ordinal in _ORDINALS:
        if found := ordinal.match(line):
            return _item(level, line[found.end() :].strip(), part, before)
    return Para(line)


def _item(level: Level, said: str, part: _Part, before: Sequence[_Part]) -> Item:
    """Return an item; it has no head of its own if the one that it was made from had none."""
    likely = get_close_matches(part.key, [one.key for one in before], n=1, cutoff=0.6)
    old = next((one.block for one in before if likely and one.key == likely[0]), None)
    if isinstance(old, Item) and old.level == level and not old.head:
        return Item(level, "", said)
    head, stop, text = said.partition("。")
    return Item(level, head + stop, text.strip())
