"""A mail (.eml) or a saved page (.mht): its heading lines and its best text; attachments wait.

A mail that says next to nothing is read together with its first attachment that can be read;
`text_of` does that, for an attachment may be of any kind.
"""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import compat32
from email.utils import parsedate_to_datetime

from luoshi.sources.files.charset import decode
from luoshi.sources.files.filetext import Attachment, FileText, is_blank
from luoshi.sources.files.pagetext import decoded, text_of_page
from luoshi.sources.files.refusals import refused

MAIL = "message/rfc822"
PARTS_MAX = 200
BODY_MIN = 60  # fewer characters say no more than that something is attached

_BETTER = 4  # a page that says this many times as much as the plain part is the mail
_NAME_MAX = 120


def read(data: bytes) -> FileText:
    """Return subject, sender, day and body; every attachment comes along for `text_of`."""
    mail = email.message_from_bytes(data.lstrip(b"\r\n"), policy=compat32)
    is_saved_page = mail.get_content_type() == "multipart/related" and "To" not in mail
    plain, page, attachments = _parts(mail)
    body = page if len(page) > _BETTER * len(plain) else plain or page
    heading = [] if is_saved_page else list(_heading(mail))
    text = "\n".join([*heading, "", body] if heading else [body]).strip("\n")
    if is_saved_page:
        attachments = []
    if is_blank(body) and not attachments:
        raise refused("file-without-text")
    return FileText(text, MAIL, "", attachments=tuple(attachments), is_short=len(body) < BODY_MIN)


def _heading(mail: Message) -> Iterator[str]:
    if subject := _header(mail, "Subject"):
        yield subject
    if sender := _header(mail, "From"):
        yield f"发件人：{sender}"
    try:
        sent = parsedate_to_datetime(str(mail["Date"]))
        yield f"发送日期：{sent.year}年{sent.month}月{sent.day}日"
    except (TypeError, ValueError, IndexError):
        return


def _header(mail: Message, name: str) -> str:
    """Return a heading line whatever it was encoded in, also in no declared way at all."""
    told = mail.get(name)
    if told is None:
        return ""
    try:
        pieces = decode_header(told)
    except (HeaderParseError, ValueError):
        pieces = [(str(told), None)]
    words = [_word(piece, charset) for piece, charset in pieces]
    return re.sub(r"\s+", " ", "".join(words)).strip()


def _word(piece: bytes | str, charset: str | None) -> str:
    try:
        data = piece.encode("ascii", "surrogateescape") if isinstance(piece, str) else piece
    except UnicodeEncodeError:
        return str(piece)
    try:
        return data.decode(_wider(charset or "ascii"))
    except (UnicodeError, LookupError):
        likeliest = decode(data)
        return likeliest.text if likeliest else data.decode("utf-8", "replace")


def _wider(charset: str) -> str:
    return "gb18030" if charset.lower() in ("gb2312", "gbk", "x-gbk") else charset


def _parts(mail: Message) -> tuple[str, str, list[Attachment]]:
    """Return the first plain text, the first page as text, and whatever is attached."""
    plain = page = ""
    attachments: list[Attachment] = []
    for part in _leaves(mail):
        name = _file_name(part)
        kind = part.get_content_type()
        if name or kind == MAIL or part.get_content_disposition() == "attachment":
            if not kind.startswith("image/"):
                attachments.append(Attachment(name or "附件", _bytes(part)))
        elif kind == "text/plain" and not plain:
            plain = decoded(_bytes(part), part.get_content_charset() or "")[0].strip()
        elif kind == "text/html" and not page:
            page = text_of_page(decoded(_bytes(part), part.get_content_charset() or "")[0])
    return plain, page, attachments


def _leaves(mail: Message) -> Iterator[Message]:
    """Yield the parts that hold something, in order; a mail inside the mail is one part."""
    waiting, count = [mail], 0
    while waiting:
        part, count = waiting.pop(), count + 1
        if count > PARTS_MAX:
            raise refused("file-unpacks-too-large")
        if part.is_multipart() and (part is mail or part.get_content_type() != MAIL):
            waiting += reversed(part.get_payload())  # type: ignore[arg-type]
        else:
            yield part


def _bytes(part: Message) -> bytes:
    if part.get_content_type() == MAIL and part.is_multipart():
        return bytes(part.get_payload(0))  # type: ignore[arg-type]
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _file_name(part: Message) -> str:
    try:
        told = part.get_filename() or ""
    except (LookupError, ValueError, TypeError):
        return ""
    words = (_word(piece, charset) for piece, charset in decode_header(told))
    return re.sub(r"[\s/\\\x00-\x1f]+", " ", "".join(words)).strip()[-_NAME_MAX:]
