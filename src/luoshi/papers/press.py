"""The one typesetter of this process: data and a template in, bytes out, the same ones each time."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from luoshi.papers import faces, measures
from luoshi.values.errors import Refusal
from luoshi.values.sentences import gettext_noop

Form = Literal["pdf", "svg", "png"]
Template = Literal["paper", "alone"]

_FOLDER = Path(__file__).with_name("setting")
_turn = threading.Lock()
_MEASURES = {
    "body": measures.BODY_PT,
    "title": measures.TITLE_PT,
    "small": measures.SMALL_PT,
    "char": measures.CHAR_PT,
    "pitch": measures.PITCH_PT,
    "columns": measures.COLUMNS,
    "area": measures.AREA_MM[0],
    "page-high": measures.PAGE_MM[1],
    "top": measures.TOP_MM,
    "left": measures.LEFT_MM,
    "right": measures.RIGHT_MM,
    "bottom": measures.BOTTOM_MM,
}


class NotSet(Refusal):
    """The paper could not be set as it should be; nothing was made."""

    default_code = "paper-not-set"
    default_template = gettext_noop("这份公文没有排成，请把编号告诉管理员。")


def printed(
    template: Template,
    said: Mapping[str, Any],
    *,
    among: faces.Faces,
    form: Form,
    made: dt.datetime | None = None,
    ppi: float | None = None,
) -> bytes:
    """Return ``said`` set by ``template``; raises NotSet if a font is missing or setting fails
    or finds no end.

    A PDF is PDF/A-2b, dated ``made``.  PDF/A refuses characters for which no font is installed:
    then it is a plain PDF, for a box is better than nothing.
    """
    known = {"measures": _MEASURES, "faces": among.families, "western": among.western}
    data = json.dumps({**known, **said}, ensure_ascii=False, separators=(",", ":"), default=asdict)
    given: dict[str, Any] = {
        "sys_inputs": {"paper": data},
        "format": form,
        "timestamp": made,
        "ppi": ppi,
    }
    given |= {"input": _FOLDER / f"{template}.typ"}
    with _turn:
        try:
            standard: dict[str, Any] = {"pdf_standards": "a-2b"} if form == "pdf" else {}
            content, warnings = _compiler().compile_with_warnings(**given, **standard)
        except typst.TypstError:
            content, warnings = _printed_plain(given)
    wrong = ("unknown font", "did not converge")
    told = [str(one.message) for one in warnings]
    if not isinstance(content, bytes) or any(word in one for word in wrong for one in told):
        raise NotSet
    return content


def _printed_plain(given: dict[str, Any]) -> Any:
    try:
        return _compiler().compile_with_warnings(**given)
    except typst.TypstError as error:
        raise NotSet from error


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(_FOLDER / "paper.typ", root=_FOLDER, font_paths=faces.installed())
