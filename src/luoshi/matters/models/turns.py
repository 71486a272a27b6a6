"""The turns a matter takes: a later date, an objection, a pause, a reopening, another hand, an order."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.matters.models.matter import Matter, State, on_behalf
from luoshi.orgs.models import Account, Person, Unit
from luoshi.projects.models import Project
from luoshi.rules.causes import UNSTATED


def slip_cause() -> models.CharField[str, str]:
    """Return the column that says by which cause of ``policy/causes.toml`` a date moved or work rests."""
    return models.CharField(_("推后原因"), max_length=30, default=UNSTATED)


def says_why(*, name: str) -> models.CheckConstraint:
    """Return a constraint that a slip names its cause, or says that none was stated."""
    return models.CheckConstraint(name=name, condition=~Q(slip_cause=""))


class Verdict(models.TextChoices):
    ASKED = "asked", _("待答复")
    GRANTED = "granted", _("同意")
    REFUSED = "refused", _("不同意")
    WITHDRAWN = "withdrawn", _("已撤回")


class Extension(models.Model):
    """A request for a later date: asked before the day, with reason, work done and a definite date.

    It is withdrawn, with nobody's answer, when its matter is claimed as done or cancelled.
    """

    matter = models.ForeignKey(
        Matter, models.CASCADE, related_name="extensions", verbose_name=_("事项")
    )
    due_before = models.DateField(_("申请时期限"))
    due_asked = models.DateField(_("申请延至"))
    due_granted = models.DateField(_("同意延至"), null=True)
    slip_cause = slip_cause()
    reason = models.TextField(_("延期理由"))
    done_so_far = models.TextField(_("已做工作"))
    asked_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
    asked_for = on_behalf()
    asked_at = models.DateTimeField(_("申请时间"))
    verdict = models.CharField(_("答复"), max_length=20, choices=Verdict, default=Verdict.ASKED)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("答复人")
    )
    decided_at = models.DateTimeField(_("答复时间"), null=True)
    decision_note = models.CharField(_("答复意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("延期")
        ordering = ["id"]
        constraints = [
            known("verdict", Verdict, name="extension_verdict_known"),
            says_why(name="extension_says_why"),
            models.CheckConstraint(
                name="extension_is_later", condition=Q(due_asked__gt=F("due_before"))
            ),
            models.CheckConstraint(
                name="extension_decided_whole",
                condition=Q(
                    verdict__in=["asked", "withdrawn"],
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                )
                | Q(
                    verdict__in=["granted", "refused"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="extension_granted_to_a_later_day",
                condition=~Q(verdict="granted", due_granted__isnull=True)
                & (Q(due_granted__isnull=True) | Q(due_granted__gt=F("due_before"))),
            ),
            models.CheckConstraint(
                name="extension_decider_did_not_ask",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="extension_decider_did_not_have_it_asked",
                condition=Q(decided_by__isnull=True)
                | Q(asked_for__isnull=True)
                | ~Q(decided_by=F("asked_for")),
            ),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(verdict="asked"), name="extension_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_before}→{self.due_asked}"


class Cause(models.TextChoices):
    EXTENSION = "extension", _("同意延期")
    REASSIGNMENT = "reassignment", _("异议成立改派")
    PAUSE = "pause", _("中止后恢复")
    REOPENING = "reopening", _("复核重办")


class DueChange(models.Model):
    """One move of the current date: from when to when, by which decision, why."""

    matter = models.ForeignKey(
        Matter, models.CASCADE, related_name="due_changes", verbose_name=_("事项")
    )
    cause = models.CharField(_("原因"), max_length=20, choices=Cause)
    slip_cause = slip_cause()
    was = models.DateField(_("原期限"))
    now = models.DateField(_("新期限"))
    reason = models.TextField(_("理由"))
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("期限变更")
        ordering = ["id"]
        constraints = [
            known("cause", Cause, name="due_change_cause_known"),
            says_why(name="due_change_says_why"),
            models.CheckConstraint(name="due_change_has_its_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.was}→{self.now}"


class Ruling(models.TextChoices):
    ASKED = "asked", _("待答复")
    UPHELD = "upheld", _("异议成立")
    REJECTED = "rejected", _("维持交办")


class Objection(models.Model):
    """What a unit holds against an assignment to it: once, in time, naming the unit thought right."""

    matter = models.ForeignKey(
        Matter, models.CASCADE, related_name="objections", verbose_name=_("事项")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("异议单位"))
    was_state = models.CharField(max_length=20, choices=State)
    reason = models.TextField(_("异议理由"))
    suggested = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("建议承办单位")
    )
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    raised_for = on_behalf()
    at = models.DateTimeField(_("提出时间"))
    ruling = models.CharField(_("答复"), max_length=20, choices=Ruling, default=Ruling.ASKED)
    note = models.CharField(_("答复意见"), max_length=300, blank=True)
    ruled_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("答复人")
    )
    ruled_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = _("异议")
        ordering = ["id"]
        constraints = [
            known("ruling", Ruling, name="objection_ruling_known"),
            known("was_state", State, name="objection_was_state_known"),
            models.UniqueConstraint(fields=["matter", "unit"], name="objection_once_of_a_unit"),
            models.CheckConstraint(
                name="objection_names_another_unit", condition=~Q(suggested=F("unit"))
            ),
            models.CheckConstraint(
                name="objection_ruled_whole",
                condition=Q(ruling="asked", ruled_by__isnull=True, ruled_at__isnull=True)
                | Q(
                    ruling__in=["upheld", "rejected"],
                    ruled_by__isnull=False,
                    ruled_at__isnull=False,
                )
                & ~Q(note=""),
            ),
            models.CheckConstraint(
                name="objection_objector_did_not_rule",
                condition=Q(ruled_by__isnull=True) | ~Q(ruled_by=F("by")),
            ),
            models.CheckConstraint(
                name="objection_ruler_did_not_have_it_raised",
                condition=Q(ruled_by__isnull=True)
                | Q(raised_for__isnull=True)
                | ~Q(ruled_by=F("raised_for")),
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:60]


class PauseReason(models.TextChoices):
    COURT = "court", _("司法程序")
    HIGHER = "higher", _("上级决定")
    FORCE_MAJEURE = "force-majeure", _("不可抗力")
    ENTERPRISE = "enterprise", _("企业要求")
    OTHER = "other", _("其他")


class Pause(models.Model):
    """A time in which work on a matter rests: why, until when it is looked at again, when it ended."""

    matter = models.ForeignKey(
        Matter, models.CASCADE, related_name="pauses", verbose_name=_("事项")
    )
    was_state = models.CharField(max_length=20, choices=State)
    cause = models.CharField(_("中止原因"), max_length=20, choices=PauseReason)
    slip_cause = slip_cause()
    reason = models.CharField(_("说明"), max_length=300)
    from_on = models.DateField(_("自"))
    check_on = models.DateField(_("下次核查"))
    to_on = models.DateField(_("至"), null=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    ended_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("恢复人")
    )
    note = models.CharField(_("恢复说明"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("中止")
        ordering = ["id"]
        constraints = [
            known("cause", PauseReason, name="pause_cause_known"),
            says_why(name="pause_says_why"),
            known("was_state", State, name="pause_was_state_known"),
            both_or_neither("to_on", "ended_by", name="pause_ended_paired"),
            models.CheckConstraint(
                name="pause_is_checked_later", condition=Q(check_on__gt=F("from_on"))
            ),
            models.UniqueConstraint(
                fields=["matter"], condition=Q(to_on__isnull=True), name="pause_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:60]


class Reopening(models.Model):
    """A closed matter taken up again, with what its closing had said."""

    matter = models.ForeignKey(
        Matter, models.CASCADE, related_name="reopenings", verbose_name=_("事项")
    )
    attempt = models.PositiveSmallIntegerField(_("办理次数"))
    reason = models.CharField(_("复核发现"), max_length=300)
    closed_at = models.DateTimeField(_("原销号时间"))
    closed_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("原销号人")
    )
    performed_on = models.DateField(_("原完成日期"))
    result = models.TextField(_("原办理结果"))
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("决定人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("复核重办")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.reason[:60]


class HandOver(models.Model):
    """A matter laid into another unit's or person's hands, with the reason; its dates stay."""

    matter = models.ForeignKey(
        Matter, models.CASCADE, related_name="hand_overs", verbose_name=_("事项")
    )
    from_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("移交单位")
    )
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("接收单位"))
    from_person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("移交人")
    )
    to_person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("接收人")
    )
    reason = models.CharField(_("移交原因"), max_length=300)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("移交")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="hand_over_changes_hands",
                condition=~Q(from_unit=F("to_unit"), from_person=F("to_person")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_person}→{self.to_person}"


class OrderKind(models.TextChoices):
    URGE = "urge", _("催办单")
    SUPERVISE = "supervise", _("督办通知单")


class OrderState(models.TextChoices):
    PREPARED = "prepared", _("待签发")
    ISSUED = "issued", _("已签发")
    DROPPED = "dropped", _("未签发")


class Order(models.Model):
    """A numbered paper that pushes a matter or a project: prepared by the sweep or a person, issued by one.

    ``key`` names the occasion, so that one occasion prepares one order.
    """

    kind = models.CharField(_("类别"), max_length=20, choices=OrderKind)
    state = models.CharField(
        _("状态"), max_length=20, choices=OrderState, default=OrderState.PREPARED
    )
    number = models.CharField(_("编号"), max_length=60, unique=True, null=True)
    key = models.CharField(max_length=80)
    matter = models.ForeignKey(
        Matter, models.CASCADE, null=True, related_name="orders", verbose_name=_("事项")
    )
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, related_name="orders", verbose_name=_("项目")
    )
    addressee = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("主送"))
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("签发单位"))
    text = models.TextField(_("正文"))
    answer_by = models.DateField(_("要求反馈日期"))
    prepared_at = models.DateTimeField(_("生成时间"))
    issued_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("签发人")
    )
    issued_at = models.DateTimeField(_("签发时间"), null=True)
    note = models.CharField(_("未签发原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("催办督办")
        ordering = ["-id"]
        constraints = [
            known("kind", OrderKind, name="order_kind_known"),
            known("state", OrderState, name="order_state_known"),
            models.CheckConstraint(
                name="order_of_one_thing",
                condition=Q(matter__isnull=False, project__isnull=True)
                | Q(matter__isnull=True, project__isnull=False),
            ),
            models.CheckConstraint(
                name="order_issued_whole",
                condition=~Q(state="issued")
                | Q(number__isnull=False, issued_by__isnull=False, issued_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["matter", "kind", "key"],
                condition=Q(matter__isnull=False),
                name="order_once_per_occasion_of_a_matter",
            ),
            models.UniqueConstraint(
                fields=["project", "kind", "key"],
                condition=Q(project__isnull=False),
                name="order_once_per_occasion_of_a_project",
            ),
        ]

    def __str__(self) -> str:
        return self.number or str(self.get_kind_display())
