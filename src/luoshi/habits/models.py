"""Views that are kept, how an account likes the pages, deeds done to many rows at once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.orgs.models import Account, Unit

NAME_MOST = 40
QUERY_MOST = 600
STEPS_OF_TOUR = 5


class Listed(models.TextChoices):
    """The lists of which a view can be kept, by the name of their address."""

    MATTERS = "matter_list", _("事项")
    PROJECTS = "project_list", _("项目")
    REPORTS = "report_list", _("半月报")
    DOCUMENTS = "document_list", _("公文")
    DRAFTS = "draft_list", _("草稿")


class SavedView(models.Model):
    """A list under filters and in an order that somebody keeps under a name.

    It holds only the address: whoever opens it sees what her own seats show her.  ``shared_with``
    lets the people of a unit open it, too.  One that is dropped stays, so that it can come back.
    """

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="views", verbose_name=_("账号")
    )
    listed = models.CharField(_("列表"), max_length=20, choices=Listed)
    name = models.CharField(_("名称"), max_length=NAME_MOST)
    query = models.CharField(_("筛选条件"), max_length=QUERY_MOST, blank=True)
    shared_with = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("共享给单位")
    )
    is_pinned = models.BooleanField(_("显示在我的待办"), default=False)
    is_default = models.BooleanField(_("打开列表时使用"), default=False)
    made_at = models.DateTimeField(_("建立时间"))
    dropped_at = models.DateTimeField(_("删除时间"), null=True)

    class Meta:
        verbose_name = _("保存的视图")
        ordering = ["name", "pk"]
        constraints = [
            known("listed", Listed, name="savedview_listed_known"),
            models.CheckConstraint(name="savedview_named", condition=~Q(name="")),
            models.UniqueConstraint(
                name="savedview_one_default",
                fields=["account", "listed"],
                condition=Q(is_default=True, dropped_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="savedview_one_of_a_name",
                fields=["account", "listed", "name"],
                condition=Q(dropped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Habit(models.Model):
    """How an account likes the pages: whether single keys act, how far the first tour went."""

    account = models.OneToOneField(
        Account, models.CASCADE, related_name="habit", verbose_name=_("账号")
    )
    keys_act = models.BooleanField(_("使用快捷键"), default=True)
    tour_steps = models.JSONField(_("看过的步骤"), default=list)
    tour_ended_at = models.DateTimeField(_("结束导览"), null=True)

    class Meta:
        verbose_name = _("使用习惯")

    def __str__(self) -> str:
        return str(self.account)


class Deed(models.TextChoices):
    """What can be done to many matters at once."""

    URGE = "urge", _("催办")
    HAND_OVER = "hand_over", _("移交")


class Batch(models.Model):
    """One deed done to many matters: what became of each, and whether it was taken back.

    ``rows`` says for each matter its id, number and title, how far its record went then, or why
    it was refused.
    """

    deed = models.CharField(_("操作"), max_length=20, choices=Deed)
    by = models.ForeignKey(Account, models.PROTECT, related_name="batches", verbose_name=_("经办"))
    at = models.DateTimeField(_("时间"))
    done = models.PositiveIntegerField(_("办成"))
    refused = models.PositiveIntegerField(_("未办"))
    rows = models.JSONField(_("各行"), default=list)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    undone_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("撤销人")
    )

    class Meta:
        verbose_name = _("批量操作")
        ordering = ["-at", "-pk"]
        constraints = [
            known("deed", Deed, name="batch_deed_known"),
            both_or_neither("undone_at", "undone_by", name="batch_undone_by_somebody"),
            models.CheckConstraint(
                name="batch_only_hands_come_back",
                condition=Q(undone_at__isnull=True) | Q(deed=Deed.HAND_OVER),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_deed_display()} {self.done}"
