"""What a paper is besides, if it tells of one half month: its figures, and whether it goes out by mail."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.issuing.models.document import Document


class Bulletin(models.Model):
    """A summary, circular, brief or correction: the figures it rests on, and its mailing.

    ``figures`` are those of the version that was composed last (``issuing.figures_values``), empty
    for what has no window.  ``mails`` is the opt-in: whoever issues lets it be told to the
    accounts of the units on its lists; ``told_at`` is when that was done, once.
    """

    document = models.OneToOneField(
        Document, models.PROTECT, related_name="bulletin", verbose_name=_("公文")
    )
    window = models.CharField(_("报告期"), max_length=8, blank=True)
    as_of = models.DateTimeField(_("数据时间"), null=True)
    figures = models.JSONField(_("指标"), default=list)
    mails = models.BooleanField(_("邮件告知收文单位"), default=False)
    told_at = models.DateTimeField(_("告知时间"), null=True)

    class Meta:
        verbose_name = _("简报")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="bulletin_window_has_its_moment",
                condition=Q(window="", as_of__isnull=True) | ~Q(window="") & Q(as_of__isnull=False),
            ),
            models.CheckConstraint(
                name="bulletin_told_only_if_wanted",
                condition=Q(told_at__isnull=True) | Q(mails=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["document"],
                name="bulletin_to_tell",
                condition=Q(mails=True, told_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return str(self.document)
