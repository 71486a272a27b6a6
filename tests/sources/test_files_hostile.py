"""A file made to harm is refused in time, and harms nobody."""

from __future__ import annotations

import http.server
import io
import os
import threading
import time
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import Path

import pytest

from luoshi.sources.files import office, opening, process, text_of
from luoshi.values.errors import Refusal, TooLarge, Unreadable
from tests.sources import filesmade as made

PATIENCE_SECONDS = 30


@pytest.fixture(autouse=True)
def in_time():
    started = time.monotonic()
    yield
    assert time.monotonic() - started < PATIENCE_SECONDS


def refused(data: bytes, name: str) -> str:
    with pytest.raises(Refusal) as said:
        text_of(data, name)
    return said.value.code


@contextmanager
def listening():
    """Listen on this machine; yields the port and what was asked for."""
    asked: list[str] = []

    class Listener(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()


# --- what grows when it is opened


def test_a_sheet_that_unpacks_to_far_more_than_it_shows_is_not_opened():
    blanks = b"<x>" + b" " * (210 * 1024 * 1024) + b"</x>"
    bomb = made.changed(made.sheet_file(), {"xl/worksheets/sheet9.xml": blanks})
    assert len(bomb) < 1_000_000
    assert refused(bomb, "a.xlsx") == "file-unpacks-too-large"


def test_a_sheet_with_two_cells_at_its_far_ends_is_refused_for_memory_not_filled():
    cells = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData></worksheet>'
    )
    data = made.changed(made.sheet_file(), {"xl/worksheets/sheet1.xml": cells})
    assert refused(data, "a.xlsx") in ("file-too-heavy", "file-damaged-at-sheet", "file-damaged")
    assert made.TABLE in text_of(made.sheet_file(), "a.xlsx").text


def test_a_paper_whose_page_unpacks_to_a_gigabyte_is_refused():
    squeezed = zlib.compressobj(9)
    piece = b" " * (1 << 20)
    stream = b"".join(squeezed.compress(piece) for _ in range(1200)) + squeezed.flush()
    body = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream)
    data = made._numbered(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Count 1 /Kids [10 0 R] >>",
            10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 11 0 R >>",
            11: body,
        }
    )
    assert refused(data, "a.pdf").startswith("file-")


def test_a_paper_of_too_many_pages_is_refused_with_their_number():
    paper = made.Paper()
    for _ in range(1001):
        paper.page((70, 700, "第几页"))
    with pytest.raises(TooLarge, match="文件有1001页，超过1000页的上限"):
        text_of(paper.saved(), "a.pdf")
    paper.pages = paper.pages[:60]
    assert text_of(paper.saved(), "a.pdf").text.count("页") == 60


def test_a_table_whose_cells_span_billions_is_not_laid_out():
    rows = "<tr><td colspan=999999999 rowspan=999999999>甲</td><td>乙</td></tr>" * 50
    text = text_of(f"<html><body><table>{rows}</table></body></html>".encode(), "a.html").text
    assert "甲" in text and len(text) < 100_000


def test_a_zip_in_a_zip_stays_closed():
    inner = made.zipped({"b": b"x", "a.docx": made.word_file()})
    assert refused(made.zipped({"x": b"", "inner.zip": inner}), "a.zip") == "file-archive"
    mail = made.mail_file(body="见附件", attached={"材料.zip": inner})
    read = text_of(mail, "a.eml")
    assert made.LAST not in read.text and "材料.zip" in str(read.notes[0])


def test_a_zip_with_a_hundred_thousand_parts_is_not_listed():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for i in range(100_000):
            package.writestr(f"word/{i}", b"")
    assert refused(file.getvalue(), "a.docx") == "file-unpacks-too-large"


# --- what nests


def test_a_document_nested_ten_thousand_deep_is_refused():
    start = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    deep = start + b"<w:sdt>" * 10_000 + b"</w:sdt>" * 10_000 + b"</w:body></w:document>"
    assert (
        refused(made.changed(made.word_file(), {"word/document.xml": deep}), "a.docx")
        == "file-damaged"
    )


def test_a_page_nested_thousands_deep_is_read_and_one_without_end_is_refused():
    def nested(depth: int) -> bytes:
        return f"<html><body>{'<div>' * depth}{made.LAST}{'</div>' * depth}</body></html>".encode()

    assert text_of(nested(9_000), "a.html").text == made.LAST
    assert refused(nested(1_000_000), "a.html") == "file-too-heavy"


def test_a_page_of_unclosed_items_and_rows_is_read_in_time():
    items = "<ol>" + "<li>选址" * 50_000
    rows = "<table>" + "<tr><td>甲<td>乙<td>丙" * 20_000
    text = text_of(f"<html><body>{items}</ol>{rows}</table></body></html>".encode(), "a.html").text
    assert "50000. 选址" in text and text.count("甲\t乙\t丙") == 20_000


def test_a_mail_of_a_thousand_mails_in_mails_is_refused_or_read():
    data = made.mail_file(body="最里面")
    for _ in range(1000):
        data = b"From: a\nTo: b\nSubject: c\nContent-Type: message/rfc822\n\n" + data
    assert refused(data, "a.eml").startswith(("file-", "mail-"))


def test_a_cell_whose_quotation_mark_never_closes_is_refused_with_its_row():
    rows = "任务,单位,时限\n选址,市水利局,5月\n" * 30 + '"开了没有关,' + "很长" * 600_000
    with pytest.raises(Unreadable, match="表格第61行无法读取"):
        text_of(rows.encode(), "a.csv")


