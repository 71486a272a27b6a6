"""Tables in a text: which lines are rows, which row holds the titles, which run is which cell.

Rows are divided by bars, tabs, commas or blanks, or were torn into one line for each cell.  A row of
titles is one with names of columns in it; what stands above it (a title, 填报单位) and below
(注：…) is ordinary text.  A form, whose titles stand before their values, is a table of one row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from luoshi.reading.labels import PARTS, is_column, is_due_label, part_of_label, plain_label
from luoshi.reading.lexicon import load

Run = tuple[int, int]
Cells = dict[str, Run]
# Titles, rows (cells by title, start, end), start, end.
RawTable = tuple[list[str], list[tuple[Cells, int, int]], int, int]
Line = tuple[int, int, bool]
Mark = Literal["|", "\t", "，", " "]

_DITTO = re.compile(r"[〃″＂\"”“'’]{1,2}|同上[行格]?|同前|同左上|上同")
_RULE = re.compile(r"[|\s:：\-—–+=]+")
_NUMBERED = re.compile(r"\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.．、]?(?=[ \u3000])")
# A line of a form above a table: label and value, not cells.
_FORM_LINE = re.compile(r"[^|，。\t：]{2,8}：[^\t：]{2,30}\t+[^\t：]{2,8}(?:：|\t|$)")
_HEAD_ROWS = 5


@dataclass(frozen=True, slots=True)
class GridRow:
    """A line of a table with the runs of its cells."""

    start: int
    end: int
    cells: tuple[Run, ...]


# --- which lines are rows ------------------------------------------------------------------------


def is_blank_header(line: str) -> bool:
    """Tell whether a line holds the column titles of a table that lost its lines."""
    if re.search(r"[。，；：|\t]", line):
        return False
    words = re.split(r"[ \u3000]+", line.strip())
    if len(words) < 3 or any(len(word) > 14 for word in words):
        return False
    known = sum(is_column(word) for word in words)
    return (
        known >= 3
        and 3 * known >= 2 * len(words)
        or (words[0] in ("序号", "序", "编号") and len(words) >= 4)
    )


def goes_on_in_blanks(line: str) -> bool:
    """Tell whether a line below such titles is one of the table's rows."""
    return bool(_NUMBERED.match(line)) or len(re.findall(r"\S[ \u3000]{2,}(?=\S)", line)) >= 2


def _mark_of(line: str, raw: str, above: Mark | None) -> Mark | None:
    """What divides the cells of a line, None if it is no row; ``above`` divides the row before it."""
    if _FORM_LINE.match(line):
        return None
    if line.startswith("|") or line.count("|") >= 2:
        return "|"
    tabs = raw.count("\t")
    if tabs >= 2 or tabs == 1 and (above == "\t" or _opens_narrow(line)):
        return "\t"
    if is_blank_header(line):
        return " "
    if above == " " and goes_on_in_blanks(line):
        return " "
    titles = line.split("，")
    if len(titles) >= 4 and sum(map(is_column, titles)) >= 3:
        return "，"
    return "，" if above == "，" and line.count("，") >= 2 and "。" not in line else None


def _opens_narrow(line: str) -> bool:
    words = line.split("\t")
    return bool(words[0]) and is_column(words[0])


def tables_and_lines(text: str) -> tuple[list[Line], list[RawTable]]:
    """Return the lines ``(start, end, is in a table)`` without blank ones, and the tables."""
    lines: list[Line] = []
    tables: list[RawTable] = []
    run: list[GridRow] = []
    mark: Mark | None = None
    for match in re.finditer(r"[^\n]+", text):
        start, end = _stripped(text, *match.span())
        if start == end:
            continue
        found = _mark_of(text[start:end], match[0], mark)
        if run and found != mark:
            _close(text, run, mark, lines, tables)
            run = []
        mark = found
        if found is None:
            lines.append((start, end, False))
            continue
        begin = match.start() if found == "\t" else start
        stop = match.end() if found == "\t" else end
        run.append(GridRow(begin, stop, tuple(_cells(text, begin, stop, found))))
    if run:
        _close(text, run, mark, lines, tables)
    upright, used = _upright([(a, b) for a, b, _ in lines], text)
    lines = [line for i, line in enumerate(lines) if i not in used]
    lines += [(table[2], table[3], True) for table in upright]
    return sorted(lines), sorted(tables + upright, key=lambda table: table[2])


