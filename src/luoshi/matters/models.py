"""Matters: a problem raised or a task decided, with its own life; and the groups that carry them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.audit.refusals import both_or_neither, known
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Account, Person, Unit
from luoshi.projects.models import Project
from luoshi.rules.access import Scope
from luoshi.sources.models import Passage


class GroupRows(models.QuerySet["Group"]):
    def within(self, scope: Scope) -> GroupRows:
        """Return the groups that a unit of ``scope`` leads, is in, or keeps."""
        if scope.everything:
            return self
        mine = Q(lead__in=scope.units) | Q(held_by__in=scope.units) | Q(units__unit__in=scope.units)
        return self.filter(pk__in=self.model.objects.filter(mine).values("pk"))


class Group(models.Model):
    """A working group: exactly one lead, responsible and cooperating units, and their people."""

    name = models.CharField(_("名称"), max_length=120)
    lead = models.ForeignKey(
        Unit, models.PROTECT, related_name="led_groups", verbose_name=_("牵头单位")
    )
    purpose = models.TextField(_("职责"), blank=True)
    set_up_on = models.DateField(_("成立日期"), null=True, blank=True)
    engagement = models.ForeignKey(
        Engagement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name=_("提出于"),
    )
    passage = models.ForeignKey(
        Passage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原文")
    )
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    version = models.PositiveIntegerField(default=1)

    objects = GroupRows.as_manager()

    class Meta:
        verbose_name = _("工作小组")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class UnitRole(models.TextChoices):
    RESPONSIBLE = "responsible", _("责任单位")
    COOPERATING = "cooperating", _("配合单位")


class GroupUnit(models.Model):
    """A unit in a group besides its lead."""

    group = models.ForeignKey(
        Group, models.CASCADE, related_name="units", verbose_name=_("工作小组")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    role = models.CharField(_("身份"), max_length=20, choices=UnitRole)

    class Meta:
        verbose_name = _("成员单位")
        ordering = ["id"]
        constraints = [
            known("role", UnitRole, name="group_unit_role_known"),
            models.UniqueConstraint(fields=["group", "unit"], name="group_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}（{self.get_role_display()}）"


class GroupMember(models.Model):
    """A named person of a group, from–to."""

    group = models.ForeignKey(
        Group, models.CASCADE, related_name="members", verbose_name=_("工作小组")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    from_on = models.DateField(_("自"), null=True, blank=True)
    to_on = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = _("成员")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.person)


class Kind(models.TextChoices):
    TASK = "task", _("任务")
    PROBLEM = "problem", _("问题")
    INTENT = "intent", _("意向")
    SUPPORT = "support", _("支持")


class State(models.TextChoices):
    DRAFT = "draft", _("草拟")
    PENDING = "pending", _("待批")
    ISSUED = "issued", _("已下发")
    WORKING = "working", _("承办中")
    CLAIMED = "claimed", pgettext_lazy("record", "申请办结")
    RETURNED = "returned", _("退回重办")
    CLOSED = "closed", _("已办结")
    CANCELLED = "cancelled", _("已撤销")


class MatterRows(models.QuerySet["Matter"]):
    def within(self, scope: Scope) -> MatterRows:
        """Return the matters that a unit of ``scope`` leads, works on, raised or keeps."""
        if scope.everything:
            return self
        mine = (
            Q(lead__in=scope.units)
            | Q(held_by__in=scope.units)
            | Q(raised_by__in=scope.units)
            | Q(parts__unit__in=scope.units)
        )
        return self.filter(pk__in=self.model.objects.filter(mine).values("pk"))


class Matter(models.Model):
    """A promise with an owner.  Once issued it has passage, lead, person, content, date and criterion.

    ``due_original`` is set when it is issued and never changes; ``due_current`` moves only by an
    extension.
    """

    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.DRAFT)
    number = models.CharField(_("编号"), max_length=60, unique=True, null=True)
    title = models.CharField(_("事项"), max_length=200)
    content = models.TextField(_("任务要求"))
    criterion = models.CharField(_("办结标准"), max_length=300, blank=True)
    lead = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_matters",
        verbose_name=_("牵头单位"),
    )
    person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="matters",
        verbose_name=_("责任人"),
    )
    raised_by = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="raised_matters",
        verbose_name=_("提出单位"),
    )
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    cadence = models.CharField(_("反馈频次"), max_length=20, blank=True)
    due_proposed = models.DateField(_("拟定期限"), null=True, blank=True)
    due_original = models.DateField(_("原定期限"), null=True)
    due_current = models.DateField(_("现行期限"), null=True)
    project = models.ForeignKey(
        Project,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="matters",
        verbose_name=_("项目"),
    )
    engagement = models.ForeignKey(
        Engagement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="matters",
        verbose_name=_("议定于"),
    )
    group = models.ForeignKey(
        Group,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="matters",
        verbose_name=_("工作小组"),
    )
    passage = models.ForeignKey(
        Passage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="matters",
        verbose_name=_("原文"),
    )
    drafted_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("拟办人")
    )
    drafted_at = models.DateTimeField(_("拟办时间"))
    issued_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("签发人")
    )
    issued_at = models.DateTimeField(_("下发时间"), null=True)
    signed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("签收人")
    )
    signed_at = models.DateTimeField(_("签收时间"), null=True)
    claimed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("申请办结人")
    )
    claimed_at = models.DateTimeField(_("申请办结时间"), null=True)
    performed_on = models.DateField(_("完成日期"), null=True)
    result = models.TextField(_("办理结果"), blank=True)
    closed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("销号人")
    )
    closed_at = models.DateTimeField(_("销号时间"), null=True)
    raiser_said = models.CharField(_("提出单位意见"), max_length=300, blank=True)
    returns = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    version = models.PositiveIntegerField(default=1)

    objects = MatterRows.as_manager()

    class Meta:
        verbose_name = _("事项")
        ordering = ["-id"]
        constraints = [
            known("kind", Kind, name="matter_kind_known"),
            known("state", State, name="matter_state_known"),
            models.CheckConstraint(
                name="matter_issued_is_whole",
                condition=Q(state__in=["draft", "pending", "cancelled"])
                | Q(
                    passage__isnull=False,
                    lead__isnull=False,
                    person__isnull=False,
                    due_original__isnull=False,
                    due_current__isnull=False,
                    number__isnull=False,
                )
                & ~Q(content="")
                & ~Q(criterion=""),
            ),
            both_or_neither("issued_by", "issued_at", name="matter_issued_paired"),
            both_or_neither("signed_by", "signed_at", name="matter_signed_paired"),
            both_or_neither(
                "claimed_by", "claimed_at", "performed_on", name="matter_claimed_paired"
            ),
            both_or_neither("closed_by", "closed_at", name="matter_closed_paired"),
            models.CheckConstraint(
                name="matter_approver_did_not_write_it",
                condition=Q(issued_by__isnull=True) | ~Q(issued_by=F("drafted_by")),
            ),
            models.CheckConstraint(
                name="matter_closer_did_not_handle_it",
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("claimed_by")),
            ),
            models.CheckConstraint(
                name="matter_problem_closed_with_its_raiser",
                condition=~Q(state="closed", kind="problem") | ~Q(raiser_said=""),
            ),
            models.CheckConstraint(
                name="matter_closed_says_so",
                condition=~Q(state="closed") | Q(closed_at__isnull=False, claimed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_current"], name="matter_state_due"),
        ]

    def __str__(self) -> str:
        return self.title


class MatterUnit(models.Model):
    """A unit that works on a matter besides its lead."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="parts", verbose_name=_("事项"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="matter_parts", verbose_name=_("单位")
    )
    role = models.CharField(_("身份"), max_length=20, choices=UnitRole)

    class Meta:
        verbose_name = _("承办单位")
        ordering = ["id"]
        constraints = [
            known("role", UnitRole, name="matter_unit_role_known"),
            models.UniqueConstraint(fields=["matter", "unit", "role"], name="matter_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}（{self.get_role_display()}）"


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
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("反馈人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("反馈")
        ordering = ["-id"]
        constraints = [known("voice", Voice, name="step_voice_known")]

    def __str__(self) -> str:
        return self.text[:60]


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
    reason = models.TextField(_("延期理由"))
    done_so_far = models.TextField(_("已做工作"))
    asked_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("申请人")
    )
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
            models.UniqueConstraint(
                fields=["matter"], condition=Q(verdict="asked"), name="extension_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_before}→{self.due_asked}"
