"""Archive files of the record: what is copied when, and that nobody can quietly change a file."""

from __future__ import annotations

import copy
import datetime as dt
import gzip
import itertools
import json
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from luoshi.audit import archives, keeping, proving
from luoshi.audit.actions import COMMAND_LINE, record
from luoshi.audit.archives import EventLine
from luoshi.audit.archiving import archive, latest_before
from luoshi.audit.chain import link, written
from luoshi.audit.lines import seal_from, seal_hash
from luoshi.audit.models import Archive, Event, Extract, Seal
from luoshi.audit.proving import Carried
from luoshi.audit.sealing import line_of
from luoshi.audit.tasks import seal_days
from luoshi.values.errors import BadInput, IllegalMove
from tests import make
from tests.audit.tampering import rewrite, without_triggers

pytestmark = pytest.mark.django_db
LATER = make.at("2027-01-20")


@pytest.fixture
def written_down(tmp_path):
    """Two units' chains over five weeks of May and June, sealed, and archived months later."""
    by = make.account(make.unit(), "coordinator")
    water, land = make.unit("水利"), make.unit("国土")
    seal_days(now=make.at("2026-05-18", 1))
    for days in range(35):
        at = make.at((make.DAY + dt.timedelta(days=days)).isoformat(), 9)
        if days % 3 == 0:
            record("unit.changed", water, by=by, at=at, name=f"水{days}")
        if days % 5 == 0:
            record("unit.changed", land, by=by, at=at, name=f"土{days}")
        seal_days(now=at + dt.timedelta(days=1))
    seal_days(now=make.at("2026-07-02"))
    made = archive(tmp_path, before=dt.date(2026, 7, 2), by=COMMAND_LINE, now=LATER)
    kept = [line_of(seal) for seal in Seal.objects.all()]
    return SimpleNamespace(folder=tmp_path, made=made, kept=kept, by=by, water=water)


def codes(folder, **given):
    return {one.code for one in proving.folder_faults(folder, **given)}


def lines_of(path):
    return [json.loads(text) for text in gzip.decompress(path.read_bytes()).splitlines()]


def put(path, lines, *, into_manifest=True):
    """Write a file again, and its new hash into the manifest, as somebody who covers up would."""
    text = b"".join(written(line).encode() + b"\n" for line in lines)
    path.write_bytes(gzip.compress(text, mtime=0))
    if into_manifest:
        manifest = path.parent / archives.MANIFEST
        told = json.loads(manifest.read_text("utf-8"))
        for one in told["files"]:
            if one["name"] == path.name:
                one["sha256"] = archives.sha256_of(path)
                one["events"] = sum("event" in line for line in lines)
        manifest.write_text(json.dumps(told), "utf-8")


def test_whole_months_are_copied_with_their_seals_and_the_rows_stay(written_down):
    assert [(one.from_day.isoformat(), one.to_day.isoformat()) for one in written_down.made] == [
        ("2026-05-18", "2026-05-31"),
        ("2026-06-01", "2026-06-30"),
    ]
    carried = Carried()
    assert list(proving.folder_faults(written_down.folder, carried=carried)) == []
    june = Archive.objects.first()
    assert carried.events == sum(one.events for one in written_down.made) == 19
    assert Event.objects.filter(pk__lte=june.last_event).count() == 19
    assert june.sha256 == archives.sha256_of(written_down.folder / june.file_name)


def test_a_second_run_writes_only_what_is_missing_and_the_same_bytes_elsewhere(
    written_down, tmp_path_factory
):
    again = archive(written_down.folder, before=dt.date(2026, 7, 2), by=COMMAND_LINE, now=LATER)
    assert again == []
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    archive(elsewhere, before=dt.date(2026, 7, 2), by=COMMAND_LINE, now=LATER)
    for one in written_down.made:
        assert (elsewhere / one.file_name).read_bytes() == (
            written_down.folder / one.file_name
        ).read_bytes()


def test_what_must_stay_at_hand_is_not_archived(written_down, tmp_path):
    now = make.at("2026-07-20")
    assert latest_before(now=now) == dt.date(2026, 1, 21)
    with pytest.raises(BadInput, match="180"):
        archive(tmp_path, before=dt.date(2026, 6, 1), by=COMMAND_LINE, now=now)


def test_fewer_than_180_days_cannot_be_set():
    with pytest.raises(ValueError, match="LUOSHI_RECORD_DAYS"):
        keeping.use(179)
    keeping.use(180)
    assert keeping.days_at_hand() == 180


def test_a_record_that_was_touched_is_not_archived(written_down, tmp_path_factory):
    without_triggers()
    Event.objects.filter(subject_id=written_down.water.pk, serial=2).update(by_name="别人")
    with pytest.raises(IllegalMove):
        archive(
            tmp_path_factory.mktemp("new"),
            before=dt.date(2026, 7, 2),
            by=COMMAND_LINE,
            now=LATER,
        )
    assert Archive.objects.count() == 2


def test_a_file_that_was_touched_lets_nothing_be_added_to_its_folder(written_down):
    first = written_down.folder / written_down.made[0].file_name
    put(first, lines_of(first)[:-1])
    with pytest.raises(IllegalMove):
        archive(written_down.folder, before=dt.date(2026, 7, 2), by=COMMAND_LINE, now=LATER)


def test_any_flipped_byte_of_a_file_is_found(written_down):
    path = written_down.folder / written_down.made[0].file_name
    whole = path.read_bytes()
    for place in range(0, len(whole), 41):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert codes(written_down.folder), place
    path.write_bytes(whole)
    assert codes(written_down.folder) == set()


