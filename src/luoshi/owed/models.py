"""What is owed: one row for each thing that somebody must do by a date.

A row knows its subject only by kind, id and a copy of its name: higher rooms write rows here,
this room never looks up.  Nothing else in the house computes lateness.
"""

from __future__ import annotations

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.orgs.models import Person, Unit
from luoshi.rules.access import Scope


class Kind(models.TextChoices):
    REPORT = "report", _("半月报")
    SIGN = "sign", _("签收")
    FINISH = "finish", _("办结")
    REVIEW = "review", _("审核办结")
    DECIDE = "decide", _("答复延期申请")
    ANSWER = "answer", _("答复异议")
    PLAN = "plan", _("报送工作方案")
    STEP = "step", _("完成方案步骤")
    FEEDBACK = "feedback", _("反馈进展")
    CONFIRM = "confirm", _("确认是否解决")
    CHECK = "check", _("核查中止事项")
    ARCHIVE = "archive", _("归档")
    REPORT_SIGN = "report-sign", _("签字报送半月报")
    REPORT_RECEIVE = "report-receive", _("接收半月报")
    PAPER_RECEIVE = "paper-receive", _("签收公文")
    DOCKING_CONTACT = "docking-contact", _("对接首次接触")
    DOCKING_OPINION = "docking-opinion", _("答复对接意见")
    DOCKING_RESULT = "docking-result", _("形成对接结果")
    COMMITMENT_CONFIRM = "commitment-confirm", _("确认承诺措辞")
    COMMITMENT_JUDGE = "commitment-judge", _("认定承诺是否兑现")
    RECHECK = "recheck", _("回头看核查")
    TOUR_ANSWER = "tour-answer", _("答复调研提问")
    REGISTER_STEP = "register-step", _("协助注册步骤")
    DECISION = "decision", _("提请决策")
    SESSION_COMMENT = "session-comment", _("会前填报意见")


class Outcome(models.TextChoices):
    DONE = "done", _("已履行")
    VOID = "void", _("不再需要")


class Colour(models.TextChoices):
    GREY = "grey", _("未到期")
    GREEN = "green", _("正常")
    YELLOW = "yellow", _("提醒")
    ORANGE = "orange", _("预警")
    RED = "red", _("逾期")
    BLUE = "blue", _("已履行")


class ObligationRows(models.QuerySet["Obligation"]):
    def within(self, scope: Scope) -> ObligationRows:
        """Return what the units of ``scope`` owe or are owed."""
        if scope.everything:
            return self
        return self.filter(Q(debtor_unit__in=scope.units) | Q(creditor_unit__in=scope.units))

    def open(self) -> ObligationRows:
        """Return what is still owed."""
        return self.filter(discharged_at__isnull=True)

    def late(self, *, today: dt.date) -> ObligationRows:
        """Return what is still owed though its day has passed."""
        return self.open().filter(due_on__lt=today)


class Obligation(models.Model):
    """Who owes what to whom by when, and what discharged it."""

    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    key = models.CharField(_("期次"), max_length=40)
    title = models.CharField(_("内容"), max_length=300)
    debtor_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="debts", verbose_name=_("责任单位")
    )
    debtor = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="debts", verbose_name=_("责任人")
    )
    creditor_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="claims", verbose_name=_("对方单位")
    )
    opens_on = models.DateField(_("起算日"))
    due_original = models.DateField(_("原定期限"))
    due_on = models.DateField(_("现行期限"))
    confirmed = models.BooleanField(_("日历已公布"), default=True)
    opened_at = models.DateTimeField(_("产生时间"))
    claimed_on = models.DateField(_("已报办结，待审核"), null=True)
    paused_on = models.DateField(_("中止自"), null=True)
    discharged_at = models.DateTimeField(_("履行时间"), null=True)
    discharged_on = models.DateField(_("履行日"), null=True)
    discharged_by = models.CharField(_("履行人"), max_length=200, null=True)
    outcome = models.CharField(_("结果"), max_length=20, choices=Outcome, null=True)
    light = models.CharField(_("灯"), max_length=10, choices=Colour, default=Colour.GREY)
    light_rule = models.CharField(max_length=40, blank=True)
    lit_on = models.DateField(_("亮灯日"), null=True)
    relight_on = models.DateField(_("下次检查"), null=True)

    objects = ObligationRows.as_manager()

    class Meta:
        verbose_name = _("待办义务")
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_kind", "subject_id", "key"], name="owed_once"
            ),
            known("kind", Kind, name="owed_kind_known"),
            known("light", Colour, name="owed_light_known"),
            models.CheckConstraint(
                name="owed_outcome_known",
                condition=Q(outcome__isnull=True) | Q(outcome__in=sorted(Outcome.values)),
            ),
            both_or_neither(
                "discharged_at",
                "discharged_on",
                "discharged_by",
                "outcome",
                name="owed_discharged_whole",
            ),
            models.CheckConstraint(
                name="owed_opens_before_due", condition=Q(opens_on__lte=F("due_original"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["relight_on"],
                name="owed_relight",
                condition=Q(relight_on__isnull=False),
            ),
            models.Index(
                fields=["debtor_unit", "due_on"],
                name="owed_desk",
                condition=Q(discharged_at__isnull=True),
            ),
            models.Index(
                fields=["debtor", "due_on", "id"],
                name="owed_by_person",
                condition=Q(discharged_at__isnull=True, debtor__isnull=False),
            ),
            models.Index(
                fields=["debtor_unit", "due_on", "id"],
                name="owed_by_named",
                condition=Q(discharged_at__isnull=True, debtor__isnull=False),
            ),
            models.Index(
                fields=["debtor_unit", "due_on", "id"],
                name="owed_by_nobody",
                condition=Q(discharged_at__isnull=True, debtor__isnull=True),
            ),
            models.Index(
                fields=["creditor_unit", "due_on"],
                name="owed_claims",
                condition=Q(discharged_at__isnull=True),
            ),
            models.Index(
                fields=["due_on", "id"],
                name="owed_soonest",
                condition=Q(discharged_at__isnull=True),
            ),
            models.Index(fields=["subject_kind", "subject_id"], name="owed_subject"),
        ]

    def __str__(self) -> str:
        return self.title


class LightChange(models.Model):
    """A light that changed: from what, to what, by which rule, on which day."""

    obligation = models.ForeignKey(
        Obligation, models.CASCADE, related_name="light_changes", verbose_name=_("待办义务")
    )
    on = models.DateField(_("日期"))
    was = models.CharField(_("原灯"), max_length=10, choices=Colour)
    now = models.CharField(_("现灯"), max_length=10, choices=Colour)
    rule = models.CharField(_("依据"), max_length=40)

    class Meta:
        verbose_name = _("亮灯记录")
        ordering = ["-id"]
        constraints = [
            known("was", Colour, name="light_was_known"),
            known("now", Colour, name="light_now_known"),
        ]

    def __str__(self) -> str:
        return f"{self.was}→{self.now}"


class Sweep(models.Model):
    """One run of the sweep: when, how long, what it did, or what stopped it."""

    began_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"), null=True)
    day = models.DateField(_("日期"))
    opened = models.PositiveIntegerField(_("新增"), default=0)
    relit = models.PositiveIntegerField(_("变灯"), default=0)
    reminded = models.PositiveIntegerField(_("提醒"), default=0)
    trouble = models.TextField(_("问题"), blank=True)

    class Meta:
        verbose_name = _("巡检")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.day}"
