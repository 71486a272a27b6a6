"""The role of administrator becomes that of the system administrator, one of three kept apart."""

from typing import Any

from django.db import migrations

from luoshi.orgs.apart import kept_apart


def _renamed(was: str, role: str) -> Any:
    def code(apps: Any, schema_editor: Any) -> None:
        seats = apps.get_model("orgs", "Seat").objects.using(schema_editor.connection.alias)
        seats.filter(role=was).update(role=role)

    return code


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0008_changes"),
    ]

    operations = [
        migrations.RunPython(
            _renamed("administrator", "system_admin"), _renamed("system_admin", "administrator")
        ),
        kept_apart(),
    ]
