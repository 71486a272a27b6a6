"""Files to text: .txt, .md and .docx; for every other kind a sentence that says what to do instead."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath

from docx.opc.exceptions import OpcError
from lxml.etree import LxmlError

from luoshi.sources.files.charset import decode
from luoshi.sources.files.wordtext import text_of_docx
from luoshi.values.errors import TooLarge, Unreadable
from luoshi.values.sentences import Sentence, gettext_noop

BYTES_MAX = 20 * 1024 * 1024
UNPACKED_MAX = 200 * 1024 * 1024
BODY_MAX = 40 * 1024 * 1024
PARTS_MAX = 5000

TEXT = "text/plain"
MARKDOWN = "text/markdown"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ZIP_ENCRYPTED = 0x1
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"RIFF")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    OpcError,
    LxmlError,
    KeyError,
    ValueError,
    AttributeError,
    TypeError,
    OSError,
    EOFError,
    NotImplementedError,
)

_EMPTY = gettext_noop("文件是空的，没有可以读取的文字。请检查后重新上传，或直接粘贴文字。")
_BINARY = gettext_noop(
    "这份文件不是文字文件，无法读取。目前可以上传txt、md和docx文件，也可以直接粘贴文字。"
)
_PDF = gettext_noop(
    "目前还不能读取PDF文件。请上传txt、md或docx文件，或者打开PDF复制文字后直接粘贴。"
)
_IMAGE = gettext_noop(
    "目前还不能读取图片和扫描件。请上传txt、md或docx文件，或者识别出文字后直接粘贴。"
)
_SHEET = gettext_noop(
    "目前还不能读取电子表格。请上传txt、md或docx文件，或者复制表格内容后直接粘贴。"
)
_OLD_WORD = gettext_noop(
    "这是旧版Word或WPS文字的格式。请用Word或WPS打开，另存为docx后再上传，也可以直接粘贴文字。"
)
_OTHER_OFFICE = gettext_noop(
    "目前还不能读取这种格式。请另存为docx或txt后再上传，也可以直接粘贴文字。"
)
_ARCHIVE = gettext_noop("这是压缩包。请解压后逐个上传其中的txt、md或docx文件。")
_PASSWORD = gettext_noop("文件设有打开密码，无法读取。请去掉密码后再上传，也可以直接粘贴文字。")
_DAMAGED = gettext_noop(
    "文件已损坏或者没有传完，无法打开。请用Word或WPS打开后重新保存，再上传一次，也可以直接粘贴文字。"
)
_NO_TEXT = gettext_noop(
    "文件里没有文字，可能是扫描件或者图片。请上传含有文字的文件，或者识别出文字后直接粘贴。"
)
_ENCODING = gettext_noop(
    "无法辨认文件的文字编码。请用记事本打开，另存为UTF-8编码后再上传，也可以直接粘贴文字。"
)
_LARGE = gettext_noop(
    "文件有%(size)sMB，超过%(limit)sMB的上限。请拆分后分次上传，或只粘贴需要的部分。"
)
_BOMB = gettext_noop("文件解开之后过大，没有读取。请只保留文字，另存为docx后再上传。")

_LINE_ENDS = re.compile("\r\n|[\r\f\v\u0085\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff]")
_ODD_ENDINGS = {
    ".htm": _OTHER_OFFICE,
    ".html": _OTHER_OFFICE,
    ".mht": _OTHER_OFFICE,
    ".mhtml": _OTHER_OFFICE,
    ".rtf": _OTHER_OFFICE,
    ".xml": _OTHER_OFFICE,
}
_SIGNS_IN_ZIP = (
    ("xl/", _SHEET),
    ("ppt/", _OTHER_OFFICE),
    ("content.xml", _OTHER_OFFICE),
    ("OFD.xml", _OTHER_OFFICE),
)
_SIGNS_IN_OLE = (
    ("EncryptedPackage", _PASSWORD),
    ("WordDocument", _OLD_WORD),
    ("Workbook", _SHEET),
    ("Book", _SHEET),
)


@dataclass(frozen=True, slots=True)
class FileText:
    """What was read out of a file.

    ``text`` has ``\\n`` at line ends.  ``beside`` is what stands in headers, footers, notes and
    properties: no part of the text, but to be searched for secrecy marks.  ``notes`` tell the
    user what she should know of the reading.
    """

    text: str
    media_type: str
    encoding: str
    notes: tuple[Sentence, ...] = ()
    beside: str = ""


def text_of(data: bytes, file_name: str) -> FileText:
    """Return the text of a file; its content decides what it is, not the ending of its name.

    Raises TooLarge above 20 MB (or what would unpack to more than is sensible), and Unreadable
    with a sentence that says what to do for whatever holds no text that can be read.
    """
    if len(data) > BYTES_MAX:
        size, limit = -(-len(data) // 2**20), BYTES_MAX // 2**20
        raise TooLarge(_LARGE, code="file-too-large", size=size, limit=limit)
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable(_EMPTY, code="file-empty")
    ending = PurePath(file_name).suffix.lower()
    if data.startswith(_ZIP):
        return _from_zip(data)
    _refuse_known_formats(data, ending)
    return _from_text(data, ending)


def _refuse_known_formats(data: bytes, ending: str) -> None:
    if data.startswith(_OLE):
        raise _ole_refusal(data)
    if data.startswith(b"%PDF") or ending == ".pdf":
        raise Unreadable(_PDF, code="file-pdf")
    if data.startswith(_ARCHIVES):
        raise Unreadable(_ARCHIVE, code="file-archive")
    if data.startswith(b"{\\rtf") or ending in _ODD_ENDINGS:
        raise Unreadable(_OTHER_OFFICE, code="file-format")
    if ending in (".docx", ".doc", ".wps", ".docm"):
        raise Unreadable(_DAMAGED, code="file-damaged")


def _ole_refusal(data: bytes) -> Unreadable:
    for sign, sentence in _SIGNS_IN_OLE:
        if sign.encode("utf-16-le") in data:
            code = "file-password" if sentence is _PASSWORD else "file-format"
            return Unreadable(sentence, code=code)
    return Unreadable(_OTHER_OFFICE, code="file-format")


def _from_zip(data: bytes) -> FileText:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except _BROKEN as error:
        raise Unreadable(_DAMAGED, code="file-damaged") from error
    names = {part.filename for part in parts}
    if "word/document.xml" not in names:
        raise _other_zip(names)
    if any(part.flag_bits & _ZIP_ENCRYPTED for part in parts):
        raise Unreadable(_PASSWORD, code="file-password")
    body = max(part.file_size for part in parts if part.filename.startswith("word/"))
    unpacked = sum(part.file_size for part in parts)
    if unpacked > UNPACKED_MAX or body > BODY_MAX or len(parts) > PARTS_MAX:
        raise TooLarge(_BOMB, code="file-unpacks-too-large")
    try:
        text, beside = text_of_docx(data)
    except (*_BROKEN, RecursionError) as error:
        raise Unreadable(_DAMAGED, code="file-damaged") from error
    if not text.strip():
        raise Unreadable(_NO_TEXT, code="file-without-text")
    return FileText(text, DOCX, "", (), beside)


def _other_zip(names: set[str]) -> Unreadable:
    for sign, sentence in _SIGNS_IN_ZIP:
        if any(name.startswith(sign) for name in names):
            return Unreadable(sentence, code="file-format")
    if "[Content_Types].xml" in names:
        return Unreadable(_DAMAGED, code="file-damaged")
    return Unreadable(_ARCHIVE, code="file-archive")


def _from_text(data: bytes, ending: str) -> FileText:
    read = decode(data.rstrip(b"\x1a"))
    if read is None:
        if data.startswith(_IMAGES):
            raise Unreadable(_IMAGE, code="file-image")
        if ending in (".txt", ".md") and b"\x00" not in data:
            raise Unreadable(_ENCODING, code="file-encoding")
        raise Unreadable(_BINARY, code="file-binary")
    text = _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", read.text))
    if not text.strip("\ufeff \t\n\u3000"):
        raise Unreadable(_EMPTY, code="file-empty")
    notes = []
    if read.lost:
        said = gettext_noop("有%(count)s处字符无法辨认，请对照原件核对。")
        notes.append(Sentence(said, "characters-lost", {"count": read.lost}))
    media_type = MARKDOWN if ending in (".md", ".markdown") else TEXT
    return FileText(text, media_type, read.encoding, tuple(notes))
