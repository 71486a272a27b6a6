"""How much of what somebody may do at a door is used up, where every process sees it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Allowance(models.Model):
    """What ``who`` has left at a door: everything from ``whole_at_ms`` (Unix milliseconds) on.

    A row whose moment is past says nothing and may be deleted.  ``who`` is an account, a link (by
    the hash that is kept of it) or an address on the network.  Doors that begin with "said:" remember
    of whom the record was told.
    """

    door = models.CharField(_("入口"), max_length=20)
    who = models.CharField(_("对象"), max_length=80)
    whole_at_ms = models.BigIntegerField(_("全部恢复的时刻"), db_index=True)

    class Meta:
        verbose_name = _("频次额度")
        constraints = [models.UniqueConstraint(fields=["door", "who"], name="allowance_once")]

    def __str__(self) -> str:
        sort, _colon, of = self.who.partition(":")
        return f"{self.door} {sort}" if sort == "link" and of else f"{self.door} {self.who}"
