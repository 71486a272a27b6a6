"""How a project or a matter stands, stored: so that lists filter by it and its history is kept.

A row knows its subject by kind and id.  Everything but the adjustments and the history can be
made again from the register (``actions.relight_everything``).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.orgs.models import Account


class Subject(models.TextChoices):
    PROJECT = "project", _("项目")
    MATTER = "matter", _("事项")


class Colour(models.TextChoices):
    BLUE = "blue", _("蓝灯")
    GREY = "grey", _("不亮灯")
    GREEN = "green", _("绿灯")
    YELLOW = "yellow", _("黄灯")
    ORANGE = "orange", _("橙灯")
    RED = "red", _("红灯")


class Lamp(models.TextChoices):
    TIME = "time", _("时限灯")
    PROGRESS = "progress", _("进度灯")
    REPORT = "report", _("报送灯")
    COMBINED = "combined", _("综合灯")


class Standing(models.Model):
    """The lights of one project or matter.  ``by_rule`` is the worst of the three; ``combined`` the
    same, or one step from it while an adjustment holds; ``rule`` is the one that won.

    ``gap`` is in percentage points behind the plan, ``missed`` counts missing reports; both empty
    where there was nothing to measure.  No light changes by itself before ``relight_on``.
    """

    subject_kind = models.CharField(max_length=40, choices=Subject)
    subject_id = models.BigIntegerField()
    time = models.CharField(_("时限灯"), max_length=10, choices=Colour, default=Colour.GREY)
    time_rule = models.CharField(max_length=40, blank=True)
    progress = models.CharField(_("进度灯"), max_length=10, choices=Colour, default=Colour.GREY)
    progress_rule = models.CharField(max_length=40, blank=True)
    report = models.CharField(_("报送灯"), max_length=10, choices=Colour, default=Colour.GREY)
    report_rule = models.CharField(max_length=40, blank=True)
    by_rule = models.CharField(
        _("按规则的综合灯"), max_length=10, choices=Colour, default=Colour.GREY
    )
    combined = models.CharField(_("综合灯"), max_length=10, choices=Colour, default=Colour.GREY)
    rule = models.CharField(_("依据"), max_length=40, blank=True)
    gap = models.DecimalField(_("落后计划（百分点）"), max_digits=12, decimal_places=1, null=True)
    missed = models.PositiveIntegerField(_("缺报期数"), null=True)
    lit_on = models.DateField(_("亮灯日"), null=True)
    relight_on = models.DateField(_("下次检查"), null=True)

    class Meta:
        verbose_name = _("亮灯情况")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="standing_once"),
            known("subject_kind", Subject, name="standing_subject_known"),
            known("time", Colour, name="standing_time_known"),
            known("progress", Colour, name="standing_progress_known"),
            known("report", Colour, name="standing_report_known"),
            known("by_rule", Colour, name="standing_by_rule_known"),
            known("combined", Colour, name="standing_combined_known"),
        ]
        indexes = [
            models.Index(
                fields=["relight_on"],
                name="standing_relight",
                condition=Q(relight_on__isnull=False),
            ),
            models.Index(fields=["subject_kind", "combined"], name="standing_lit"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"


class StandingChange(models.Model):
    """A light of a project or matter that changed: which, from what, to what, by which rule, when."""

    standing = models.ForeignKey(
        Standing, models.CASCADE, related_name="changes", verbose_name=_("亮灯情况")
    )
    lamp = models.CharField(_("灯"), max_length=10, choices=Lamp)
    on = models.DateField(_("日期"))
    was = models.CharField(_("原灯"), max_length=10, choices=Colour)
    now = models.CharField(_("现灯"), max_length=10, choices=Colour)
    rule = models.CharField(_("依据"), max_length=40)

    class Meta:
        verbose_name = _("综合亮灯记录")
        ordering = ["-id"]
        constraints = [
            known("lamp", Lamp, name="standing_change_lamp_known"),
            known("was", Colour, name="standing_change_was_known"),
            known("now", Colour, name="standing_change_now_known"),
            models.CheckConstraint(name="standing_change_changes", condition=~Q(was=F("now"))),
        ]

    def __str__(self) -> str:
        return f"{self.was}→{self.now}"


class Adjustment(models.Model):
    """A combined light that a person moved by one step: from what, to what, why, until when.

    It ends with ``until_on``, or earlier by somebody's hand; ``ended_by`` is empty where it ended
    by itself.
    """

    standing = models.ForeignKey(
        Standing, models.PROTECT, related_name="adjustments", verbose_name=_("亮灯情况")
    )
    was = models.CharField(_("按规则"), max_length=10, choices=Colour)
    became = models.CharField(_("调整为"), max_length=10, choices=Colour)
    reason = models.CharField(_("理由"), max_length=300)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    at = models.DateTimeField(_("时间"))
    from_on = models.DateField(_("自"))
    until_on = models.DateField(_("至"))
    ended_on = models.DateField(_("结束日"), null=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    ended_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("结束人")
    )

    class Meta:
        verbose_name = _("人工调灯")
        ordering = ["-id"]
        constraints = [
            known("was", Colour, name="adjustment_was_known"),
            known("became", Colour, name="adjustment_became_known"),
            models.CheckConstraint(
                name="adjustment_is_one_step",
                condition=Q(was="green", became="yellow")
                | Q(was="yellow", became__in=["green", "orange"])
                | Q(was="orange", became__in=["yellow", "red"])
                | Q(was="red", became="orange"),
            ),
            models.CheckConstraint(name="adjustment_has_its_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="adjustment_ends_after_it_begins", condition=Q(until_on__gte=F("from_on"))
            ),
            both_or_neither("ended_on", "ended_at", name="adjustment_ended_paired"),
            models.CheckConstraint(
                name="adjustment_ended_by_somebody_has_ended",
                condition=Q(ended_by__isnull=True) | Q(ended_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["standing"],
                condition=Q(ended_on__isnull=True),
                name="adjustment_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.was}→{self.became}"


class Bookmark(models.Model):
    """How far the record was read for changed subjects: one row.

    ``waiting`` has the numbers of events below ``last_event`` that were not there yet, each with
    the moment (ISO) when that was first seen: another process may still be about to write them.
    ``rules`` is a hash of the rules by which everything was lit.
    """

    only = models.BooleanField(default=True, unique=True)
    last_event = models.BigIntegerField(default=0)
    waiting = models.JSONField(default=dict)
    rules = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("读取位置")
        constraints = [
            models.CheckConstraint(name="bookmark_there_is_one", condition=Q(only=True)),
        ]

    def __str__(self) -> str:
        return str(self.last_event)
