"""A matter: a problem raised or a task decided, and the units that work on it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.audit.refusals import both_or_neither, known
from luoshi.matters.models.groups import Group, UnitRole
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Account, Person, Unit
from luoshi.projects.models import Project
from luoshi.rules.access import Scope
from luoshi.sources.models import Passage


class Kind(models.TextChoices):
    TASK = "task", _("任务")
    PROBLEM = "problem", _("问题")
    INTENT = "intent", _("意向")
    SUPPORT = "support", _("支持")


class Urgency(models.TextChoices):
    ORDINARY = "ordinary", _("平件")
    PRESSING = "pressing", _("加急")
    MOST = "most", _("特急")


class State(models.TextChoices):
    DRAFT = "draft", _("草拟")
    PENDING = "pending", _("待批")
    ISSUED = "issued", _("已下发")
    OBJECTED = "objected", _("异议待复")
    SIGNED = "signed", _("已签收")
    WORKING = "working", _("承办中")
    EXTENDING = "extending", _("延期待批")
    PAUSED = "paused", pgettext_lazy("record", "中止")
    CLAIMED = "claimed", pgettext_lazy("record", "申请办结")
    RETURNED = "returned", _("退回重办")
    REOPENED = "reopened", _("复核重办")
    CLOSED = "closed", _("已办结")
    CANCELLED = "cancelled", _("已撤销")
    ARCHIVED = "archived", _("已归档")


def on_behalf() -> models.ForeignKey[Account | None, Account | None]:
    """Return the column that says in whose place somebody acted; empty: in her own."""
    return models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("代理")
    )


class Over(models.Func):
    """1 for a state in which a matter is over, else 0; in words that an index holds too."""

    template = "CASE WHEN %(expressions)s IN ('archived', 'cancelled', 'closed') THEN 1 ELSE 0 END"
    output_field = models.PositiveSmallIntegerField()


class DueRank(models.Func):
    """The first of several days that is filled, the last of all days for none; an index holds it too."""

    template = "COALESCE(%(expressions)s, '9999-12-31')"
    output_field = models.DateField()


class MatterRows(models.QuerySet["Matter"]):
    def within(self, scope: Scope) -> MatterRows:
        """Return the matters that a unit of ``scope`` leads, works on, raised or keeps."""
        if scope.everything:
            return self
        # Each term by an index of its own, and no join that would make rows appear twice.
        parts = MatterUnit.objects.filter(unit__in=scope.units).values("matter")
        return self.filter(
            Q(lead__in=scope.units)
            | Q(held_by__in=scope.units)
            | Q(raised_by__in=scope.units)
            | Q(pk__in=parts)
        )


class Matter(models.Model):
    """A promise with an owner.  Once issued it has passage, lead, person, content, date and criterion.

    ``due_original`` is set when it is issued and never changes; ``due_current`` moves only by an
    extension, a pause, a re-assignment or a reopening, each a ``DueChange`` with its reason.
    ``sign_by`` is the moment by which a most urgent one is to be signed for; what is owed knows
    its day only.  ``drafted_for`` and ``claimed_for`` say for whom a deputy did it.
    ``cause`` is a code of ``policy/causes.toml``: why there is this problem; empty: nobody said.
    ``attempt`` counts the tries at finishing: one more with each return and each reopening.
    ``archive`` lists what the file holds: ``{"kind", "name", "sha256"}`` for each piece.
    """

    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.DRAFT)
    number = models.CharField(_("编号"), max_length=60, unique=True, null=True)
    urgency = models.CharField(
        _("紧急程度"), max_length=10, choices=Urgency, default=Urgency.ORDINARY
    )
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
    cause = models.CharField(_("成因"), max_length=30, blank=True)
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
    drafted_for = on_behalf()
    drafted_at = models.DateTimeField(_("拟办时间"))
    issued_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("签发人")
    )
    issued_at = models.DateTimeField(_("下发时间"), null=True)
    sign_by = models.DateTimeField(_("签收时限"), null=True)
    signed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("签收人")
    )
    signed_at = models.DateTimeField(_("签收时间"), null=True)
    claimed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("申请办结人")
    )
    claimed_for = on_behalf()
    claimed_at = models.DateTimeField(_("申请办结时间"), null=True)
    performed_on = models.DateField(_("完成日期"), null=True)
    result = models.TextField(_("办理结果"), blank=True)
    closed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("销号人")
    )
    closed_at = models.DateTimeField(_("销号时间"), null=True)
    raiser_said = models.CharField(_("提出单位意见"), max_length=300, blank=True)
    returns = models.PositiveSmallIntegerField(_("退回次数"), default=0)
    attempt = models.PositiveSmallIntegerField(_("办理次数"), default=1)
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name=_("并入事项"),
    )
    archived_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("归档人")
    )
    archived_at = models.DateTimeField(_("归档时间"), null=True)
    archive_number = models.CharField(_("档号"), max_length=60, unique=True, null=True)
    archive = models.JSONField(_("卷内目录"), default=list)
    version = models.PositiveIntegerField(default=1)

    objects = MatterRows.as_manager()

    class Meta:
        verbose_name = _("事项")
        ordering = ["-id"]
        constraints = [
            known("kind", Kind, name="matter_kind_known"),
            known("state", State, name="matter_state_known"),
            known("urgency", Urgency, name="matter_urgency_known"),
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
                name="matter_approver_did_not_have_it_written",
                condition=Q(issued_by__isnull=True)
                | Q(drafted_for__isnull=True)
                | ~Q(issued_by=F("drafted_for")),
            ),
            models.CheckConstraint(
                name="matter_closer_did_not_have_it_claimed",
                condition=Q(closed_by__isnull=True)
                | Q(claimed_for__isnull=True)
                | ~Q(closed_by=F("claimed_for")),
            ),
            models.CheckConstraint(
                name="matter_closer_did_not_handle_it",
                condition=Q(closed_by__isnull=True) | ~Q(closed_by=F("claimed_by")),
            ),
            models.CheckConstraint(
                name="matter_problem_closed_with_its_raiser",
                condition=~Q(state__in=["closed", "archived"], kind="problem") | ~Q(raiser_said=""),
            ),
            models.CheckConstraint(
                name="matter_closed_says_so",
                condition=~Q(state__in=["closed", "archived"])
                | Q(closed_at__isnull=False, claimed_at__isnull=False),
            ),
            both_or_neither(
                "archived_by", "archived_at", "archive_number", name="matter_archived_paired"
            ),
            models.CheckConstraint(
                name="matter_archived_says_so",
                condition=~Q(state="archived") | Q(archived_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_current"], name="matter_state_due"),
            models.Index(
                Over("state"), DueRank("due_current", "due_proposed"), "id", name="matter_by_due"
            ),
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
