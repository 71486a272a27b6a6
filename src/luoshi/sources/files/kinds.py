"""What a file is, told by its first bytes; its name only decides between kinds of plain text."""

from __future__ import annotations

import re

from luoshi.sources.files.refusals import refused

TEXT, SHEET_OF_TEXT = "text", "csv"
PACKAGE, SHEETS, PDF, PAGE, MAIL = "package", "sheets", "pdf", "page", "mail"
# Kinds that LibreOffice turns into .docx or .xlsx first.
OLD_WORD, RICH_TEXT, WORD_XML, SHEET_XML = "doc", "rtf", "word-xml", "sheet-xml"
OPEN_TEXT = "odt"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"\x00\x00\x00\x0cjP")
_BINARY = (b"\x7fELF", b"MZ\x90")
_PAGE_ENDINGS = (".htm", ".html", ".xhtml")
_PACKED_ENDINGS = (".docx", ".doc", ".wps", ".docm", ".xlsx", ".xls", ".et", ".pdf", ".odt", ".ods")
_HEAD = 4096

_OPENS_PAGE = re.compile(
    r"(?:<\?xml[^>]*>|<!--.{0,2000}?-->|\s)*<(?:!doctype\s+html|html)[\s>]", re.I | re.S
)
_TAG = re.compile(r"<(?:p|div|table|body|head|meta|title|h[1-6]|br|ul|ol|span)[\s>/]", re.I)
_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)+", re.A)
_HEADER_NAME = re.compile(rb"^([A-Za-z][A-Za-z0-9-]*):", re.M)
_OF_MAIL = frozenset(
    [b"from", b"to", b"date", b"subject", b"received", b"message-id", b"mime-version"]
    + [b"return-path", b"content-type", b"x-mailer", b"delivered-to"]
)


def kind_of(data: bytes, ending: str) -> str:
    """Return the kind of a file.  Raises Unreadable for what is known to hold no text for us.

    ``ending`` is the ending of its name, in small letters, with the dot.
    """
    if data.startswith(_ZIP):
        return PACKAGE
    if data.startswith(_OLE):
        return _kind_of_ole(data, ending)
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"{\\rtf"):
        return RICH_TEXT
    if data.startswith(_ARCHIVES):
        raise refused("file-archive")
    if data.startswith(_BINARY):
        raise refused("file-binary")
    if data.startswith(_IMAGES):
        raise refused("file-image")
    return _kind_of_text(data, ending)


def _kind_of_text(data: bytes, ending: str) -> str:
    head = _plain_head(data)
    if "<?mso-application" in head:
        return SHEET_XML if "Excel.Sheet" in head else WORD_XML
    if _OPENS_PAGE.match(head) or (ending in _PAGE_ENDINGS and _TAG.search(head)):
        return PAGE
    if _is_mail(data[: 16 * _HEAD]):
        return MAIL
    if ending in _PACKED_ENDINGS:
        raise refused("file-damaged")
    return SHEET_OF_TEXT if ending in (".csv", ".tsv") else TEXT


def _plain_head(data: bytes) -> str:
    """Return the beginning with every character beyond ASCII as it comes: enough to see tags."""
    head = data[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\x00", b"")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1").lstrip()


def _is_mail(head: bytes) -> bool:
    block = _HEADER.match(head.lstrip(b"\r\n"))
    if block is None:
        return False
    names = {name.lower() for name in _HEADER_NAME.findall(block[0])}
    return len(names & _OF_MAIL) >= 3


def _kind_of_ole(data: bytes, ending: str) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise refused("file-password")
    word, sheets = holds("WordDocument"), holds("Workbook") or holds("Book\0")
    if word and sheets:  # one is embedded in the other
        word = holds("ObjectPool")
    if word:
        return OLD_WORD
    if sheets:
        return SHEETS
    if holds("__substg1.0_"):
        raise refused("file-outlook")
    raise refused("file-damaged" if ending in _PACKED_ENDINGS else "file-format")
