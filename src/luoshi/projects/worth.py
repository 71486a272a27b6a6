"""What a project is worth: its benefits, its figures for a comparison, whether it is an example.

Kept apart from ``models`` for its length; import them from there.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.orgs.models import Account


class BenefitKind(models.TextChoices):
    """What a project is to bring."""

    CAPACITY = "capacity", _("产能")
    OUTPUT = "output", _("年产值")
    TAX = "tax", _("年税收")
    JOBS = "jobs", _("就业岗位")
    LOCAL = "local", _("本地用工")
    REVENUE = "revenue", _("年营业收入")
    PURCHASES = "purchases", _("年本地采购")
    OTHER = "other", _("其他效益")


class Benefit(models.Model):
    """What was promised of a project beside what was reached, both in one unit."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="benefits", verbose_name=_("项目")
    )
    kind = models.CharField(_("效益"), max_length=10, choices=BenefitKind)
    detail = models.CharField(_("说明"), max_length=100, blank=True)
    unit = models.CharField(_("单位"), max_length=20)
    promised = models.DecimalField(_("承诺"), max_digits=22, decimal_places=4)
    reached = models.DecimalField(_("实际"), max_digits=22, decimal_places=4, null=True)
    reached_on = models.DateField(_("截至"), null=True)
    evidence = models.CharField(_("凭证"), max_length=300, null=True)

    class Meta:
        verbose_name = _("效益")
        ordering = ["id"]
        constraints = [
            known("kind", BenefitKind, name="benefit_kind_known"),
            models.UniqueConstraint(fields=["project", "kind", "detail"], name="benefit_once"),
            both_or_neither(
                "reached", "reached_on", "evidence", name="benefit_reached_with_evidence"
            ),
            models.CheckConstraint(name="benefit_not_negative", condition=Q(promised__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.detail}"


class Demonstration(models.Model):
    """A time in which a project is held up as an example: why, by whom, and why no more."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="demonstrations", verbose_name=_("项目")
    )
    reason = models.CharField(_("示范理由"), max_length=300)
    marked_on = models.DateField(_("确定日期"))
    marked_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("确定人")
    )
    ended_on = models.DateField(_("取消日期"), null=True)
    ended_reason = models.CharField(_("取消原因"), max_length=300, null=True)
    ended_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("取消人")
    )

    class Meta:
        verbose_name = _("示范项目")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="demonstration_says_why", condition=~Q(reason="")),
            both_or_neither(
                "ended_on", "ended_reason", "ended_by", name="demonstration_ended_whole"
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(ended_on__isnull=True),
                name="demonstration_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}"


class Criterion(models.TextChoices):
    """By what proposals are compared; what each counts for stands in ``rules/comparing.py``."""

    FIT = "fit", _("符合当地规划")
    TAX = "tax", _("年税收")
    JOBS = "jobs", _("就业岗位")
    LAND = "land", _("用地")
    ENERGY = "energy", _("年综合能耗")


class CriterionValue(models.Model):
    """What one proposal says under one criterion, in a unit, with the source it was taken from."""

    project = models.ForeignKey(
        "projects.Project", models.PROTECT, related_name="criterion_values", verbose_name=_("项目")
    )
    criterion = models.CharField(_("比选指标"), max_length=10, choices=Criterion)
    value = models.DecimalField(_("数值"), max_digits=22, decimal_places=4)
    unit = models.CharField(_("单位"), max_length=20)
    source = models.CharField(_("数据来源"), max_length=300)
    noted_on = models.DateField(_("登记日期"))
    noted_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("登记人")
    )

    class Meta:
        verbose_name = _("比选数据")
        ordering = ["id"]
        constraints = [
            known("criterion", Criterion, name="criterion_known"),
            models.UniqueConstraint(fields=["project", "criterion"], name="criterion_value_once"),
            models.CheckConstraint(name="criterion_value_with_source", condition=~Q(source="")),
            models.CheckConstraint(name="criterion_value_not_negative", condition=Q(value__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.get_criterion_display()} {self.value.normalize()}{self.unit}"
