"""Reminders inside the program, made by sweeping what is owed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import known
from luoshi.orgs.models import Person
from luoshi.owed.models import Colour, Obligation


class Notice(models.Model):
    """One person told once of one obligation at one light."""

    obligation = models.ForeignKey(
        Obligation, models.CASCADE, related_name="notices", verbose_name=_("待办义务")
    )
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="notices", verbose_name=_("人员")
    )
    light = models.CharField(_("灯"), max_length=10, choices=Colour)
    made_on = models.DateField(_("日期"))
    read_at = models.DateTimeField(_("已读时间"), null=True)

    class Meta:
        verbose_name = _("提醒")
        ordering = ["-id"]
        constraints = [
            known("light", Colour, name="notice_light_known"),
            models.UniqueConstraint(
                fields=["obligation", "person", "light"], name="notice_once_per_light"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.obligation}"