def _stripped(text: str, start: int, end: int) -> Run:
    while start < end and text[start] in " \u3000\t":
        start += 1
    while end > start and text[end - 1] in " \u3000\t":
        end -= 1
    return start, end


def _cells(text: str, start: int, end: int, mark: Mark) -> Iterator[Run]:
    """Yield the runs of the cells of a row, empty ones too."""
    if mark == " ":
        wide = re.search(r"\S[ \u3000]{2,}(?=\S)", text[start:end])
        between = (
            r"[ \u3000]{2,}|\t" if wide and not is_blank_header(text[start:end]) else r"[ \u3000]+"
        )
        at = start
        for gap in re.finditer(between, text[start:end]):
            if start + gap.start() > at:
                yield at, start + gap.start()
            at = start + gap.end()
        yield at, end
        return
    at = start + 1 if mark == "|" and text[start] == "|" else start
    stop = end - 1 if mark == "|" and end - 1 > at and text[end - 1] == "|" else end
    while at <= stop:
        cut = text.find(mark, at, stop)
        cut = stop if cut < 0 else cut
        yield _stripped(text, at, cut)
        at = cut + 1


# --- from rows to a table --------------------------------------------------------------------------


def _close(
    text: str, run: list[GridRow], mark: Mark | None, lines: list[Line], tables: list[RawTable]
) -> None:
    """Make a table of a run of rows; what stands above the titles and below the rows are lines."""
    rows = [r for r in run if not _RULE.fullmatch(text, r.start, r.end)]
    if len(rows) < 2:
        lines.extend((*_stripped(text, r.start, r.end), False) for r in run)
        return
    form = (_form(text, rows) or _transposed(text, rows)) if mark in ("|", "\t") else None
    if form:
        tables.append(form)
        lines.append((form[2], form[3], True))
        return
    head = _head_of(text, rows)
    foot = _foot_of(text, rows, head)
    titles, body_at = _titles(text, rows, head)
    body = _body(text, titles, rows[body_at:foot], lost=mark == " ")
    lines.extend((*_stripped(text, r.start, r.end), False) for r in (*rows[:head], *rows[foot:]))
    start, end = rows[head].start, rows[max(foot - 1, head)].end
    tables.append((titles, body, start, end))
    lines.append((start, end, True))


def _words(text: str, row: GridRow) -> list[str]:
    return [text[a:b] for a, b in row.cells]


