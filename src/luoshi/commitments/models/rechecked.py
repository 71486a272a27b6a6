"""Checking again, some time after it was closed, whether what was done holds."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither
from luoshi.matters.models import Matter
from luoshi.orgs.models import Account, Person
from luoshi.rules.access import Scope


class Way(models.TextChoices):
    VISIT = "visit", _("实地查看")
    CALL = "call", _("电话回访")


class Finding(models.TextChoices):
    HOLDS = "holds", _("成效保持")
    PARTLY = "partly", _("部分保持")
    NOT = "not", _("问题仍在")


class Draw(models.Model):
    """One draw among what was closed in a period: the rule, the seed of the record, who could be drawn.

    ``frame`` lists the candidates as ``{"pk", "unit"}``; ``seed`` is the hash of the record's event
    ``seed_event``, the last before the period ended: anybody can draw again and finds the same.
    """

    period = models.CharField(_("期间"), max_length=10, unique=True)
    share_percent = models.PositiveSmallIntegerField(_("抽取比例（%）"))
    least = models.PositiveSmallIntegerField(_("每单位至少"))
    seed = models.CharField(_("种子"), max_length=64)
    seed_event = models.BigIntegerField(_("种子记录编号"))
    frame = models.JSONField(_("候选事项"))
    count = models.PositiveIntegerField(_("抽中"))
    by_name = models.CharField(_("发起"), max_length=200)
    at = models.DateTimeField(_("抽取时间"))

    class Meta:
        verbose_name = _("回头看抽取")
        ordering = ["-period"]

    def __str__(self) -> str:
        return self.period


class RecheckRows(models.QuerySet["Recheck"]):
    def within(self, scope: Scope) -> RecheckRows:
        """Return the re-checks of the matters within ``scope``."""
        if scope.everything:
            return self
        mine = Matter.objects.within(scope).values("pk")
        return self.filter(matter__in=mine)


class Recheck(models.Model):
    """One closed matter looked at again, by somebody who neither handled nor closed it.

    ``handler``, ``claimer`` and ``closer`` are copies of who did it in the try ``attempt``.
    """

    matter = models.ForeignKey(
        Matter, models.PROTECT, related_name="rechecks", verbose_name=_("事项")
    )
    attempt = models.PositiveSmallIntegerField(_("办理次数"))
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="rechecks", verbose_name=_("抽取"))
    drawn_on = models.DateField(_("抽取日期"))
    due_on = models.DateField(_("核查期限"))
    handler = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("责任人"))
    claimer = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("申请办结人")
    )
    closer = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("销号人"))
    checker = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("核查人")
    )
    checked_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    checked_for = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("代理")
    )
    checked_at = models.DateTimeField(_("登记时间"), null=True)
    checked_on = models.DateField(_("核查日期"), null=True)
    way = models.CharField(_("方式"), max_length=10, choices=Way, null=True)
    finding = models.CharField(_("结论"), max_length=10, choices=Finding, null=True)
    words = models.TextField(_("核查情况"), blank=True)
    raiser_said = models.CharField(_("提出单位意见"), max_length=300, blank=True)
    evidence = models.CharField(_("凭证"), max_length=300, blank=True)
    reopened_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("重办决定人")
    )
    reopened_at = models.DateTimeField(_("重办时间"), null=True)

    objects = RecheckRows.as_manager()

    class Meta:
        verbose_name = _("回头看")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "attempt"], name="recheck_once_a_try"),
            models.CheckConstraint(
                name="recheck_way_known",
                condition=Q(way__isnull=True) | Q(way__in=sorted(Way.values)),
            ),
            models.CheckConstraint(
                name="recheck_finding_known",
                condition=Q(finding__isnull=True) | Q(finding__in=sorted(Finding.values)),
            ),
            both_or_neither(
                "checker",
                "checked_by",
                "checked_at",
                "checked_on",
                "way",
                "finding",
                name="recheck_checked_whole",
            ),
            models.CheckConstraint(
                name="recheck_by_another_hand",
                condition=Q(checker__isnull=True)
                | ~Q(checker=F("handler")) & ~Q(checker=F("claimer")) & ~Q(checker=F("closer")),
            ),
            models.CheckConstraint(
                name="recheck_not_in_their_place",
                condition=Q(checked_for__isnull=True)
                | ~Q(checked_for=F("handler"))
                & ~Q(checked_for=F("claimer"))
                & ~Q(checked_for=F("closer")),
            ),
            both_or_neither("reopened_by", "reopened_at", name="recheck_reopened_paired"),
            models.CheckConstraint(
                name="recheck_reopens_what_does_not_hold",
                condition=Q(reopened_at__isnull=True) | Q(finding="not"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.matter)
