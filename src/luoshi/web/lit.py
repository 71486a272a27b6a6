"""A text with its findings lit: cut into runs, each with the findings that lie over it.

Findings may nest and overlap.  Each run carries its offset, so that a selection in the browser
leads back to places in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LAYERS = ("demand", "matter", "project", "engagement", "organisation", "person")  # outermost first


@dataclass(frozen=True, slots=True)
class Light:
    """One place to light: over ``[start, end)``, for the finding (or demand) ``pk``."""

    start: int
    end: int
    kind: str
    pk: int
    label: str = ""
    off: bool = False


@dataclass(frozen=True, slots=True)
class Layer:
    """A light as it lies over one run; ``begins`` on the first run of its place."""

    light: Light
    begins: bool


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text under the same lights, the outermost first."""

    start: int
    text: str
    layers: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True)
class Mended:
    """A piece of the original: as it ``was``, and what stands ``now`` where it was mended."""

    was: str
    now: str = ""
    changed: bool = False


def paragraphs(text: str, lights: Iterable[Light]) -> list[list[Run]]:
    """Return the lines of ``text`` that are not blank, each as its runs."""
    lights = [one for one in lights if 0 <= one.start < one.end <= len(text)]
    cuts = {0, len(text)} | {at for one in lights for at in (one.start, one.end)}
    lines: list[list[Run]] = []
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if line.strip():
            edges = sorted({at, end} | {cut for cut in cuts if at < cut < end})
            lines.append(list(_runs(text, edges, lights)))
        at = end + 1
    return lines


def _runs(text: str, edges: Sequence[int], lights: list[Light]) -> Iterator[Run]:
    here = [one for one in lights if one.start < edges[-1] and one.end > edges[0]]
    here.sort(key=lambda one: (LAYERS.index(one.kind), one.start - one.end))
    for start, end in zip(edges, edges[1:], strict=False):
        over = [one for one in here if one.start <= start and end <= one.end]
        layers = tuple(
            Layer(one, start == max(one.start, edges[0]) and start == one.start) for one in over
        )
        yield Run(start, text[start:end], layers)


def mended(original: str, text: str, origins: Sequence[Sequence[int]]) -> list[list[Mended]]:
    """Return the original's lines with the places where the repaired text differs from it."""
    pieces: list[Mended] = []
    done = 0
    for character, (start, end) in zip(text, origins, strict=True):
        if start > done:
            pieces.append(_left_out(original[done:start]))
        was = original[max(start, done) : end]
        pieces.append(Mended(was, "" if was == character else character, was != character))
        done = max(done, end)
    if done < len(original):
        pieces.append(_left_out(original[done:]))
    return _in_lines(_joined(pieces))


def _left_out(was: str) -> Mended:
    return Mended(was, "", changed=bool(was.strip()))


def _joined(pieces: Iterable[Mended]) -> Iterator[Mended]:
    """Yield neighbours of the same sort as one piece; a line break ends a piece."""
    held: Mended | None = None
    for piece in pieces:
        same = held and held.changed == piece.changed and not held.was.endswith("\n")
        if held and same:
            held = Mended(held.was + piece.was, held.now + piece.now, held.changed)
        else:
            if held:
                yield held
            held = piece
    if held:
        yield held


def _in_lines(pieces: Iterable[Mended]) -> list[list[Mended]]:
    lines: list[list[Mended]] = [[]]
    for piece in pieces:
        if piece.changed:
            lines[-1].append(piece)
            continue
        first, *rest = piece.was.split("\n")
        lines[-1].append(Mended(first))
        lines += [[Mended(part)] for part in rest]
    return [line for line in lines if any(piece.was.strip() or piece.now for piece in line)]