def _head_of(text: str, rows: list[GridRow]) -> int:
    """Which row holds the titles: the one with most names of columns, else the first that is full."""
    known = [len({w for w in _words(text, row) if w and is_column(w)}) for row in rows[:_HEAD_ROWS]]
    best = max(known)
    if best >= 2:
        return known.index(best)
    width = max(len(row.cells) for row in rows)
    full = (i for i, row in enumerate(rows[:-1]) if sum(map(bool, _words(text, row))) > width // 2)
    return next(full, 0)


def _foot_of(text: str, rows: list[GridRow], head: int) -> int:
    """Where the rows end and notes below them begin (注：…, 填报人：…)."""
    foot = len(rows)
    while foot > head + 2:
        words = [w for w in _words(text, rows[foot - 1]) if w]
        is_note = bool(words) and re.match(
            r"(?:注|备注|说明|填报人|填表人|审核人?|制表人?|联系人|填报单位|单位负责人)[：:]",
            words[0],
        )
        if not is_note:
            break
        foot -= 1
    return foot


def _titles(text: str, rows: list[GridRow], head: int) -> tuple[list[str], int]:
    """The titles, a second row of them under joined ones taken in; and where the body begins."""
    titles = [w.replace(" ", "") for w in _words(text, rows[head])]
    below = _words(text, rows[head + 1]) if head + 1 < len(rows) else []
    named = [w for w in below if w]
    if named and all(is_column(w) for w in named) and len(named) < len(below) + (named != below):
        for i, word in enumerate(below[: len(titles)]):
            titles[i] = word or titles[i]
        titles += below[len(titles) :]
        return titles, head + 2
    if len(named) >= 2 and all(is_column(w) for w in named) and named != titles:
        return [b or t for t, b in zip(titles, below, strict=False)], head + 2
    return titles, head + 1


def _body(
    text: str, titles: list[str], rows: list[GridRow], *, lost: bool
) -> list[tuple[Cells, int, int]]:
    body: list[tuple[Cells, int, int]] = []
    above: Cells = {}
    for row in rows:
        words = [w.replace(" ", "") for w in _words(text, row)]
        if words == titles or is_section(words):
            continue
        runs = list(row.cells)
        placed = _aligned(text, titles, runs) if lost else list(zip(titles, runs, strict=False))
        cells: Cells = {}
        for title, (a, b) in placed:
            if text[a:b] == "同左" and cells:
                a, b = list(cells.values())[-1]
            elif _DITTO.fullmatch(text, a, b) and title in above:
                a, b = above[title]
            if title and text[a:b].strip("—-–/／ ") and title not in cells:
                cells[title] = (a, b)
        if cells:
            body.append((cells, row.start, row.end))
            above = cells
    return body


def is_section(words: list[str]) -> bool:
    """Tell whether a row only heads those below it: 二、民生保障 over the whole width."""
    filled = list(dict.fromkeys(w for w in words if w))
    if len(words) < 3 or not filled:
        return False
    number = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?、?")
    if len(filled) == 1:
        return not re.fullmatch(r"\d{1,3}", filled[0])
    return len(filled) == 2 and bool(number.fullmatch(words[0]))


def _fits(label: str, words: str) -> bool:
    """Tell whether words could stand under a title: a number, a time, names, or anything."""
    plain = plain_label(label)
    if plain in ("序号", "编号", "序"):
        return bool(re.fullmatch(r"[\d一二三四五六七八九十]{1,4}[.、]?", words))
    if is_due_label(plain):
        return (
            bool(re.search(r"\d|[年月周季旬底前日]|立即|长期|持续|尽快|常态|同上|〃|—|/", words))
            and len(words) <= 24
        )
    part = part_of_label(plain)
    if part == "persons":
        return len(words) <= 24 and not re.search(r"\d", words)
    if part in PARTS:
        tail = load().alternation("duties.unit_tails", "duties.group_tails")
        named = re.search(rf"{tail}(?:（[^）]*）)?(?:$|[、，；])|同上|〃|^[—/-]+$", words)
        short = len(words) <= 4 and not re.search(r"\d|[长任记理员席裁]$", words)
        return bool(named or short)
    return True


def _aligned(text: str, titles: list[str], runs: list[Run]) -> list[tuple[str, Run]]:
    """Give each cell of a row its title where empty cells or blanks inside cells spoil the count."""
    runs = [(a, b) for a, b in runs if b > a]
    placed: list[tuple[str, Run]] = []
    for i, title in enumerate(titles):
        if not runs:
            break
        short = len(titles) - i - len(runs)
        if short > 0 and not _fits(title, text[slice(*runs[0])]):
            continue
        last = i == len(titles) - 1
        start, end = runs.pop(0)
        while runs and (last or _takes_more(text, titles[i + 1 :], title, runs)):
            end = runs.pop(0)[1]
        placed.append((title, (start, end)))
    return placed


def _takes_more(text: str, rest: list[str], title: str, runs: list[Run]) -> bool:
    """Tell whether the next piece still belongs to this cell: too many pieces, and it fits no other."""
    if len(runs) <= len(rest) or plain_label(title) in ("序号", "编号", "序"):
        return False
    following = text[slice(*runs[0])]
    return (
        not _fits(rest[0], following)
        or part_of_label(title) is not None
        and _fits(title, following)
    )


# --- forms and torn tables --------------------------------------------------------------------------


def _form(text: str, rows: list[GridRow]) -> RawTable | None:
    """A form: each row has a title and its value, perhaps twice; titles that come again open a new row."""
    pairs: list[tuple[str, Run]] = []
    odd = 0
    for row in rows:
        cells = [run for run in row.cells if run[1] > run[0]]
        labels = [i for i, run in enumerate(cells) if is_column(text[slice(*run)])]
        wanted = list(range(0, len(cells), 2))
        if len(cells) >= 2 and labels == wanted and len(cells) % 2 == 0:
            pairs += [(text[slice(*cells[i])].replace(" ", ""), cells[i + 1]) for i in wanted]
        else:
            odd += 1
    if len(pairs) < 2 or odd > len(rows) // 3:
        return None
    titles = list(dict.fromkeys(title for title, _ in pairs))
    body: list[tuple[Cells, int, int]] = []
    cells_now: Cells = {}
    for title, run in [*pairs, ("", (0, 0))]:
        if cells_now and (not title or title in cells_now):
            spans = sorted(cells_now.values())
            body.append((cells_now, spans[0][0], spans[-1][1]))
            cells_now = {}
        cells_now[title] = run
    return titles, body, rows[0].start, rows[-1].end


def _transposed(text: str, rows: list[GridRow]) -> RawTable | None:
    """A table whose titles stand in its first column, one thing in each of the others."""
    if len(rows) < 3 or min(len(row.cells) for row in rows) < 3:
        return None
    titles = [text[slice(*row.cells[0])].replace(" ", "") for row in rows]
    across = sum(is_column(w) for w in _words(text, rows[0])[1:])
    if across or 3 * sum(is_column(title) for title in titles) < 2 * len(titles):
        return None
    body: list[tuple[Cells, int, int]] = []
    for at in range(1, max(len(row.cells) for row in rows)):
        cells = {
            title: row.cells[at]
            for title, row in zip(titles, rows, strict=True)
            if at < len(row.cells) and text[slice(*row.cells[at])].strip("—-–/／ ")
        }
        if cells:
            body.append((cells, min(cells.values())[0], max(cells.values())[1]))
    return titles, body, rows[0].start, rows[-1].end


def _upright(rows: list[Run], text: str) -> tuple[list[RawTable], set[int]]:
    """Tables whose every cell became a line: titles, then 1 and its cells, 2 and its cells."""
    tables: list[RawTable] = []
    used: set[int] = set()
    lines = [text[a:b].replace(" ", "") for a, b in rows]
    for first, line in enumerate(lines):
        if first in used or line not in ("序号", "编号", "序"):
            continue
        at = next(
            (i for i in range(first, min(first + 14, len(lines))) if lines[i] in ("1", "01", "一")),
            0,
        )
        columns = lines[first:at]
        if len(columns) < 3 or any(len(c) > 14 for c in columns):
            continue
        body, at = _torn_rows(text, rows, lines, columns, at)
        if body:
            tables.append((columns, body, rows[first][0], rows[at - 1][1]))
            used.update(range(first, at))
    return tables, used


_CHINESE = ["", *"一二三四五六七八九十"]


def _torn_rows(
    text: str, rows: list[Run], lines: list[str], columns: list[str], at: int
) -> tuple[list[tuple[Cells, int, int]], int]:
    """Gather the cells of a torn table from line ``at`` on, row by row, while the numbers go on."""
    body: list[tuple[Cells, int, int]] = []

    def numbered(count: int) -> tuple[str, ...]:
        chinese = _CHINESE[count] if count < len(_CHINESE) else ""
        return str(count), f"{count:02d}", chinese

    while at < len(lines) and lines[at] in numbered(len(body) + 1):
        following = numbered(len(body) + 2)
        reach = min(at + 2 * len(columns), len(lines))
        after = next((i for i in range(at + 2, reach) if lines[i] in following), 0)
        stop = after or min(at + len(columns), len(lines))
        runs = rows[at:stop]
        whole = len(runs) == len(columns)
        placed = list(zip(columns, runs, strict=True)) if whole else _aligned(text, columns, runs)
        cells = {title: (a, b) for title, (a, b) in placed if text[a:b].strip("—-–/／ ")}
        body.append((cells, runs[0][0], runs[-1][1]))
        at = stop
    return body, at
