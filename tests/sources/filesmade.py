"""The same invented minutes in every format that offices send, made here byte by byte.

Old Word and a locked sheet come from `samples/`: invented content, saved once by an office program.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl

SAMPLES = Path(__file__).parent / "samples"

TITLE = "柳湾产业园协调推进会议纪要"
LEAD = "6月3日，副州长贺敏在柳湾产业园主持召开协调推进会，研究园区供水和用电问题。"
HEADER = ["序号", "任务", "牵头单位", "配合单位", "责任人", "完成时限"]
ROWS = [
    ["1", "完成供水管线改造方案", "州水利局", "柳湾产业园管委会", "田立新", "2026年6月20日"],
    ["2", "协调10千伏专线架设", "州发展改革委", "州电力公司", "苏合", "2026年7月15日"],
    ["3", "办结用地预审手续", "州自然资源局", "柳湾县政府", "石兰", "2026年6月30日"],
]
LAST = "各单位每半个月向州政府办公室报告一次进展情况。"
TABLE = "\n".join("\t".join(row) for row in [HEADER, *ROWS])


def word_file() -> bytes:
    """Return the minutes as .docx."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    document.add_paragraph(LEAD)
    table = document.add_table(rows=0, cols=len(HEADER))
    for row in [HEADER, *ROWS]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_paragraph(LAST)
    return _saved(document)


def sheet_file() -> bytes:
    """Return the tasks as .xlsx, with a title over all columns and real dates."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([TITLE])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(HEADER))
    sheet.append(HEADER)
    for row in ROWS:
        day = dt.datetime.strptime(row[-1], "%Y年%m月%d日")
        sheet.append([int(row[0]), *row[1:-1], day])
    sheet.append([LAST])
    return _saved(book)


def marked_sheet_file(mark: str) -> bytes:
    """Return the tasks as .xlsx with ``mark`` in the header of its paper."""
    book = openpyxl.load_workbook(io.BytesIO(sheet_file()))
    book.active.oddHeader.center.text = mark
    return _saved(book)


def sheet_of_nothing() -> bytes:
    """Return an .xlsx in which nothing was ever entered."""
    return _saved(openpyxl.Workbook())


def separated_file() -> bytes:
    """Return the tasks as .csv, as a sheet program on a Chinese desktop saves it."""
    return "\r\n".join(",".join(row) for row in [HEADER, *ROWS]).encode("gb18030")


def page_file() -> bytes:
    """Return the minutes as a page of a website, with what surrounds it there."""
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in [HEADER, *ROWS]
    )
    return f"""<!DOCTYPE html><html><head><meta charset="gb2312">