def test_every_changed_value_of_every_line_is_found_though_the_manifest_was_made_to_fit(
    written_down,
):
    tried = 0
    for one in written_down.made:
        path = written_down.folder / one.file_name
        lines = lines_of(path)
        for number, line in enumerate(lines):
            for forged in forgeries(line):
                put(path, [*lines[:number], forged, *lines[number + 1 :]])
                assert codes(written_down.folder, kept=written_down.kept), (line, forged)
                tried += 1
        put(path, lines)
    assert codes(written_down.folder, kept=written_down.kept) == set()
    assert tried > 500


def forgeries(line):
    """Yield ``line`` with each of its values changed (an event's ``id`` says nothing by itself)."""
    (kind,) = line.keys() & {"event", "seal", "head"} or {""}
    inner = line[kind] if kind else line
    for key in inner if isinstance(inner, dict) else range(len(inner)):
        if key in {"id", "format", "from", "to"}:
            continue
        other = copy.deepcopy(inner)
        value = other[key]
        other[key] = {
            str: "2020-01-01T00:00:00+00:00" if key == "at" else "别的",
            int: -7,
            dict: {"forged": 1},
            type(None): "有",
        }[type(value)]
        yield {kind: other} if kind else other


def test_removed_doubled_and_swapped_lines_are_found_though_the_manifest_was_made_to_fit(
    written_down,
):
    path = written_down.folder / written_down.made[1].file_name
    lines = lines_of(path)
    for number in range(1, len(lines)):
        put(path, lines[:number] + lines[number + 1 :])
        assert codes(written_down.folder), f"removed {number}"
        put(path, lines[: number + 1] + lines[number:])
        assert codes(written_down.folder), f"doubled {number}"
        put(path, lines[:number])
        assert codes(written_down.folder), f"cut at {number}"
    for one, two in itertools.pairwise(range(1, len(lines))):
        swapped = list(lines)
        swapped[one], swapped[two] = swapped[two], swapped[one]
        put(path, swapped)
        assert codes(written_down.folder), f"swapped {one} {two}"


def forge(lines):
    """Change the first event of a file and make every hash after it anew, as far as one file goes."""
    forged, heads, before, chain = [], {}, None, {}
    for line in copy.deepcopy(lines):
        if "event" in line:
            told = line["event"]
            if not chain:
                told["by_name"] = "别人"
            key = told["subject_id"]
            told["previous_hash"] = chain.get(key, told["previous_hash"])
            event = EventLine(**told | {"at": dt.datetime.fromisoformat(told["at"])})
            told["hash"] = chain[key] = link(event)
            heads[key] = told["hash"]
        forged.append(line)
    for number, line in enumerate(forged):
        if "seal" not in line:
            continue
        own = [one for one in itertools.takewhile(lambda x: "seal" not in x, forged[number + 1 :])]
        digests = {
            one["event"]["subject_id"]: one["event"]["hash"] for one in own if "event" in one
        }
        for one in own:
            if "head" in one:
                one["head"][3] = digests[one["head"][1]]
        if before is not None:
            line["seal"]["previous_hash"] = before
        made = [tuple(one["head"]) for one in own if "head" in one]
        line["seal"]["hash"] = before = seal_hash(seal_from(line["seal"]), made)
    return forged


def test_who_makes_a_whole_file_anew_is_found_by_the_next_file(written_down):
    path = written_down.folder / written_down.made[0].file_name
    put(path, forge(lines_of(path)))
    assert {"seal_unhooked", "unhooked"} <= codes(written_down.folder)


def test_who_makes_the_last_file_anew_is_found_by_the_seals_kept_elsewhere(written_down):
    path = written_down.folder / written_down.made[1].file_name
    put(path, forge(lines_of(path)))
    assert codes(written_down.folder) == set()
    assert codes(written_down.folder, kept=written_down.kept) == {"seal_differs"}


def test_a_manifest_that_was_not_made_to_fit_names_the_file(written_down):
    path = written_down.folder / written_down.made[1].file_name
    put(path, forge(lines_of(path)), into_manifest=False)
    assert codes(written_down.folder) == {"file_differs"}


def test_files_that_are_missing_or_new_are_found(written_down):
    first, second = (written_down.folder / one.file_name for one in written_down.made)
    (written_down.folder / "record-20990101-20990131.jsonl.gz").write_bytes(second.read_bytes())
    assert "file_unlisted" in codes(written_down.folder)
    (written_down.folder / "record-20990101-20990131.jsonl.gz").unlink()
    first.unlink()
    assert "file_missing" in codes(written_down.folder)
    (written_down.folder / archives.MANIFEST).unlink()
    assert "manifest_missing" in codes(written_down.folder)


@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
@pytest.mark.parametrize("model", [Archive, Extract])
def test_the_database_refuses_to_change_what_says_what_left_the_record(written_down, model, verb):
    extract = {"file_name": "a.csv", "sha256": "0" * 64, "rows": 1, "by_name": "沈澈"}
    Extract.objects.create(at=make.NOON, **extract)
    table = model._meta.db_table
    statement = f"UPDATE {table} SET id = id" if verb == "UPDATE" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert model.objects.exists()


def test_one_file_verifies_by_itself(written_down):
    for one in written_down.made:
        assert list(proving.faults([written_down.folder / one.file_name])) == []


def test_a_chain_rewritten_in_the_database_differs_from_its_archive(written_down):
    without_triggers()
    events = list(Event.objects.filter(subject_id=written_down.water.pk).order_by("serial"))
    events[0].by_name = "别人"
    rewrite(events)
    carried = Carried()
    assert list(proving.folder_faults(written_down.folder, carried=carried)) == []
    head = Event.objects.filter(subject_id=written_down.water.pk).latest("serial")
    assert carried.chains["unit", written_down.water.pk] != (head.serial, head.hash)
