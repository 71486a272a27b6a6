"""The counting of points in .docx: real lists, so that an office can put one between two others.

``suff`` is nothing and the indents are those of the heading styles: the measures stay as if the
numbers had been typed.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.text.paragraph import Paragraph

from luoshi.papers import measures
from luoshi.papers.faces import OFFICIAL, Face
from luoshi.papers.paper import Level

_OURS = 90
# Format, what stands around the number, and its face (GB/T 9704-2012, 7.3.3).
_LEVELS: tuple[tuple[str, str, Face], ...] = (
    ("chineseCounting", "%1、", "hei"),
    ("chineseCounting", "（%2）", "kai"),
    ("decimal", "%3.", "fang"),
    ("decimal", "（%4）", "fang"),
)


def add_lists(document: Docx, *, many: int) -> None:
    """Give ``document`` the four ways of counting, and ``many`` lists that each begin at one."""
    numbering: Any = document.part.numbering_part.element
    for old in list(numbering):
        numbering.remove(old)
    levels = "".join(_level(at, *said) for at, said in enumerate(_LEVELS))
    numbering.append(
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_OURS}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        )
    )
    anew = "".join(
        f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="1"/></w:lvlOverride>'
        for at in range(len(_LEVELS))
    )
    for n in range(1, many + 1):
        numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{n}"><w:abstractNumId w:val="{_OURS}"/>{anew}</w:num>'
            )
        )


def count(paragraph: Paragraph, *, level: Level, of: int) -> None:
    """Let ``paragraph`` be the next point of ``level`` in the list ``of``."""
    properties = paragraph._p.get_or_add_pPr()
    point = parse_xml(
        f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level - 1}"/><w:numId w:val="{of}"/></w:numPr>'
    )
    after = ("w:pBdr", "w:tabs", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
    properties.insert_element_before(point, *after)


def _level(at: int, form: str, text: str, face: Face) -> str:
    named = " ".join(
        f'w:{side}="{OFFICIAL[face]}"' for side in ("ascii", "hAnsi", "eastAsia", "cs")
    )
    indent = round(2 * measures.CHAR_PT * 20)
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="0" w:firstLine="{indent}" w:firstLineChars="200"/></w:pPr>'
        f'<w:rPr><w:rFonts {named} w:hint="eastAsia"/></w:rPr></w:lvl>'
    )
