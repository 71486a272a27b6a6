"""What one side owes the other, in words that both confirmed before it binds."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.matters.models import Matter
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Account, Person, Unit
from luoshi.projects.models import Project
from luoshi.rules.access import Scope
from luoshi.sources.models import Passage


class Side(models.TextChoices):
    GOVERNMENT = "government", _("政府方")
    ENTERPRISE = "enterprise", _("企业方")


class State(models.TextChoices):
    PROPOSED = "proposed", _("待双方确认")
    CONFIRMED = "confirmed", _("双方已确认")
    BINDING = "binding", _("已生效")
    DISPUTED = "disputed", _("有争议")
    KEPT = "kept", _("已兑现")
    NOT_KEPT = "not-kept", _("未兑现")
    RELEASED = "released", _("对方免除")
    WITHDRAWN = "withdrawn", _("已撤回")


class Part(models.TextChoices):
    OWING = "owing", _("承诺方")
    OWED = "owed", _("受诺方")


class Settlement(models.TextChoices):
    AGREED = "agreed", _("商定新措辞")
    WITHDRAWN = "withdrawn", _("撤回承诺")


AGREED_STATES = ["confirmed", "binding", "kept", "not-kept", "released"]
BOUND_STATES = ["binding", "kept", "not-kept", "released"]
JUDGED_STATES = ["kept", "not-kept", "released"]


def _account(label: Any) -> models.ForeignKey[Account | None, Account | None]:
    return models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=label
    )


class CommitmentRows(models.QuerySet["Commitment"]):
    def within(self, scope: Scope) -> CommitmentRows:
        """Return the commitments that a unit of ``scope`` owes, is owed, or keeps."""
        if scope.everything:
            return self
        return self.filter(
            Q(debtor_unit__in=scope.units)
            | Q(creditor_unit__in=scope.units)
            | Q(held_by__in=scope.units)
        )


class Commitment(models.Model):
    """Who owes what to whom; ``said`` is the number of the wording that stands.

    ``debtor`` and ``creditor`` are the named persons.  Once both sides confirmed the same wording
    it binds as ``matter``; the other side alone says how it ended (``ended_unit``).
    """

    side = models.CharField(_("承诺方属于"), max_length=20, choices=Side)
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.PROPOSED)
    title = models.CharField(_("承诺事项"), max_length=200)
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    debtor_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("承诺单位")
    )
    debtor = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("承诺人"))
    creditor_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("对方单位")
    )
    creditor = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("对方联系人")
    )
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, related_name="commitments", verbose_name=_("项目")
    )
    engagement = models.ForeignKey(
        Engagement, models.SET_NULL, null=True, related_name="commitments", verbose_name=_("活动")
    )
    passage = models.ForeignKey(
        Passage, models.PROTECT, null=True, related_name="+", verbose_name=_("原文")
    )
    said = models.PositiveSmallIntegerField(_("现行措辞"), default=1)
    confirmed_said = models.PositiveSmallIntegerField(_("双方确认的措辞"), null=True)
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, related_name="commitment", verbose_name=_("对应事项")
    )
    drafted_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("登记人")
    )
    drafted_for = _account(_("代理"))
    drafted_at = models.DateTimeField(_("登记时间"))
    ended_by = _account(_("认定人"))
    ended_for = _account(_("代理"))
    ended_at = models.DateTimeField(_("认定时间"), null=True)
    ended_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("认定单位")
    )
    ended_words = models.TextField(_("认定说明"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = CommitmentRows.as_manager()

    class Meta:
        verbose_name = _("承诺")
        ordering = ["-id"]
        constraints = [
            known("side", Side, name="commitment_side_known"),
            known("state", State, name="commitment_state_known"),
            models.CheckConstraint(
                name="commitment_has_two_sides",
                condition=~Q(debtor_unit=F("creditor_unit")) & ~Q(debtor=F("creditor")),
            ),
            models.CheckConstraint(
                name="commitment_both_confirmed_what_stands",
                condition=~Q(state__in=AGREED_STATES) | Q(confirmed_said=F("said")),
            ),
            models.CheckConstraint(
                name="commitment_binds_as_a_matter",
                condition=Q(state__in=BOUND_STATES, matter__isnull=False)
                | ~Q(state__in=BOUND_STATES) & Q(matter__isnull=True),
            ),
            models.CheckConstraint(
                name="commitment_judged_by_the_other_side",
                condition=~Q(state__in=JUDGED_STATES)
                | Q(ended_by__isnull=False, ended_unit=F("creditor_unit")),
            ),
            both_or_neither("ended_by", "ended_at", name="commitment_ended_paired"),
        ]

    def __str__(self) -> str:
        return self.title


class CommitmentWording(models.Model):
    """One wording of a commitment: what, by which day, by what one sees it; only ever added to."""

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="wordings", verbose_name=_("承诺")
    )
    n = models.PositiveSmallIntegerField(_("稿次"))
    text = models.TextField(_("措辞"))
    criterion = models.CharField(_("办结标准"), max_length=300)
    due_on = models.DateField(_("期限"))
    note = models.CharField(_("修改说明"), max_length=300, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("提出单位"))
    on_behalf = _account(_("代理"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("承诺措辞")
        ordering = ["-n"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "n"], name="wording_once"),
            models.CheckConstraint(
                name="wording_is_whole", condition=~Q(text="") & ~Q(criterion="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}（{self.n}）"


class CommitmentConfirmation(models.Model):
    """One side's word that it stands by exactly this wording; only ever added to.

    ``seat_unit`` is the unit whose seat confirmed: the database takes only that side's own.
    """

    wording = models.ForeignKey(
        CommitmentWording, models.CASCADE, related_name="confirmations", verbose_name=_("措辞")
    )
    part = models.CharField(_("一方"), max_length=10, choices=Part)
    owing_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("承诺单位")
    )
    owed_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("对方单位")
    )
    seat_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("席位单位")
    )
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("确认人"))
    on_behalf = _account(_("代理"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("承诺确认")
        ordering = ["id"]
        constraints = [
            known("part", Part, name="confirmation_part_known"),
            models.UniqueConstraint(fields=["wording", "part"], name="confirmation_once"),
            models.UniqueConstraint(fields=["wording", "by"], name="confirmation_not_for_both"),
            models.CheckConstraint(
                name="confirmation_by_its_own_seat",
                condition=Q(part="owing", seat_unit=F("owing_unit"))
                | Q(part="owed", seat_unit=F("owed_unit")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wording}：{self.get_part_display()}"


class Dispute(models.Model):
    """A quarrel about a wording: each side's words, and how it was settled."""

    commitment = models.ForeignKey(
        Commitment, models.CASCADE, related_name="disputes", verbose_name=_("承诺")
    )
    part = models.CharField(_("提出方"), max_length=10, choices=Part)
    words = models.TextField(_("提出方意见"))
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    at = models.DateTimeField(_("提出时间"))
    other_words = models.TextField(_("另一方意见"), blank=True)
    other_by = _account(_("答复人"))
    other_at = models.DateTimeField(_("答复时间"), null=True)
    outcome = models.CharField(_("处理结果"), max_length=20, choices=Settlement, null=True)
    wording = models.ForeignKey(
        CommitmentWording, models.PROTECT, null=True, related_name="+", verbose_name=_("商定措辞")
    )
    settled_by = _account(_("协调人"))
    settled_at = models.DateTimeField(_("处理时间"), null=True)
    settled_note = models.TextField(_("处理说明"), blank=True)

    class Meta:
        verbose_name = _("承诺争议")
        ordering = ["-id"]
        constraints = [
            known("part", Part, name="dispute_part_known"),
            models.CheckConstraint(
                name="dispute_outcome_known",
                condition=Q(outcome__isnull=True) | Q(outcome__in=sorted(Settlement.values)),
            ),
            both_or_neither("other_by", "other_at", name="dispute_other_paired"),
            both_or_neither("settled_by", "settled_at", "outcome", name="dispute_settled_whole"),
            models.CheckConstraint(
                name="dispute_agreed_on_words",
                condition=Q(outcome="agreed", wording__isnull=False)
                | Q(outcome__isnull=True, wording__isnull=True)
                | Q(outcome="withdrawn", wording__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["commitment"],
                condition=Q(settled_at__isnull=True),
                name="dispute_one_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment}：{self.words[:40]}"
