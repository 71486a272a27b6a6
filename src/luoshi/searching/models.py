"""What can be found: one row for each piece of text, made again from the register at any time.

The pairs of signs that are searched stand beside it, in the way of either database (``engines``).
Nothing here says who may see a row: that is asked of its own room whenever somebody searches.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One piece of what a row says, under the row's title.

    The row is known by kind and id.  ``names`` are its other names, a line each; ``text`` is as it
    was written.  A long text has several pieces, each with a little of the next.
    """

    kind = models.CharField(_("类别"), max_length=20)
    key = models.BigIntegerField(_("编号"))
    piece = models.PositiveIntegerField(_("段"), default=0)
    title = models.CharField(_("标题"), max_length=300)
    names = models.TextField(_("其他名称"), blank=True)
    text = models.TextField(_("内容"), blank=True)
    day = models.DateField(_("日期"), null=True)

    class Meta:
        verbose_name = _("检索条目")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "piece"], name="entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}#{self.piece}"


class IndexMark(models.Model):
    """How far the record was read for the index: one row.

    ``waiting`` has the numbers of events that were not there yet, each with the moment (ISO) when
    that was first seen.  ``form`` says by which rules the index was built; another one builds anew.
    """

    only = models.BooleanField(default=True, unique=True)
    last_event = models.BigIntegerField(default=0)
    waiting = models.JSONField(default=dict)
    form = models.CharField(max_length=20, blank=True)
    built_at = models.DateTimeField(_("建立时间"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("索引进度")
        constraints = [
            models.CheckConstraint(name="index_mark_there_is_one", condition=Q(only=True)),
        ]

    def __str__(self) -> str:
        return str(self.last_event)
