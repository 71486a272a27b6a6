"""How urgent a matter is, by which moment it is signed for, and for whom a deputy acted."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from luoshi.audit.refusals import kept_after_rebuilding


def _for_whom(model: str, column: str) -> migrations.AddField:
    return migrations.AddField(
        model_name=model,
        name=column,
        field=models.ForeignKey(
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to=settings.AUTH_USER_MODEL,
            verbose_name="代理",
        ),
    )


def _not_by_whom_it_was_for(
    model: str, *, judge: str, for_whom: str, name: str
) -> migrations.AddConstraint:
    condition = models.Q(
        (f"{judge}__isnull", True),
        (f"{for_whom}__isnull", True),
        models.Q((judge, models.F(for_whom)), _negated=True),
        _connector="OR",
    )
    return migrations.AddConstraint(
        model_name=model, constraint=models.CheckConstraint(condition=condition, name=name)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0003_life_in_full"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="matter",
            name="urgency",
            field=models.CharField(
                choices=[("ordinary", "平件"), ("pressing", "加急"), ("most", "特急")],
                default="ordinary",
                max_length=10,
                verbose_name="紧急程度",
            ),
        ),
        migrations.AddField(
            model_name="matter",
            name="sign_by",
            field=models.DateTimeField(null=True, verbose_name="签收时限"),
        ),
        _for_whom("matter", "drafted_for"),
        _for_whom("matter", "claimed_for"),
        _for_whom("extension", "asked_for"),
        _for_whom("objection", "raised_for"),
        migrations.AddConstraint(
            model_name="matter",
            constraint=models.CheckConstraint(
                condition=models.Q(("urgency__in", ["most", "ordinary", "pressing"])),
                name="matter_urgency_known",
            ),
        ),
        _not_by_whom_it_was_for(
            "matter",
            judge="issued_by",
            for_whom="drafted_for",
            name="matter_approver_did_not_have_it_written",
        ),
        _not_by_whom_it_was_for(
            "matter",
            judge="closed_by",
            for_whom="claimed_for",
            name="matter_closer_did_not_have_it_claimed",
        ),
        _not_by_whom_it_was_for(
            "extension",
            judge="decided_by",
            for_whom="asked_for",
            name="extension_decider_did_not_have_it_asked",
        ),
        _not_by_whom_it_was_for(
            "objection",
            judge="ruled_by",
            for_whom="raised_for",
            name="objection_ruler_did_not_have_it_raised",
        ),
        kept_after_rebuilding("matters_matter", "due_original"),
    ]