# --- what reaches out


def test_an_entity_does_not_bring_in_a_file_of_this_machine():
    entity = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    with zipfile.ZipFile(io.BytesIO(made.word_file())) as package:
        body = package.read("word/document.xml").split(b"?>", 1)[1]
    body = entity + body.replace(made.LAST.encode(), b"&f;" + made.LAST.encode())
    text = text_of(made.changed(made.word_file(), {"word/document.xml": body}), "a.docx").text
    host = Path("/etc/hostname").read_text().strip()
    assert made.TABLE in text and host not in text


def test_no_link_of_any_file_is_followed():
    with listening() as (port, asked):
        address = f"http://127.0.0.1:{port}/picture.png"
        link = f'<p>{made.LAST}</p><img src="{address}"><iframe src="{address}"></iframe>'
        assert made.LAST in text_of(f"<html><body>{link}</body></html>".encode(), "a.html").text
        field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{address}"}}{{\\fldrslt x}}}}'
        rich = made.rich_text_file()[:-1] + field.encode() + b"}"
        assert made.LAST in text_of(rich, "a.rtf").text
        entity = f'<!DOCTYPE x SYSTEM "{address}">'.encode()
        with zipfile.ZipFile(io.BytesIO(made.word_file())) as package:
            body = package.read("word/document.xml").split(b"?>", 1)[1]
        data = made.changed(made.word_file(), {"word/document.xml": entity + body})
        assert made.LAST in text_of(data, "a.docx").text
        assert asked == []


def test_the_macros_of_a_document_are_neither_run_nor_read():
    types = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with zipfile.ZipFile(io.BytesIO(made.word_file())) as package:
        listed = package.read("[Content_Types].xml")
    macro = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    parts = {
        "[Content_Types].xml": listed.replace(types, macro),
        "word/vbaProject.bin": b"Sub Auto_Open",
    }
    read = text_of(made.changed(made.word_file(), parts), "a.docm")
    assert made.TABLE in read.text and "Auto_Open" not in read.text + read.beside


# --- what never ends


def test_a_program_that_never_ends_is_stopped_with_its_children(tmp_path):
    mark = tmp_path / "child"
    command = ["sh", "-c", f"(sleep 120 & echo $! > {mark}; wait)"]
    ended = process.run(command, data=b"", seconds=0.5, output_max=100)
    assert ended.timed_out
    child = int(mark.read_text())
    deadline = time.monotonic() + 5
    while _is_running(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _is_running(child)


def _is_running(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_program_that_says_too_much_is_stopped():
    ended = process.run(["yes"], data=b"", seconds=20, output_max=1_000_000)
    assert ended.timed_out and ended.output == b""
    assert process.run(["echo", "hello"], data=b"", seconds=20, output_max=100).output == b"hello\n"


def test_a_file_that_takes_too_long_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(opening, "SECONDS", 0.01)
    with pytest.raises(TooLarge, match="还没有读完，已经停止"):
        text_of(made.word_file(), "a.docx")
    monkeypatch.undo()
    assert made.LAST in text_of(made.word_file(), "a.docx").text


def test_an_office_program_that_takes_too_long_leaves_nothing_behind(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.setattr(office, "SECONDS", 0.3)
    with pytest.raises(TooLarge):
        text_of(made.rich_text_file(), "a.rtf")
    assert [p.name for p in tmp_path.iterdir() if p.is_dir()] == []
    until = time.monotonic() + 10  # a killed program's children end in their own time
    while left := [line for line in _command_lines() if str(tmp_path) in line]:
        assert time.monotonic() < until, left
        time.sleep(0.05)


def _command_lines() -> list[str]:
    lines = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                lines.append(file.read().decode("utf-8", "replace"))
        except OSError:
            continue
    return lines


def test_when_too_many_files_are_read_at_once_the_next_is_asked_to_wait(monkeypatch):
    monkeypatch.setattr(opening, "WAIT_SECONDS", 0)
    for _ in range(opening.AT_ONCE):
        opening._places.acquire()
    try:
        assert refused(made.word_file(), "a.docx") == "file-busy"
    finally:
        for _ in range(opening.AT_ONCE):
            opening._places.release()
    assert made.LAST in text_of(made.word_file(), "a.docx").text


# --- what is broken


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.xlsx", made.sheet_file),
        ("a.pdf", made.paper_file),
        ("a.odt", made.open_text_file),
        ("a.doc", lambda: (made.SAMPLES / "minutes.doc").read_bytes()),
        ("a.xls", lambda: (made.SAMPLES / "tasks.xls").read_bytes()),
    ],
)
def test_a_file_that_broke_off_is_refused_or_read_as_far_as_it_goes(name, make, share):
    data = make()
    try:
        text = text_of(data[: int(len(data) * share)], name).text
    except Refusal as refusal:
        assert "请" in str(refusal)
    else:
        assert text.strip()


def test_a_file_of_shuffled_bytes_never_takes_the_reader_down():
    for make, name in (
        (made.paper_file, "a.pdf"),
        (made.sheet_file, "a.xlsx"),
        (made.word_file, "a.docx"),
    ):
        data = bytearray(make())
        for i in range(40, len(data), 97):
            data[i] ^= 0x5A
        try:
            text_of(bytes(data), name)
        except Refusal as refusal:
            assert "请" in str(refusal)


def test_a_locked_file_is_told_from_a_broken_one():
    locked = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le")
    )
    assert refused(locked, "a.xlsx") == "file-password"
