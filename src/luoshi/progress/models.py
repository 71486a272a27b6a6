"""What a project's unit says of one half month."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import known
from luoshi.orgs.models import Account
from luoshi.projects.models import Project, Stage


class Report(models.Model):
    """One version of one project's report for one window; a correction is a new version with its reason.

    Sums in yuan.  ``invested_total`` counts work done since the start, not money paid.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="reports", verbose_name=_("项目")
    )
    window = models.CharField(_("报告期"), max_length=8)
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    is_current = models.BooleanField(_("有效"), default=True)
    stage = models.CharField(_("形象阶段"), max_length=4, choices=Stage)
    progress = models.TextField(_("形象进度"))
    invested_window = models.DecimalField(
        _("本期完成投资（元）"), max_digits=18, decimal_places=2, default=0
    )
    invested_year = models.DecimalField(
        _("本年完成投资（元）"), max_digits=18, decimal_places=2, default=0
    )
    invested_total = models.DecimalField(
        _("累计完成投资（元）"), max_digits=18, decimal_places=2, default=0
    )
    funds_arrived = models.DecimalField(
        _("累计到位资金（元）"), max_digits=18, decimal_places=2, default=0
    )
    formalities = models.TextField(_("手续办理"), blank=True)
    problems = models.TextField(_("存在问题"), blank=True)
    next_steps = models.TextField(_("下一步计划"), blank=True)
    coordination = models.TextField(_("需协调事项"), blank=True)
    unchanged = models.BooleanField(_("本期无变化"), default=False)
    unchanged_reason = models.CharField(_("无变化原因"), max_length=300, blank=True)
    expected = models.BooleanField(_("含预计数"), default=False)
    correction = models.CharField(_("更正说明"), max_length=300, blank=True)
    same_text = models.BooleanField(_("与上期雷同"), default=False)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("填报人"))
    at = models.DateTimeField(_("报送时间"))

    class Meta:
        verbose_name = _("半月报")
        ordering = ["-window", "-edition"]
        constraints = [
            known("stage", Stage, name="report_stage_known"),
            models.UniqueConstraint(
                fields=["project", "window", "edition"], name="report_edition_once"
            ),
            models.UniqueConstraint(
                fields=["project", "window"],
                condition=Q(is_current=True),
                name="report_one_is_current",
            ),
            models.CheckConstraint(
                name="report_correction_has_its_reason",
                condition=Q(edition=1) | ~Q(correction=""),
            ),
            models.CheckConstraint(
                name="report_sums_not_negative",
                condition=Q(
                    invested_window__gte=0,
                    invested_year__gte=0,
                    invested_total__gte=0,
                    funds_arrived__gte=0,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.window}"
