"""Keeping documents as they were handed in, once each, and the passages that rows hang on."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from luoshi.audit import actions as audit
from luoshi.orgs import access
from luoshi.orgs.models import Account, Unit
from luoshi.rules.access import Permission
from luoshi.sources import files, secrecy
from luoshi.sources.models import Passage, Source, SourceKind
from luoshi.values.errors import BadInput, Incomplete
from luoshi.values.sentences import Sentence, gettext_noop

TITLE_MAX = 200
LABELS = {"text": Sentence(gettext_noop("正文"))}


@dataclass(frozen=True, slots=True)
class Kept:
    """The document, and whether the same one had been handed in before."""

    source: Source
    already_known: bool


@transaction.atomic
def keep(
    *,
    data: bytes,
    file_name: str,
    read: files.FileText,
    kind: str = SourceKind.UPLOADED,
    held_by: Unit,
    by: Account,
    now: dt.datetime,
) -> Kept:
    """Keep a file and what `files.text_of` read out of it, which takes too long for a transaction.

    Raises SecretMark for a document that bears one (nothing of it is kept, not even its name).
    One office holds the same text once.
    """
    access.require(by, Permission.SOURCE_ADD, now=now, units={held_by.pk})
    secrecy.refuse_marks(PurePath(file_name).stem, read.text, *read.beside.split("\f"))
    source = Source(
        kind=kind,
        title=_title(read.text) or file_name[:TITLE_MAX],
        file_name=file_name[-TITLE_MAX:],
        media_type=read.media_type,
        encoding=read.encoding,
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        text=read.text,
        held_by=held_by,
    )
    return _keep_once(source, data=data, by=by, now=now)


@transaction.atomic
def keep_part(whole: Source, *, text: str, title: str, by: Account, now: dt.datetime) -> Source:
    """Keep what stands in a part of the file of ``whole``: a text of its own, the same file and office.

    For files too long to be one text, so that a passage never brings the whole of it along.
    Raises SecretMark like `keep`.
    """
    access.require(by, Permission.SOURCE_ADD, now=now, units={whole.held_by_id})
    secrecy.refuse_marks(text)
    part = Source(
        kind=whole.kind,
        title=title[:TITLE_MAX],
        file_name=whole.file_name,
        media_type=whole.media_type,
        encoding=whole.encoding,
        size_bytes=whole.size_bytes,
        sha256=whole.sha256,
        file=whole.file.name,
        text=text,
        held_by=whole.held_by,
    )
    return _keep_once(part, data=None, by=by, now=now).source


@transaction.atomic
def hand_out(source: Source, *, shown: bool = False, by: Account, now: dt.datetime) -> None:
    """Record that somebody takes a copy of a document, which the caller has gated, or has it ``shown``."""
    said = {"title": source.title, "sha256": source.sha256}
    if shown:
        audit.record("source.original_read", source, by=by, at=now, **said)
    else:
        audit.record("source.read", source, by=by, at=now, **said)


@transaction.atomic
def keep_text(
    *,
    text: str,
    title: str = "",
    kind: str = SourceKind.PASTED,
    held_by: Unit,
    by: Account,
    now: dt.datetime,
) -> Kept:
    """Keep text that was pasted, or typed in where there is no paper.

    Raises Incomplete for nothing but blanks, SecretMark like `keep`.
    """
    access.require(by, Permission.SOURCE_ADD, now=now, units={held_by.pk})
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Incomplete(["text"], labels=LABELS)
    secrecy.refuse_marks(title, text)
    data = text.encode()
    source = Source(
        kind=kind,
        title=(title.strip() or _title(text))[:TITLE_MAX],
        encoding="utf-8",
        size_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        held_by=held_by,
    )
    return _keep_once(source, data=None, by=by, now=now)


@transaction.atomic
def keep_typed(words: str, *, held_by: Unit, by: Account, now: dt.datetime) -> Passage | None:
    """Keep words that somebody typed as a source of their own; return all of it, None for no words.

    Part of the action that rests on them.  Raises SecretMark like `keep`.
    """
    words = words.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        return None
    title = words.split("\n")[0][:40]
    kept = keep_text(
        text=words, title=title, kind=SourceKind.TYPED, held_by=held_by, by=by, now=now
    )
    return passage_of(kept.source, start=0, end=len(words), quote=words)


def _title(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    return next((line for line in lines if line), "")[:TITLE_MAX]


def _keep_once(source: Source, *, data: bytes | None, by: Account, now: dt.datetime) -> Kept:
    source.text_sha256 = hashlib.sha256(source.text.encode()).hexdigest()
    source.received_by, source.received_at = by, now
    if known := _known(source):
        return Kept(known, already_known=True)
    if data is not None:
        source.file.name = _stored(data, source.sha256)
    try:
        with transaction.atomic():
            source.save(force_insert=True)
    except IntegrityError:
        # Somebody handed in the same text at this very moment.
        if known := _known(source):
            return Kept(known, already_known=True)
        raise
    audit.record("source.kept", source, by=by, at=now, title=source.title, held_by=source.held_by)
    return Kept(source, already_known=False)


def _known(source: Source) -> Source | None:
    if source.kind == SourceKind.TYPED:
        return None
    same = Source.objects.exclude(kind=SourceKind.TYPED)
    return same.filter(held_by=source.held_by, text_sha256=source.text_sha256).first()


def _stored(data: bytes, sha256: str) -> str:
    """Put the bytes where their hash says, once; return the name there."""
    name = f"sources/{sha256[:2]}/{sha256}"
    if default_storage.exists(name):
        return name
    return default_storage.save(name, ContentFile(data))


def passage_of(source: Source, *, start: int, end: int, quote: str = "") -> Passage:
    """Return the passage ``[start, end)`` of the source's text, made if it is new.

    Part of the action whose row hangs on it.  ``quote`` is how it reads after repair; without it
    the text as it stands.  Raises BadInput for a run that does not lie inside the text.
    """
    if not 0 <= start < end <= len(source.text):
        raise BadInput.of(
            "passage",
            gettext_noop("所选原文不在文件范围之内，请重新选择。"),
            code="passage-outside",
        )
    passage, _ = Passage.objects.get_or_create(
        source=source, start=start, end=end, defaults={"quote": quote or source.text[start:end]}
    )
    return passage
