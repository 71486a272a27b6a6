"""Coming back used to move the first window of a filing; now the times out of the register say it."""

import datetime as dt
from typing import Any

from django.db import migrations


def restore(apps: Any, schema_editor: Any) -> None:
    """Write each earlier time out of the register from the record, and undo the moved first windows."""
    Event = apps.get_model("audit", "Event")
    Filing = apps.get_model("projects", "Filing")
    moves = Event.objects.filter(
        subject_kind="project", type__in=["project.left", "project.came_back"]
    )
    by_project: dict[int, list[Any]] = {}
    for event in moves.order_by("subject_id", "serial"):
        by_project.setdefault(event.subject_id, []).append(event)
    filings = Filing.objects.select_related("project", "filed_by").in_bulk(
        by_project, field_name="project_id"
    )
    for pk, filing in filings.items():
        events = by_project[pk]
        _keep_times_out(apps, filing, events)
        if any(event.type == "project.came_back" for event in events):
            half = "A" if filing.filed_on.day <= 15 else "B"
            first = f"{filing.filed_on:%Y-%m}{half}"
            Filing.objects.filter(pk=filing.pk).exclude(first_window=first).update(
                first_window=first
            )


def _keep_times_out(apps: Any, filing: Any, events: list[Any]) -> None:
    Leaving = apps.get_model("projects", "Leaving")
    Account = apps.get_model("orgs", "Account")
    open_row = None
    for event in events:
        account = Account.objects.filter(pk=event.by_id).first() or filing.filed_by
        on, reason = dt.date.fromisoformat(event.data["on"]), event.data["reason"][:300]
        if event.type == "project.left":
            row, _ = Leaving.objects.get_or_create(
                project=filing.project,
                exit=event.data["exit"],
                on=on,
                reason=reason,
                defaults={"approved_by_id": account.person_id},
            )
            open_row = row if row.exit == "paused" else None
        elif open_row is not None and open_row.back_on is None:
            open_row.back_on, open_row.back_reason = max(on, open_row.on), reason
            open_row.back_approved_by_id = account.person_id
            open_row.save(update_fields=["back_on", "back_reason", "back_approved_by"])


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0004_by_day"),
        ("audit", "0002_append_only"),
        ("orgs", "0003_unit_calendar"),
    ]

    operations = [migrations.RunPython(restore, migrations.RunPython.noop)]
