"""Working groups: exactly one lead, responsible and cooperating units, and their people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import known
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Person, Unit
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