<title>{TITLE}-柳湾州人民政府</title><script>document.write("脚本")</script></head>
<body><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li><li><a href="/b">办事服务</a></li>
<li><a href="/c">互动交流</a></li><li><a href="/d">走进柳湾</a></li></ul>
<div style="display:none">看不见的文字</div><h1>{TITLE}</h1><p>{LEAD}</p>
<table>{rows}</table><p>{LAST}</p><footer>网站管理</footer></body></html>""".encode("gb18030")


def mail_file(*, body: str | None = None, attached: dict[str, bytes] | None = None) -> bytes:
    """Return the minutes as .eml; ``attached`` are its files by name."""
    mail = EmailMessage()
    mail["Subject"] = TITLE
    mail["From"] = "州政府办公室 <office@liuwan.example>"
    mail["To"] = "water@liuwan.example"
    mail["Date"] = "Wed, 03 Jun 2026 18:30:00 +0800"
    mail.set_content(f"{LEAD}\n{TABLE}\n{LAST}\n" if body is None else body, cte="base64")
    for name, data in (attached or {}).items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def rich_text_file() -> bytes:
    """Return the minutes as .rtf, with a table."""

    def escaped(text: str) -> str:
        return "".join(f"\\u{ord(c)}?" if ord(c) > 127 else c for c in text)

    edges = "".join(f"\\cellx{1500 * (i + 1)}" for i in range(len(HEADER)))
    rows = "".join(
        "\\trowd" + edges + "".join(f"\\intbl {escaped(c)}\\cell" for c in row) + "\\row\n"
        for row in [HEADER, *ROWS]
    )
    return (
        "{\\rtf1\\ansi\\uc1 "
        + f"{escaped(TITLE)}\\par {escaped(LEAD)}\\par\n{rows}\\pard {escaped(LAST)}\\par}}"
    ).encode("ascii")


def open_text_file() -> bytes:
    """Return the minutes as .odt."""
    cells = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in row)
        + "</table:table-row>"
        for row in [HEADER, *ROWS]
    )
    names = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.2" '
        f'xmlns:office="{names}:office:1.0" xmlns:text="{names}:text:1.0" xmlns:table="{names}:table:1.0">'
        f"<office:body><office:text><text:p>{TITLE}</text:p><text:p>{LEAD}</text:p>"
        f'<table:table><table:table-column table:number-columns-repeated="{len(HEADER)}"/>{cells}'
        f"</table:table><text:p>{LAST}</text:p></office:text></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.text"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


class Paper:
    """A .pdf written by hand: text at places, rules, and nothing else."""

    def __init__(self) -> None:
        self.pages: list[tuple[str, str]] = []

    def page(
        self,
        *texts: tuple[float, float, str],
        rules: list[tuple[float, float, float, float]] = (),
        size: float = 12,
        more: str = "",
    ) -> Paper:
        """Add a page: texts stand at (x, y) from the lower left corner; rules go from–to."""
        drawn = "".join(f"{a} {b} m {c} {d} l S\n" for a, b, c, d in rules)
        for x, y, text in texts:
            drawn += f"BT /F {size} Tf {x} {y} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"
        self.pages.append((drawn, more))
        return self

    def table(
        self, rows: list[list[str]], *, top: float, left: float = 40, width: float = 86
    ) -> dict:
        """Return the texts and rules of a ruled table, for `page`."""
        height, right = 30.0, left + width * len(rows[0])
        bottom = top - height * len(rows)
        texts = [
            (left + width * c + 3, top - height * r - 19, cell)
            for r, row in enumerate(rows)
            for c, cell in enumerate(row)
        ]
        rules = [(left, top - height * r, right, top - height * r) for r in range(len(rows) + 1)]
        rules += [
            (left + width * c, bottom, left + width * c, top) for c in range(len(rows[0]) + 1)
        ]
        return {"texts": texts, "rules": rules}

    def saved(self, *, rotate: int = 0) -> bytes:
        """Return the file."""
        kids = " ".join(f"{10 + 2 * i} 0 R" for i in range(len(self.pages)))
        to_unicode = (
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
            b"/CMapName /U def 1 begincodespacerange <0000> <FFFF> endcodespacerange "
            b"1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end"
        )
        objects: dict[int, bytes] = {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: f"<< /Type /Pages /Count {len(self.pages)} /Kids [{kids}] >>".encode(),
            3: b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H "
            b"/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
            4: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /CIDSystemInfo "
            b"<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor 5 0 R >>",
            5: b"<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -200 1000 900] "
            b"/ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>",
            6: _stream(to_unicode),
        }
        for i, (drawn, more) in enumerate(self.pages):
            objects[10 + 2 * i] = (
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotate} {more} "
                f"/Resources << /Font << /F 3 0 R >> >> /Contents {11 + 2 * i} 0 R >>"
            ).encode()
            objects[11 + 2 * i] = _stream(drawn.encode())
        return _numbered(objects)


def paper_file() -> bytes:
    """Return the minutes as .pdf, with a ruled table and the number of the page."""
    paper = Paper()
    table = paper.table([[c[:7] for c in row] for row in [HEADER, *ROWS]], top=700)
    texts = [(200, 780, TITLE), (40, 740, LEAD[:18]), (40, 720, LEAD[18:])]
    texts += [*table["texts"], (40, 540, LAST), (280, 30, "— 1 —")]
    return paper.page(*texts, rules=table["rules"]).saved()


def scan_file() -> bytes:
    """Return a .pdf of two pages on which nothing is written."""
    return Paper().page(rules=[(40, 40, 500, 700)]).page(rules=[(40, 40, 500, 700)]).saved()


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip of these parts, the first one stored as it is."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for i, (name, content) in enumerate(parts.items()):
            package.writestr(name, content, zipfile.ZIP_DEFLATED if i else zipfile.ZIP_STORED)
    return file.getvalue()


def changed(data: bytes, parts: dict[str, bytes]) -> bytes:
    """Return the package ``data`` with some parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return zipped({name: package.read(name) for name in package.namelist()} | parts)


def _saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _numbered(objects: dict[int, bytes]) -> bytes:
    out, places = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, last = len(out), max(objects)
    out += b"xref\n0 %d\n" % (last + 1)
    for number in range(last + 1):
        used = number in places
        out += b"%010d %05d %s \n" % (
            places.get(number, 0),
            0 if used else 65535,
            b"n" if used else b"f",
        )
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (last + 1, start)
