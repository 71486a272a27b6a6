"""Words such as 其他部门 that stand where units should: kept until somebody says whom they mean."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.matters.models.groups import Group, GroupRole
from luoshi.matters.models.matter import Matter
from luoshi.orgs.models import Account, Unit
from luoshi.sources.models import Passage


class PlaceholderRows(models.QuerySet["Placeholder"]):
    def open(self) -> PlaceholderRows:
        """Return those of which nobody has said yet whom they mean."""
        return self.filter(settled_at__isnull=True)


class Placeholder(models.Model):
    """Words that name no definite unit, of a matter or a group, in the role in which they stand.

    Settled, they were expanded to ``units``, or struck with the ``reason`` and no units.
    """

    matter = models.ForeignKey(
        Matter, models.CASCADE, null=True, related_name="placeholders", verbose_name=_("事项")
    )
    group = models.ForeignKey(
        Group, models.CASCADE, null=True, related_name="placeholders", verbose_name=_("工作小组")
    )
    words = models.CharField(_("称谓"), max_length=120)
    role = models.CharField(_("身份"), max_length=20, choices=GroupRole)
    passage = models.ForeignKey(
        Passage, models.PROTECT, null=True, related_name="+", verbose_name=_("原文")
    )
    units = models.ManyToManyField(Unit, related_name="+", verbose_name=_("明确为"))
    reason = models.CharField(_("不列理由"), max_length=300, blank=True)
    settled_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("明确人")
    )
    settled_at = models.DateTimeField(_("明确时间"), null=True)

    objects = PlaceholderRows.as_manager()

    class Meta:
        verbose_name = _("待明确单位")
        ordering = ["id"]
        constraints = [
            known("role", GroupRole, name="placeholder_role_known"),
            models.CheckConstraint(
                name="placeholder_of_one_row",
                condition=Q(matter__isnull=True, group__isnull=False)
                | Q(matter__isnull=False, group__isnull=True),
            ),
            models.CheckConstraint(name="placeholder_has_words", condition=~Q(words="")),
            both_or_neither("settled_by", "settled_at", name="placeholder_settled_paired"),
            models.CheckConstraint(
                name="placeholder_open_has_no_reason",
                condition=Q(settled_at__isnull=False) | Q(reason=""),
            ),
            models.UniqueConstraint(
                fields=["matter", "words", "role"],
                condition=Q(matter__isnull=False),
                name="placeholder_once_in_a_matter",
            ),
            models.UniqueConstraint(
                fields=["group", "words", "role"],
                condition=Q(group__isnull=False),
                name="placeholder_once_in_a_group",
            ),
        ]

    def __str__(self) -> str:
        return self.words
