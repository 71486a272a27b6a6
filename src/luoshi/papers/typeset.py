"""A paper as PDF, set by typst: PDF/A where the text allows it, the same bytes each time.

One compiler is kept for each process; users' words go in as data and are never read as markup.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import threading
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from luoshi.papers import faces, measures
from luoshi.papers.charts import as_table
from luoshi.papers.faces import StandIn
from luoshi.papers.paper import Block, Chart, Code, Item, Labelled, Paper, Para, Table, numbered
from luoshi.values.errors import Refusal
from luoshi.values.numbers import written_day
from luoshi.values.sentences import gettext_noop

# A last paragraph of up to ten lines is kept whole with the signature: neither stands alone.
_SHORT = 10 * measures.COLUMNS
_TEMPLATE = Path(__file__).with_name("paper.typ")
_turn = threading.Lock()


class NotSet(Refusal):
    """The paper could not be set as it should be; nothing was made."""

    default_code = "paper-not-set"
    default_template = gettext_noop("这份公文没有排成，请把编号告诉管理员。")


@dataclass(frozen=True, slots=True)
class Sheets:
    """A paper that was set: its bytes, and which free fonts stand for official ones in it."""

    content: bytes
    stand_ins: tuple[StandIn, ...]


def pdf(paper: Paper, *, among: faces.Faces | None = None) -> Sheets:
    """Return ``paper`` as PDF; raises NoFont without Chinese fonts, NotSet if setting fails."""
    chosen = among or faces.here()
    data = json.dumps(_described(paper, chosen), ensure_ascii=False, separators=(",", ":"))
    made = dt.datetime.combine(paper.dated, dt.time(), dt.UTC)
    with _turn:
        try:
            content, warnings = _set(data, made, archive=True)
        except typst.TypstError:
            # PDF/A refuses characters for which no font is installed; a box is better than nothing.
            content, warnings = _set_plain(data, made)
    unknown = [str(one.message) for one in warnings if "unknown font" in str(one.message)]
    if unknown or not isinstance(content, bytes):
        raise NotSet
    return Sheets(content, chosen.stand_ins)


def _set_plain(data: str, made: dt.datetime) -> Any:
    try:
        return _set(data, made, archive=False)
    except typst.TypstError as error:
        raise NotSet from error


def _set(data: str, made: dt.datetime, *, archive: bool) -> Any:
    return _compiler().compile_with_warnings(
        format="pdf",
        sys_inputs={"paper": data},
        pdf_standards="a-2b" if archive else [],
        timestamp=made,
    )


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(_TEMPLATE, root=_TEMPLATE.parent, font_paths=faces.installed())


def _described(paper: Paper, chosen: faces.Faces) -> dict[str, Any]:
    mark = measures.mark_of(paper.mark)
    body = [_block(one) for one in numbered(paper.body)]
    edition = paper.format in ("minutes", "bulletin")
    return {
        "format": paper.format,
        "measures": _MEASURES,
        "faces": chosen.families,
        "western": chosen.western,
        "mark": {"text": paper.mark, "size": mark.size_pt, "scale": mark.scale},
        "edition": edition,
        "number": paper.issue or paper.number if edition else paper.number,
        "editor": paper.editor,
        "urgency": paper.urgency,
        "signer": paper.signer,
        "title": paper.title.replace("\n", ""),
        "title-lines": measures.title_lines(paper.title),
        "addressees": "、".join(paper.addressees),
        "body": body,
        "attachments": paper.attachments,
        "issuer": paper.issuer,
        "date": written_day(paper.dated),
        "signs": bool(paper.issuer) and not edition,
        "sealed": paper.sealed,
        "note": paper.note,
        "tail": paper.tail,
        "printed-by": paper.printed_by,
        "printed-on": f"{written_day(paper.printed_on or paper.dated)}印发",
        "printed-copies": f"共印{paper.printed_copies}份" if paper.printed_copies else "",
        "sheets": [
            {
                "label": sheet.label,
                "title-lines": measures.title_lines(sheet.title),
                "body": [_block(one) for one in numbered(sheet.body)],
            }
            for sheet in paper.sheets
        ],
    }


_MEASURES = {
    "body": measures.BODY_PT,
    "title": measures.TITLE_PT,
    "small": measures.SMALL_PT,
    "char": measures.CHAR_PT,
    "pitch": measures.PITCH_PT,
    "columns": measures.COLUMNS,
    "top": measures.TOP_MM,
    "left": measures.LEFT_MM,
    "right": measures.RIGHT_MM,
    "bottom": measures.BOTTOM_MM,
}


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Para(text):
            return {"kind": "para", "text": text, "short": len(text) <= _SHORT}
        case Item(level, head, text, ordinal):
            said = {"level": level, "head": head, "text": text, "ordinal": ordinal}
            return {"kind": "item", "short": len(head) + len(text) <= _SHORT, **said}
        case Labelled(label, text):
            return {"kind": "labelled", "label": label, "text": text}
        case Table(rows, widths, columns):
            return {"kind": "table", "rows": rows, "widths": widths, "columns": columns}
        case Chart():
            return _block(as_table(block))
        case Code(address, lines):
            svg = qr_svg(address).decode()
            return {"kind": "code", "svg": svg, "address": address, "lines": lines}


def qr_svg(address: str) -> bytes:
    """Return the QR code of ``address`` as SVG, with the quiet zone that readers need."""
    memory = io.BytesIO()
    segno.make(address, error="m", micro=False).save(memory, kind="svg", border=2, xmldecl=False)
    return memory.getvalue()
