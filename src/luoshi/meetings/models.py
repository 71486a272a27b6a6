"""Tours and what took place within or without one."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import known
from luoshi.orgs.models import Person, Unit
from luoshi.rules.access import Scope
from luoshi.sources.models import Passage, Source


class Kind(models.TextChoices):
    TOUR = "tour", _("调研行程")
    SITE_VISIT = "site-visit", _("实地考察")
    MEETING = "meeting", _("会议")
    TALK = "talk", _("会谈")
    SIGNING = "signing", _("签约")


class EngagementRows(models.QuerySet["Engagement"]):
    def within(self, scope: Scope) -> EngagementRows:
        """Return the engagements that a unit of ``scope`` keeps or took part in."""
        if scope.everything:
            return self
        mine = Q(held_by__in=scope.units) | Q(units__in=scope.units)
        return self.filter(pk__in=self.model.objects.filter(mine).values("pk"))


class Engagement(models.Model):
    """A trip, visit, meeting, talk or signing; ``tour`` is the trip that it was part of."""

    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    name = models.CharField(_("名称"), max_length=200)
    tour = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("所属行程"),
    )
    start_on = models.DateField(_("开始"), null=True, blank=True)
    end_on = models.DateField(_("结束"), null=True, blank=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    units = models.ManyToManyField(Unit, related_name="engagements", verbose_name=_("参加单位"))
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("来源文件")
    )
    passage = models.ForeignKey(
        Passage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原文")
    )
    version = models.PositiveIntegerField(default=1)

    objects = EngagementRows.as_manager()

    class Meta:
        verbose_name = _("活动")
        ordering = ["-start_on", "-id"]
        constraints = [
            known("kind", Kind, name="engagement_kind_known"),
            models.CheckConstraint(
                name="engagement_ends_after_it_begins",
                condition=Q(start_on__isnull=True) | Q(end_on__gte=F("start_on")),
            ),
            models.CheckConstraint(
                name="engagement_tour_is_not_itself",
                condition=Q(tour__isnull=True) | ~Q(tour=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Part(models.TextChoices):
    CHAIR = "chair", _("主持/带队")
    PARTICIPANT = "participant", _("参加")


class Attendance(models.Model):
    """Somebody who took part, with the post as the document printed it."""

    engagement = models.ForeignKey(
        Engagement, models.CASCADE, related_name="attendances", verbose_name=_("活动")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="attendances", verbose_name=_("人员")
    )
    part = models.CharField(_("身份"), max_length=20, choices=Part)
    post = models.CharField(_("当时职务"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("出席")
        ordering = ["id"]
        constraints = [
            known("part", Part, name="attendance_part_known"),
            models.UniqueConstraint(fields=["engagement", "person"], name="attendance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}（{self.get_part_display()}）"
