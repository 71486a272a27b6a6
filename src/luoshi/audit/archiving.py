"""Copying closed periods of the record into archive files.  The rows stay where they are."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.db.models import QuerySet, Sum

from luoshi.audit import archives, proving
from luoshi.audit.actions import Actor, record
from luoshi.audit.archives import Day, Listed
from luoshi.audit.keeping import days_at_hand
from luoshi.audit.models import Archive, Event, Seal
from luoshi.audit.sealing import heads_of, line_of
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove
from luoshi.values.sentences import gettext_noop

ONE_DAY = dt.timedelta(days=1)


def latest_before(*, now: dt.datetime) -> dt.date:
    """Return the day before which the record may be archived: it stays at hand long enough."""
    return civil_day(now) - dt.timedelta(days=days_at_hand())


def archive(folder: Path, *, before: dt.date, by: Actor, now: dt.datetime) -> list[Archive]:
    """Write each month that ended before ``before`` and is not in ``folder`` yet; return what was written.

    Each file is read back and verified before the manifest names it.  Raises BadInput for a day too
    near, IllegalMove where a file does not verify: then the record itself was touched.
    """
    latest = latest_before(now=now)
    if before > latest:
        said = gettext_noop("记录至少在线保存%(days)s天，只能归档%(latest)s以前的。")
        raise BadInput.of("before", said, code="too-near", days=days_at_hand(), latest=latest)
    folder.mkdir(parents=True, exist_ok=True)
    has_manifest = (folder / archives.MANIFEST).exists()
    listed = archives.read_manifest(folder) if has_manifest else []
    carried = proving.Carried()
    if list(proving.faults([folder / one.name for one in listed], listed=listed, carried=carried)):
        raise IllegalMove(
            gettext_noop("目录里原有的归档文件没有通过核验，请先查明原因，或换一个目录。"),
            code="archive-touched",
        )
    made = []
    for first, last in _months(after=listed[-1].to_day if listed else None, before=before):
        made.append(_written(folder, first, last, listed=listed, carried=carried, by=by, now=now))
    return made


def _months(*, after: str | None, before: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """Yield first and last day of each whole month that is sealed, archived by nobody, and over."""
    oldest, newest = Seal.objects.first(), Seal.objects.last()
    if oldest is None or newest is None:
        return
    first = dt.date.fromisoformat(after) + ONE_DAY if after else oldest.day
    while True:
        following = (first.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        last = following - ONE_DAY
        if last >= before or last > newest.day:
            return
        yield first, last
        first = following


def _written(
    folder: Path,
    first: dt.date,
    last: dt.date,
    *,
    listed: list[Listed],
    carried: proving.Carried,
    by: Actor,
    now: dt.datetime,
) -> Archive:
    """Write one file, verify it, and only then name it in the manifest and in the record."""
    seals = Seal.objects.filter(day__range=(first, last))
    count = seals.aggregate(events=Sum("events"))["events"] or 0
    name = f"record-{first:%Y%m%d}-{last:%Y%m%d}.jsonl.gz"
    passing, path = folder / f".{name}.part", folder / name
    archives.write(
        passing, _days(seals), from_day=first, to_day=last, events=count, seals=seals.count()
    )
    if list(proving.faults([passing], carried=carried)):
        passing.unlink()
        raise IllegalMove(
            gettext_noop("%(first)s至%(last)s的记录没有通过核验，没有归档。请运行 luoshi audit verify。"),
            code="record-touched", first=first, last=last,
        )  # fmt: skip
    os.replace(passing, path)
    final = seals.order_by("-day")[0]
    digest = archives.sha256_of(path)
    days = (first.isoformat(), last.isoformat())
    listed.append(Listed(name, digest, *days, count, seals.count(), final.hash))
    passing.write_text(archives.manifest_text(listed), "utf-8")
    os.replace(passing, folder / archives.MANIFEST)
    made = Archive(at=now, by_name=str(by)[:200], from_day=first, to_day=last, events=count)
    made.last_event, made.file_name, made.sha256 = final.last_event, name, digest
    made.size_bytes = path.stat().st_size
    told = {"from_day": first, "to_day": last, "events": count, "file": name, "sha256": digest}
    with transaction.atomic():
        made.save(force_insert=True)
        record("record.archived", made, by=by, at=now, **told)
    return made


def _days(seals: QuerySet[Seal]) -> Iterator[Day]:
    for seal in seals.order_by("day"):
        before = Seal.objects.filter(day__lt=seal.day).last()
        rows = Event.objects.filter(
            pk__gt=before.last_event if before else 0, pk__lte=seal.last_event
        )
        events = rows.order_by("pk").values(*archives.EVENT_FIELDS).iterator(2000)
        yield Day(line_of(seal), heads_of(seal.day), events)
