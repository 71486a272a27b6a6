"""Write docs/papers: every kind of paper as pictures of its pages, and what to hold against the ruler.

tools/gallery            # writes pictures and README.md; which fonts stand in is said there
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw
from tests.papers import editions, samples

from luoshi.papers import charts, faces, measures, typeset
from luoshi.papers.paper import Chart, Paper

FOLDER = Path(__file__).parents[1] / "docs" / "papers"
SCALE, COLOURS, MOST_BYTES = 1.25, 24, 150_000
GUIDE = (40, 110, 200)


@dataclass(frozen=True)
class Shown:
    """What the gallery says of one paper; ``pages`` are those shown, all of them if it is empty."""

    title: str
    measures: str
    pages: tuple[int, ...] = ()


SHOWN = {
    "notice": Shown(
        "通知 notice that sets up a group, general format",
        "mark 35 mm below the type area's edge; number centred two lines below it; red rule 4 mm below the number; "
        "title of size 2; labels in 黑体, hanging; seal area free above name and date; note two characters in; "
        "record on the last, even page, its last rule on the type area's lower edge",
    ),
    "assignment": Shown(
        "交办通知单 assignment with receipt slip",
        "urgency on line 1; one number for paper and slip",
    ),
    "urging": Shown("催办单 urging order with receipt slip", "as the assignment"),
    "supervision": Shown("督办通知单 supervision order with receipt slip", "as the assignment"),
    "letter": Shown(
        "函 letter, letter format",
        "name 30 mm below the paper's edge; double red lines of 170 mm, 4 mm below the name and 20 mm above the "
        "lower edge; number flush right below the first; no page number on page 1; copies without rules",
    ),
    "answer": Shown("答复 answer to an enterprise's problem, letter format", "as the letter"),
    "minutes": Shown(
        "会议纪要 minutes, minutes format",
        "issue centred, editor and date one character in at both sides; who was there: one free line below the text, "
        "two characters in, 黑体, hanging; no seal, no signature",
    ),
    "upward": Shown(
        "报告 report upward", "number left, 签发人 right, each one character in; name in 楷体"
    ),
    "joint": Shown(
        "联合请示 joint request of three offices, upward, with two attachments",
        "marks spread to one width, 文件 at half their height; three signers two a line, one number beside the last; "
        "seals of 42 mm that do not touch; 附件1 on line 1, its title on line 3; a turned sheet with its number where "
        "it stands in the file; a page without number before the record, and the record's own without number",
    ),
    "circular": Shown("通报 circular", "four levels of headings: 一、（一）1.（1）"),
    "summary": Shown(
        "半月报汇总 half-month summary as a bulletin, 60 projects",
        "masthead: name, issue, editor left, date right, red rule; charts whose every value is written; tables that "
        "break with their head; one row a project on turned sheets; editors and reviewer above the tail; two rules "
        "with 报 送 发 between; copies printed",
        (1, 2, 3, 4, 5, 6, 7, 14),
    ),
    "brief": Shown("简报 brief", "foreword above the title; author in brackets behind the text"),
    "correction": Shown("更正 correction of an edition", "what was printed, what is right"),
    "filing": Shown("备案登记表 filing slip of a project", "form of the office; QR code of 30 mm"),
    "report": Shown("半月报 half-month report of one project", "form; short tables stay whole"),
    "handover": Shown("移交清单 hand-over list", "form; days on one line"),
    "archive": Shown("案卷封面、卷内目录 cover of a file, and what is in it", "form; hashes"),
}


def main() -> None:
    """Write the pictures anew, and the page that names them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    every = samples.papers() | editions.papers()
    lines = [*head(), *guides(every["notice"])]
    for name, shown in SHOWN.items():
        lines += section(name, every[name], shown)
    lines += drawn(every["summary"])
    (FOLDER / "README.md").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    pictures = list(FOLDER.glob("*.png"))
    whole = sum(one.stat().st_size for one in pictures)
    print(f"{len(pictures)} pictures, {whole / 1e6:.1f} MB, the largest {largest(pictures)} bytes")


