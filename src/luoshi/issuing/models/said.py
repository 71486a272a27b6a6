"""What a paper said at each time, what was remarked on it, and what its words were flagged for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.audit.refusals import both_or_neither
from luoshi.issuing.models.document import Document
from luoshi.orgs.models import Account
from luoshi.papers import asdata
from luoshi.papers.paper import Paper


class Version(models.Model):
    """One text of a paper, whole, as data of ``papers.asdata``.  It is only ever added to."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="versions", verbose_name=_("公文")
    )
    n = models.PositiveIntegerField(_("稿次"))
    said = models.JSONField(_("内容"))
    note = models.CharField(_("修改说明"), max_length=300, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("修改人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("稿次")
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["document", "n"], name="version_once")]

    def __str__(self) -> str:
        return f"{self.document}（{self.n}）"

    @property
    def paper(self) -> Paper:
        """Return what it says."""
        return asdata.from_data(self.said)


class Remark(models.Model):
    """A word on a paper, perhaps on a ``quote`` of the version it was made on; open until settled."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="remarks", verbose_name=_("公文")
    )
    on = models.PositiveIntegerField(_("稿次"))
    quote = models.CharField(_("原文"), max_length=300, blank=True)
    text = models.CharField(_("意见"), max_length=1000)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    at = models.DateTimeField(_("提出时间"))
    answer = models.CharField(_("处理说明"), max_length=300, blank=True)
    settled_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("处理人")
    )
    settled_at = models.DateTimeField(_("处理时间"), null=True)

    class Meta:
        verbose_name = _("修改意见")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="remark_says_something", condition=~Q(text="")),
            both_or_neither("settled_by", "settled_at", name="remark_settled_paired"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class FlagDecision(models.TextChoices):
    KEPT = "kept", pgettext_lazy("flag", "保留")
    CHANGED = "changed", pgettext_lazy("flag", "已改")


class WordingFlag(models.Model):
    """Words, or a receiver, of which a rule says that they should not stand so; a person decides.

    ``firm`` ones cannot be kept: the paper must change.  A paper with an undecided flag is not
    signed.  ``on`` is the version in which it was met.
    """

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="flags", verbose_name=_("公文")
    )
    on = models.PositiveIntegerField(_("稿次"))
    rule = models.CharField(_("规则"), max_length=40)
    name = models.CharField(_("提醒"), max_length=60)
    quote = models.CharField(_("原文"), max_length=300)
    basis = models.CharField(_("依据"), max_length=300)
    advice = models.CharField(_("建议"), max_length=300, blank=True)
    firm = models.BooleanField(_("必须修改"), default=False)
    decision = models.CharField(_("处理"), max_length=10, choices=FlagDecision, blank=True)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("处理人")
    )
    at = models.DateTimeField(_("处理时间"), null=True)

    class Meta:
        verbose_name = _("用语提醒")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="flag_decision_known",
                condition=Q(decision__in=["", *sorted(FlagDecision.values)]),
            ),
            both_or_neither("by", "at", name="flag_decided_paired"),
            models.CheckConstraint(
                name="flag_decided_says_by_whom",
                condition=Q(decision="", by__isnull=True) | ~Q(decision="") & Q(by__isnull=False),
            ),
            models.CheckConstraint(
                name="flag_kept_says_why", condition=~Q(decision="kept") | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="flag_firm_is_not_kept", condition=~Q(decision="kept", firm=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.quote[:40]}"
