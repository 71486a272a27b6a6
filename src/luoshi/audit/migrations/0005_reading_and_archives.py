from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Q

from luoshi.audit.refusals import append_only, never_emptied


def big_id() -> tuple[str, models.BigAutoField[Any, Any]]:
    return (
        "id",
        models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_seals")]
    operations = [
        migrations.CreateModel(
            name="Archive",
            fields=[
                big_id(),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("by_name", models.CharField(max_length=200, verbose_name="经办")),
                ("from_day", models.DateField(verbose_name="起始日期")),
                ("to_day", models.DateField(verbose_name="截止日期")),
                ("events", models.BigIntegerField(verbose_name="记录条数")),
                ("last_event", models.BigIntegerField(verbose_name="最后一条的编号")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("size_bytes", models.BigIntegerField(verbose_name="大小")),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={"verbose_name": "记录归档文件", "ordering": ["-id"]},
        ),
        migrations.CreateModel(
            name="Extract",
            fields=[
                big_id(),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("by_name", models.CharField(max_length=200, verbose_name="经办")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64)),
                ("rows", models.IntegerField(verbose_name="记录条数")),
                ("wanted", models.JSONField(default=dict, verbose_name="条件")),
            ],
            options={"verbose_name": "记录摘录", "ordering": ["-id"]},
        ),
        append_only("audit_archive"),
        append_only("audit_extract"),
        never_emptied("audit_archive"),
        never_emptied("audit_extract"),
        # Columns that may be empty: SQLite adds them without rebuilding, the triggers stay.
        migrations.AddField(
            model_name="verification",
            name="subject_kind",
            field=models.CharField(max_length=40, null=True, verbose_name="对象类别"),
        ),
        migrations.AddField(
            model_name="verification",
            name="subject_id",
            field=models.BigIntegerField(null=True, verbose_name="对象编号"),
        ),
        migrations.RemoveIndex(model_name="event", name="event_at"),
        migrations.AddIndex(
            model_name="event", index=models.Index(fields=["at", "id"], name="event_at")
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["type", "at", "id"], name="event_type_at"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["by_id", "at", "id"],
                name="event_by_at",
                condition=Q(by_id__isnull=False),
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["address", "at", "id"],
                name="event_address_at",
                condition=Q(address__gt=""),
            ),
        ),
    ]
