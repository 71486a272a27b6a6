"""Telephone numbers are encrypted from now on, those that are there already too."""

from typing import Any

from django.db import migrations

from luoshi.orgs import encrypted


def _rewritten(change: Any) -> Any:
    def code(apps: Any, schema_editor: Any) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT id, telephone FROM orgs_person WHERE telephone <> ''")
            for pk, kept in cursor.fetchall():
                cursor.execute(
                    "UPDATE orgs_person SET telephone = %s WHERE id = %s", [change(kept), pk]
                )

    return code


def _sealed_once(kept: str) -> str:
    return encrypted.sealed(encrypted.opened(kept))


class Migration(migrations.Migration):
    dependencies = [("orgs", "0006_access_keys")]
    operations = [
        migrations.AlterField(
            model_name="person",
            name="telephone",
            field=encrypted.EncryptedText(blank=True, verbose_name="电话"),
        ),
        migrations.RunPython(_rewritten(_sealed_once), _rewritten(encrypted.opened)),
    ]
