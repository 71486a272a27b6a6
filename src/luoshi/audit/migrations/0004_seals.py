from __future__ import annotations

from typing import Any

from django.db import migrations, models

from luoshi.audit.refusals import append_only, never_emptied


def big_id() -> tuple[str, models.BigAutoField[Any, Any]]:
    return (
        "id",
        models.BigAutoField(
            auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_seat_door_and_algorithm")]
    operations = [
        migrations.CreateModel(
            name="Seal",
            fields=[
                big_id(),
                ("day", models.DateField(unique=True, verbose_name="日期")),
                ("events", models.BigIntegerField(verbose_name="记录条数")),
                ("chains", models.BigIntegerField(verbose_name="对象个数")),
                ("last_event", models.BigIntegerField(verbose_name="最后一条的编号")),
                ("algorithm", models.CharField(max_length=10, verbose_name="散列算法")),
                ("previous_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64, verbose_name="封存值")),
                ("made_at", models.DateTimeField(verbose_name="封存时间")),
            ],
            options={"verbose_name": "每日封存", "ordering": ["day"]},
        ),
        migrations.CreateModel(
            name="SealedHead",
            fields=[
                big_id(),
                ("day", models.DateField(verbose_name="日期")),
                ("subject_kind", models.CharField(max_length=40, verbose_name="对象类别")),
                ("subject_id", models.BigIntegerField(verbose_name="对象编号")),
                ("serial", models.PositiveIntegerField(verbose_name="序号")),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name": "封存的链尾",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "subject_kind", "subject_id"), name="sealed_head_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Verification",
            fields=[
                big_id(),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("by_name", models.CharField(max_length=200, verbose_name="经办")),
                ("events", models.BigIntegerField(verbose_name="记录条数")),
                ("seals", models.BigIntegerField(verbose_name="封存天数")),
                ("exported", models.BigIntegerField(default=0, verbose_name="对照的外存封存")),
                ("faults", models.BigIntegerField(verbose_name="异常处数")),
                ("findings", models.JSONField(default=list, verbose_name="发现")),
            ],
            options={"verbose_name": "记录核验", "ordering": ["-id"]},
        ),
        append_only("audit_seal"),
        append_only("audit_sealedhead"),
        append_only("audit_verification"),
        never_emptied("audit_event"),
        never_emptied("audit_seal"),
        never_emptied("audit_sealedhead"),
        never_emptied("audit_verification"),
    ]
