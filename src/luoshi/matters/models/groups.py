"""Working groups: exactly one lead, responsible and cooperating units, and their people.

Who is in a group comes and goes by dated rows; a row that has ended is kept.  A group stands by a
paper; until there is one it waits for its paper, and says so.
"""

from __future__ import annotations

import datetime as dt
from typing import Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.audit.refusals import both_or_neither, known
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Account, Person, Unit
from luoshi.rules.access import Scope
from luoshi.sources.models import Passage, Source


class GroupRows(models.QuerySet["Group"]):
    def within(self, scope: Scope) -> GroupRows:
        """Return the groups that a unit of ``scope`` leads, is or was in, or keeps."""
        if scope.everything:
            return self
        mine = Q(lead__in=scope.units) | Q(held_by__in=scope.units) | Q(units__unit__in=scope.units)
        return self.filter(pk__in=self.model.objects.filter(mine).values("pk"))


class GroupState(models.TextChoices):
    AWAITED = "awaited", pgettext_lazy("group", "待发文成立")
    STANDING = "standing", pgettext_lazy("group", "已成立")
    DISSOLVED = "dissolved", pgettext_lazy("group", "已撤销")


class Group(models.Model):
    """A working group: exactly one lead, responsible and cooperating units, and their people.

    ``passage`` are the words that ask for it; ``paper_title``, ``paper_number``, ``paper_on`` and
    ``paper`` name what set it up.  ``lead_from`` is the day from which the present lead leads.
    """

    name = models.CharField(_("名称"), max_length=120)
    state = models.CharField(
        _("状态"), max_length=20, choices=GroupState, default=GroupState.AWAITED
    )
    lead = models.ForeignKey(
        Unit, models.PROTECT, related_name="led_groups", verbose_name=_("牵头单位")
    )
    lead_from = models.DateField(_("牵头自"), null=True, blank=True)
    purpose = models.TextField(_("职责"), blank=True)
    set_up_on = models.DateField(_("成立日期"), null=True, blank=True)
    paper_title = models.CharField(_("成立文件"), max_length=200, blank=True)
    paper_number = models.CharField(_("文号"), max_length=60, blank=True)
    paper_on = models.DateField(_("文件日期"), null=True, blank=True)
    paper = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("文件原件")
    )
    engagement = models.ForeignKey(
        Engagement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="groups",
        verbose_name=_("提出于"),
    )
    meetings = models.ManyToManyField(
        Engagement, related_name="groups_met", verbose_name=_("小组活动")
    )
    passage = models.ForeignKey(
        Passage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原文")
    )
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    dissolved_on = models.DateField(_("撤销日期"), null=True, blank=True)
    dissolved_why = models.CharField(_("撤销理由"), max_length=300, blank=True)
    dissolved_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("撤销登记人")
    )
    version = models.PositiveIntegerField(default=1)

    objects = GroupRows.as_manager()

    class Meta:
        verbose_name = _("工作小组")
        ordering = ["-id"]
        constraints = [
            known("state", GroupState, name="group_state_known"),
            models.CheckConstraint(
                name="group_stands_by_a_paper",
                condition=~Q(state="standing") | Q(set_up_on__isnull=False) & ~Q(paper_title=""),
            ),
            both_or_neither("dissolved_on", "dissolved_by", name="group_dissolved_paired"),
            models.CheckConstraint(
                name="group_dissolved_says_why",
                condition=Q(state="dissolved", dissolved_on__isnull=False) & ~Q(dissolved_why="")
                | ~Q(state="dissolved") & Q(dissolved_on__isnull=True),
            ),
            models.CheckConstraint(
                name="group_ends_after_it_begins",
                condition=Q(dissolved_on__isnull=True)
                | Q(set_up_on__isnull=True)
                | Q(dissolved_on__gte=F("set_up_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitRole(models.TextChoices):
    RESPONSIBLE = "responsible", _("责任单位")
    COOPERATING = "cooperating", _("配合单位")


class GroupRole(models.TextChoices):
    LEAD = "lead", _("牵头单位")
    RESPONSIBLE = "responsible", _("责任单位")
    COOPERATING = "cooperating", _("配合单位")


Timed = TypeVar("Timed", bound=models.Model)


class GroupTimes(models.QuerySet[Timed]):
    """Rows that hold from–to: ``to_on`` is the last day; without ``from_on`` from the beginning."""

    def present(self) -> Self:
        """Return the rows that have no end yet."""
        return self.filter(to_on__isnull=True)

    def on(self, day: dt.date) -> Self:
        """Return the rows that hold on ``day``."""
        begun = Q(from_on__isnull=True) | Q(from_on__lte=day)
        return self.filter(begun, Q(to_on__isnull=True) | Q(to_on__gte=day))


ENDS_AFTER_IT_BEGINS = Q(to_on__isnull=True) | Q(from_on__isnull=True) | Q(to_on__gte=F("from_on"))


class GroupUnit(models.Model):
    """A unit in a group besides its lead, from–to; with the role lead: one that led it before."""

    group = models.ForeignKey(
        Group, models.CASCADE, related_name="units", verbose_name=_("工作小组")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    role = models.CharField(_("身份"), max_length=20, choices=GroupRole)
    from_on = models.DateField(_("自"), null=True, blank=True)
    to_on = models.DateField(_("至"), null=True, blank=True)

    objects = GroupTimes.as_manager()

    class Meta:
        verbose_name = _("成员单位")
        ordering = ["id"]
        constraints = [
            known("role", GroupRole, name="group_unit_role_known"),
            models.UniqueConstraint(
                fields=["group", "unit"],
                condition=Q(to_on__isnull=True),
                name="group_unit_in_one_role",
            ),
            models.CheckConstraint(
                name="group_has_no_second_lead",
                condition=~Q(role="lead") | Q(to_on__isnull=False),
            ),
            models.CheckConstraint(
                name="group_unit_ends_after_it_begins", condition=ENDS_AFTER_IT_BEGINS
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}（{self.get_role_display()}）"


class MemberPart(models.TextChoices):
    HEAD = "head", _("组长")
    DEPUTY = "deputy", _("副组长")
    MEMBER = "member", _("成员")
    CONTACT = "contact", _("联络员")


class GroupMember(models.Model):
    """A named person of a group with her part in it, from–to."""

    group = models.ForeignKey(
        Group, models.CASCADE, related_name="members", verbose_name=_("工作小组")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    part = models.CharField(
        _("组内身份"), max_length=20, choices=MemberPart, default=MemberPart.MEMBER
    )
    from_on = models.DateField(_("自"), null=True, blank=True)
    to_on = models.DateField(_("至"), null=True, blank=True)
    left_why = models.CharField(_("离开原因"), max_length=300, blank=True)

    objects = GroupTimes.as_manager()

    class Meta:
        verbose_name = _("成员")
        ordering = ["id"]
        constraints = [
            known("part", MemberPart, name="group_member_part_known"),
            models.UniqueConstraint(
                fields=["group", "person", "unit"],
                condition=Q(to_on__isnull=True),
                name="group_member_once",
            ),
            models.CheckConstraint(
                name="group_member_leaves_after_joining", condition=ENDS_AFTER_IT_BEGINS
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
