"""Addresses at which somebody's own calendar is fetched: unguessable, revocable, of what she may see."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import known
from luoshi.orgs.models import Account, Unit

REMIND_DAYS_MOST = 30


class Whose(models.TextChoices):
    """Of whose debts a feed tells."""

    OWN = "own", _("我自己要办的")
    UNITS = "units", _("我单位和下属单位的")
    SEEN = "seen", _("我能看到的全部")


class Feed(models.Model):
    """An address at which the calendar of an account is fetched; only the hash of its token is kept.

    It holds no rights: what it tells is asked anew at each fetching, as what the account may see
    at that moment.  ``unit`` narrows it; ``remind_days`` is how many days before a day the
    calendar reminds, None for never.
    """

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="feeds", verbose_name=_("账号")
    )
    name = models.CharField(_("用途"), max_length=60)
    whose = models.CharField(_("内容"), max_length=10, choices=Whose, default=Whose.OWN)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("只看单位")
    )
    remind_days = models.PositiveSmallIntegerField(_("提前几天提醒"), null=True, blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("建立时间"))
    fetched_at = models.DateTimeField(_("最近读取"), null=True)
    fetched_from = models.CharField(_("读取地址"), max_length=45, blank=True)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = _("日历订阅")
        ordering = ["-id"]
        constraints = [
            known("whose", Whose, name="feed_whose_known"),
            models.CheckConstraint(
                name="feed_reminds_soon_enough",
                condition=Q(remind_days__isnull=True) | Q(remind_days__lte=REMIND_DAYS_MOST),
            ),
        ]

    def __str__(self) -> str:
        return self.name
