"""Telephone numbers: encrypted where they lie, masked where they are seen, read in full on the record."""

from __future__ import annotations

import doctest
import importlib
import stat

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.urls import reverse

from luoshi.audit.models import Event
from luoshi.conf.env import field_keys
from luoshi.orgs import encrypted
from luoshi.orgs.models import Person
from luoshi.values.errors import BadInput
from tests import make

NUMBER = "13812345678"


@pytest.fixture
def cast(db):
    made = make.cast()
    Person.objects.filter(pk=made.wu.person.pk).update(telephone=NUMBER)
    return made


@pytest.fixture
def keys():
    yield
    encrypted.use(field_keys(settings.DATA))


def stored(pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT telephone FROM orgs_person WHERE id = %s", [pk])
        return str(cursor.fetchone()[0])


def test_the_database_holds_no_number_and_the_program_reads_it(cast):
    raw = stored(cast.wu.person.pk)
    assert NUMBER not in raw and raw.startswith("f1:")
    assert Person.objects.get(pk=cast.wu.person.pk).telephone == NUMBER
    assert stored(cast.ma.person.pk) == ""


def test_a_new_key_writes_and_the_old_one_still_reads(cast, keys):
    (old, *_) = field_keys(settings.DATA)
    encrypted.use([Fernet.generate_key().decode(), old])
    person = Person.objects.get(pk=cast.wu.person.pk)
    assert person.telephone == NUMBER
    person.save()
    encrypted.use([old])
    person.refresh_from_db()
    assert person.telephone == encrypted.LOST
    with pytest.raises(BadInput):  # the number is not written over while its key is away
        person.save()


def test_the_key_is_made_once_for_its_owner_alone(tmp_path):
    assert field_keys(tmp_path) == field_keys(tmp_path)
    assert stat.S_IMODE((tmp_path / "field-keys").stat().st_mode) == 0o600


def test_numbers_from_before_are_encrypted_by_the_migration_and_back(cast):
    pk = cast.ma.person.pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE orgs_person SET telephone = %s WHERE id = %s", ["0996-2026114", pk])
    module = importlib.import_module("luoshi.orgs.migrations.0007_telephones_encrypted")
    step = module.Migration.operations[-1]
    with connection.schema_editor() if connection.vendor != "sqlite" else _editor() as editor:
        step.code(apps, editor)
        assert stored(pk).startswith("f1:") and stored(cast.wu.person.pk).count("f1:") == 1
        assert Person.objects.get(pk=pk).telephone == "0996-2026114"
        step.reverse_code(apps, editor)
    assert stored(pk) == "0996-2026114"


class _editor:
    """A schema editor as the step sees it: on SQLite a real one wants no transaction around it."""

    connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None


def test_pages_show_a_masked_number_and_the_full_one_only_on_the_record(client, cast):
    client.force_login(cast.lin)
    person = cast.wu.person
    for address in (
        reverse("person_list"),
        reverse("person_detail", args=[person.pk]),
        reverse("unit_detail", args=[cast.water.pk]),
    ):
        page = client.get(address).content.decode()
        assert "138****5678" in page and NUMBER not in page, address
    assert not Event.objects.filter(type="person.telephone_read").exists()
    answer = client.post(reverse("person_telephone", args=[person.pk]))
    assert NUMBER in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    event = Event.objects.get(type="person.telephone_read")
    assert event.by_name == "林岚" and NUMBER not in str(event.data)


def test_whoever_works_elsewhere_is_not_shown_the_number(client, cast):
    address = reverse("person_telephone", args=[cast.wu.person.pk])
    client.force_login(cast.ma)
    assert client.post(address).status_code == 403
    client.force_login(cast.qin)
    assert client.post(address).status_code == 200


def test_a_masked_number_keeps_its_ends_only():
    assert doctest.testmod(encrypted).failed == 0
