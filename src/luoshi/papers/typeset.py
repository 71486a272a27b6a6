"""A paper as PDF, set by typst: PDF/A where the text allows it, the same bytes each time.

Users' words go in as data and are never read as markup.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

import segno

from luoshi.papers import charts, faces, measures, press
from luoshi.papers import columns as columns_of
from luoshi.papers.faces import StandIn
from luoshi.papers.paper import (
    Block,
    Chart,
    Code,
    Item,
    Labelled,
    Paper,
    Para,
    Sheet,
    Table,
    numbered,
)
from luoshi.papers.press import NotSet
from luoshi.papers.writable import writable
from luoshi.values.numbers import written_day

__all__ = ["NotSet", "Sheets", "pdf", "qr_svg"]


@dataclass(frozen=True, slots=True)
class Sheets:
    """A paper that was set: its bytes, and which free fonts stand for official ones in it."""

    content: bytes
    stand_ins: tuple[StandIn, ...]


def pdf(paper: Paper, *, among: faces.Faces | None = None) -> Sheets:
    """Return ``paper`` as PDF; raises NoFont without Chinese fonts, NotSet if setting fails."""
    chosen = among or faces.here()
    made = dt.datetime.combine(paper.dated, dt.time(), dt.UTC)
    content = press.printed(
        "paper", _described(writable(paper)), among=chosen, form="pdf", made=made
    )
    return Sheets(content, chosen.stand_ins)


def _described(paper: Paper) -> dict[str, Any]:
    return {
        "format": paper.format,
        "mark": measures.mark_of(paper.marks, suffix=paper.suffix, spread=paper.is_bulletin),
        "edition": paper.is_edition,
        "number": paper.issue or paper.number if paper.is_edition else paper.number,
        "editor": paper.editor,
        "urgency": paper.urgency,
        "serial": paper.serial,
        "signers": paper.signers,
        "title": paper.title.replace("\n", ""),
        "title-lines": measures.title_lines(paper.title),
        "addressees": "" if paper.sends_from_record else "、".join(paper.addressees),
        "foreword": paper.foreword,
        "body": [_block(one) for one in numbered(paper.body)],
        "attachments": paper.attachments,
        "issuer": paper.issuer,
        "joint": paper.joint,
        "date": written_day(paper.dated),
        "signs": paper.signs,
        "sealed": paper.sealed,
        "author": paper.author,
        "edited": paper.edited,
        "note": paper.note,
        "tail": paper.tail,
        "printed-by": paper.printed_by,
        "printed-on": f"{written_day(paper.printed_on or paper.dated)}印发",
        "printed-copies": f"共印{paper.printed_copies}份" if paper.printed_copies else "",
        "sheets": [_sheet(one) for one in paper.sheets],
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    wide = measures.AREA_MM[1 if sheet.landscape else 0]
    return {
        "label": sheet.label,
        "title-lines": measures.title_lines(sheet.title, most=30 if sheet.landscape else 19),
        "landscape": sheet.landscape,
        "body": [_block(one, wide_mm=wide) for one in numbered(sheet.body)],
    }


def _block(block: Block, *, wide_mm: float = measures.AREA_MM[0]) -> dict[str, Any]:
    match block:
        case Para(text):
            return {"kind": "para", "text": text}
        case Item(level, head, text, ordinal):
            point = {"level": level, "head": head, "text": text, "ordinal": ordinal}
            return {"kind": "item", **point}
        case Labelled(label, text):
            return {"kind": "labelled", "label": label, "text": text}
        case Table(rows, _, columns, aligns):
            wide = columns_of.widths_of(block, wide=wide_mm)
            cells: dict[str, Any] = {
                "rows": rows,
                "widths": wide,
                "columns": columns,
                "aligns": aligns,
            }
            cells |= {"points": measures.cell_pt(len(wide))}
            return {"kind": "table", **cells}
        case Chart():
            return {"kind": "chart", **charts.described(block)}
        case Code(address, lines):
            svg = qr_svg(address).decode()
            return {"kind": "code", "svg": svg, "address": address, "lines": lines}


def qr_svg(address: str) -> bytes:
    """Return the QR code of ``address`` as SVG, with the quiet zone that readers need."""
    memory = io.BytesIO()
    segno.make(address, error="m", micro=False).save(memory, kind="svg", border=2, xmldecl=False)
    return memory.getvalue()
