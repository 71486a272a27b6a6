"""The work on a matter: its plan, progress fed back, evidence of what was done, the raiser's word."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.matters.models.matter import Matter
from luoshi.orgs.models import Account, Unit
from luoshi.sources.models import Source


class Voice(models.TextChoices):
    LEAD = "lead", _("牵头反馈")
    PARTNER = "partner", _("配合意见")


class Step(models.Model):
    """Progress on a matter as its lead fed it back, or what a partner unit put in."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="steps", verbose_name=_("事项"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("反馈单位")
    )
    voice = models.CharField(_("身份"), max_length=20, choices=Voice, default=Voice.LEAD)
    text = models.TextField(_("进展"))
    next_step = models.TextField(_("下一步"), blank=True)
    dissents = models.BooleanField(_("持不同意见"), default=False)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("反馈人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("反馈")
        ordering = ["-id"]
        constraints = [known("voice", Voice, name="step_voice_known")]

    def __str__(self) -> str:
        return self.text[:60]


class PlanStep(models.Model):
    """One step of the plan in force: what, by which unit, by when, and when it was done."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="plan", verbose_name=_("事项"))
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    ordinal = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("步骤"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("承办单位"))
    due_on = models.DateField(_("完成日期"))
    done_on = models.DateField(_("实际完成"), null=True)
    done_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("填报人")
    )
    note = models.CharField(_("完成情况"), max_length=300, blank=True)
    dropped_at = models.DateTimeField(_("停用时间"), null=True)

    class Meta:
        verbose_name = _("方案步骤")
        ordering = ["edition", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "edition", "ordinal"], name="plan_step_once"),
            both_or_neither("done_on", "done_by", name="plan_step_done_paired"),
        ]

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """What shows that one closing criterion was met, in one attempt at finishing."""

    matter = models.ForeignKey(
        Matter, models.CASCADE, related_name="evidence", verbose_name=_("事项")
    )
    attempt = models.PositiveSmallIntegerField(_("办理次数"))
    criterion = models.CharField(_("办结标准"), max_length=300)
    statement = models.TextField(_("办结凭证"))
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, related_name="+", verbose_name=_("附件")
    )

    class Meta:
        verbose_name = _("办结凭证")
        ordering = ["attempt", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "attempt", "criterion"], name="evidence_once_per_criterion"
            ),
            models.CheckConstraint(name="evidence_says_something", condition=~Q(statement="")),
        ]

    def __str__(self) -> str:
        return self.statement[:60]


class Satisfaction(models.TextChoices):
    SATISFIED = "satisfied", _("满意")
    FAIRLY = "fairly", _("基本满意")
    NOT = "not", _("不满意")


class Confirmation(models.Model):
    """The word of the unit that raised a matter on whether it is solved: one for each attempt."""

    matter = models.ForeignKey(
        Matter, models.CASCADE, related_name="confirmations", verbose_name=_("事项")
    )
    attempt = models.PositiveSmallIntegerField(_("办理次数"))
    solved = models.BooleanField(_("已经解决"))
    satisfaction = models.CharField(_("满意度"), max_length=20, choices=Satisfaction)
    words = models.CharField(_("意见"), max_length=300, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("确认人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("提出单位确认")
        ordering = ["-id"]
        constraints = [
            known("satisfaction", Satisfaction, name="confirmation_satisfaction_known"),
            models.UniqueConstraint(
                fields=["matter", "attempt"], name="confirmation_once_per_attempt"
            ),
            models.CheckConstraint(
                name="confirmation_no_has_its_words", condition=Q(solved=True) | ~Q(words="")
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_satisfaction_display())