def largest(pictures: list[Path]) -> int:
    """Return the size of the largest picture; raises SystemExit if it is too large."""
    size = max(one.stat().st_size for one in pictures)
    if size > MOST_BYTES:
        raise SystemExit(f"a picture of {size} bytes: more than {MOST_BYTES}")
    return size


def head() -> list[str]:
    """Return what stands above the pictures."""
    stand_ins = "; ".join(f"{one.wanted}: {one.used}" for one in faces.here().stand_ins)
    return [
        "# Every kind of paper",
        "",
        "Made by `make gallery` from the invented samples in `tests/papers/samples.py` and `editions.py`; people and",
        "offices are invented too. The measures named here are held by `tests/papers/test_formats.py` in the PDF and in",
        "what LibreOffice prints of the .docx. Fonts and measures: [papers](../papers.md).",
        "",
        f"Faces that stand in for the official ones in these pictures: {stand_ins or 'none'}.",
        "",
    ]


def section(name: str, paper: Paper, shown: Shown) -> list[str]:
    """Write the pages of one paper and return its part of the page."""
    document = pypdfium2.PdfDocument(typeset.pdf(paper).content)
    pages = shown.pages or tuple(range(1, len(document) + 1))
    lines = [f"## {shown.title}", "", f"{shown.measures[0].upper()}{shown.measures[1:]}.", ""]
    if shown.pages:
        lines += [f"Pages {', '.join(map(str, pages))} of {len(document)}.", ""]
    links = []
    for page in pages:
        picture = document[page - 1].render(scale=SCALE).to_pil()
        save(picture, f"{name}-{page}")
        links.append(f"![{shown.title}, page {page}]({name}-{page}.png)")
    return [*lines, *links, ""]


def save(picture: Image.Image, name: str) -> None:
    """Write a picture with few colours: ink, red, and the greys between."""
    few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


def guides(paper: Paper) -> list[str]:
    """Write the second page of ``paper`` with the type area, its lines and its columns drawn over it."""
    document = pypdfium2.PdfDocument(typeset.pdf(paper).content)
    scale = SCALE * measures.MM
    picture = document[1].render(scale=SCALE).to_pil().convert("RGB")
    pen = ImageDraw.Draw(picture)
    left, top = measures.LEFT_MM * scale, measures.TOP_MM * scale
    right, bottom = left + measures.AREA_MM[0] * scale, top + measures.AREA_MM[1] * scale
    for at in range(measures.LINES):
        y = top + (at * measures.PITCH_PT + measures.BODY_PT) * SCALE
        pen.line((left, y, right, y), fill=(205, 222, 245))
    for at in range(1, measures.COLUMNS):
        x = left + at * measures.CHAR_PT * SCALE
        pen.line((x, top, x, bottom), fill=(225, 235, 250))
    pen.rectangle((left, top, right, bottom), outline=GUIDE)
    dash = bottom + 7 * scale
    pen.line((left, dash, right, dash), fill=GUIDE)
    said = (
        (left + 4, top - 14, "37 mm above, 28 mm left, 156 x 225 mm"),
        (right - 150, top - 14, "22 lines, 28 columns"),
        (right - 190, dash + 3, "7 mm below: the dash"),
    )
    for x, y, words in said:
        pen.text((x, y), words, fill=GUIDE)
    save(picture, "measures")
    return [
        "## The measures",
        "",
        "Page 2 of the notice with the type area, its 22 lines and 28 columns, and the line of the page number.",
        "",
        "![type area with 22 lines and 28 columns](measures.png)",
        "",
    ]


def drawn(paper: Paper) -> list[str]:
    """Write the charts of ``paper`` as they stand in .docx and on pages."""
    found = [block for block in paper.body if isinstance(block, Chart)]
    links = []
    for at, chart in enumerate(found, 1):
        save(Image.open(io.BytesIO(charts.png(chart, ppi=120))), f"chart-{at}")
        links.append(f"![{chart.alt}](chart-{at}.png)")
    return ["## Charts alone", "", "As on pages and in .docx, of the same drawing.", "", *links, ""]


if __name__ == "__main__":
    main()
