"""What a matter waits for, and how planned stages of projects moved: each with its cause."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.matters.models.matter import Matter
from luoshi.matters.models.turns import says_why, slip_cause
from luoshi.orgs.models import Account
from luoshi.projects.models import Permit, Project, Stage


class Waiting(models.Model):
    """A matter cannot go on before something else has happened: from–to, each row for one thing.

    It waits for another matter, for a permit of a project, or for somebody ``outside`` the
    directory; ``what`` says for what of it.  Which matters wait for each other in a ring is refused.
    """

    matter = models.ForeignKey(
        Matter, models.CASCADE, related_name="waitings", verbose_name=_("事项")
    )
    on_matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, related_name="awaited_by", verbose_name=_("等待的事项")
    )
    on_permit = models.ForeignKey(
        Permit, models.PROTECT, null=True, related_name="awaited_by", verbose_name=_("等待的手续")
    )
    outside = models.CharField(_("等待的外部单位"), max_length=120, blank=True)
    what = models.CharField(_("等待什么"), max_length=200)
    since_on = models.DateField(_("自"))
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))
    ended_on = models.DateField(_("至"), null=True)
    ended_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("结束登记人")
    )
    note = models.CharField(_("结果"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("等待")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="waiting_for_one_thing",
                condition=Q(on_matter__isnull=False, on_permit__isnull=True, outside="")
                | Q(on_matter__isnull=True, on_permit__isnull=False, outside="")
                | Q(on_matter__isnull=True, on_permit__isnull=True) & ~Q(outside=""),
            ),
            models.CheckConstraint(
                name="waiting_not_for_itself",
                condition=Q(on_matter__isnull=True) | ~Q(on_matter=F("matter")),
            ),
            models.CheckConstraint(
                name="waiting_ends_after_it_begins",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since_on")),
            ),
            both_or_neither("ended_on", "ended_by", name="waiting_ended_paired"),
            models.UniqueConstraint(
                fields=["matter", "on_matter"],
                condition=Q(ended_on__isnull=True, on_matter__isnull=False),
                name="waiting_once_for_a_matter",
            ),
            models.UniqueConstraint(
                fields=["matter", "on_permit"],
                condition=Q(ended_on__isnull=True, on_permit__isnull=False),
                name="waiting_once_for_a_permit",
            ),
            models.UniqueConstraint(
                fields=["matter", "outside"],
                condition=Q(ended_on__isnull=True) & ~Q(outside=""),
                name="waiting_once_for_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class StageShift(models.Model):
    """One move of the day on which a project is to reach a stage: from when to when, by which cause."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="stage_shifts", verbose_name=_("项目")
    )
    stage = models.CharField(_("阶段"), max_length=4, choices=Stage)
    slip_cause = slip_cause()
    was = models.DateField(_("原计划"))
    now = models.DateField(_("新计划"))
    reason = models.CharField(_("理由"), max_length=300)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("节点推移")
        ordering = ["id"]
        constraints = [
            known("stage", Stage, name="stage_shift_stage_known"),
            says_why(name="stage_shift_says_why"),
            models.CheckConstraint(name="stage_shift_has_its_reason", condition=~Q(reason="")),
            models.CheckConstraint(name="stage_shift_moves", condition=~Q(was=F("now"))),
        ]

    def __str__(self) -> str:
        return f"{self.was}→{self.now}"
