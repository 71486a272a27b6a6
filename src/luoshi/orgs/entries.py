"""How accounts are entered: where they are logged in, what failed, what is locked, passwords that were.

The rows belong to ``models``, which gathers them.
"""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither


class Sitting(models.Model):
    """One log-in of an account in one browser, until it ends."""

    account = models.ForeignKey(
        "orgs.Account", models.CASCADE, related_name="sittings", verbose_name=_("账号")
    )
    session_key = models.CharField(max_length=40, unique=True)
    method = models.CharField(_("登录方式"), max_length=60)
    device = models.CharField(_("设备"), max_length=200, blank=True)
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    begun_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近使用"))

    class Meta:
        verbose_name = _("登录会话")
        ordering = ["-seen_at", "-id"]

    def __str__(self) -> str:
        return f"{self.account} {self.address}"


class Attempt(models.Model):
    """A log-in, or a code, that failed.  What was typed is not kept, only its keyed hash."""

    name_hash = models.CharField(max_length=64)
    account = models.ForeignKey(
        "orgs.Account", models.CASCADE, null=True, related_name="attempts", verbose_name=_("账号")
    )
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("失败的登录")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["name_hash", "at"], name="attempt_of_name"),
            models.Index(fields=["address", "at"], name="attempt_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.account or '—'} {self.address}"


class LockRows(models.QuerySet["Lock"]):
    def on(self, now: dt.datetime) -> Self:
        """Return the locks that hold at ``now``."""
        return self.filter(until__gt=now, lifted_at__isnull=True)


class Lock(models.Model):
    """Nobody gets in with one name, or from one address, until a moment or until it is lifted."""

    name_hash = models.CharField(max_length=64, blank=True)
    account = models.ForeignKey(
        "orgs.Account", models.CASCADE, null=True, related_name="locks", verbose_name=_("账号")
    )
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    at = models.DateTimeField(_("锁定时间"))
    until = models.DateTimeField(_("锁定至"))
    lifted_at = models.DateTimeField(_("解除时间"), null=True)
    lifted_by = models.ForeignKey(
        "orgs.Account", models.PROTECT, null=True, related_name="+", verbose_name=_("解除人")
    )

    objects = LockRows.as_manager()

    class Meta:
        verbose_name = _("登录锁定")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="lock_of_a_name_or_an_address",
                condition=~Q(name_hash="") & Q(address="")
                | Q(name_hash="", account__isnull=True) & ~Q(address=""),
            ),
            both_or_neither("lifted_at", "lifted_by", name="lock_lifted_paired"),
        ]

    def __str__(self) -> str:
        return str(self.account or self.address or "—")


class FormerPassword(models.Model):
    """The hash of a password that an account had, so that it does not come back."""

    account = models.ForeignKey(
        "orgs.Account", models.CASCADE, related_name="former_passwords", verbose_name=_("账号")
    )
    password = models.CharField(max_length=128)
    at = models.DateTimeField(_("更换时间"))

    class Meta:
        verbose_name = _("用过的密码")
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.account)
