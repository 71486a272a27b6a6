"""What was handed out: the bytes as they left, their number and hash."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import known
from luoshi.matters.models import Order
from luoshi.orgs.models import Account


class Ledger(models.TextChoices):
    PROJECTS = "projects", _("合作项目台账")
    MATTERS = "matters", _("事项台账")
    REPORTS = "reports", _("半月报报送情况")
    BURDEN = "burden", _("填报负担")
    COMMITMENTS = "commitments", _("双向承诺台账")


class Issue(models.Model):
    """One ledger handed out as a file.  The row proves what it said: hash, count, state of the day."""

    ledger = models.CharField(_("台账"), max_length=20, choices=Ledger)
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField(_("大小"))
    rows = models.PositiveIntegerField(_("行数"))
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("导出人"))
    at = models.DateTimeField(_("导出时间"))

    class Meta:
        verbose_name = _("导出记录")
        ordering = ["-id"]
        constraints = [known("ledger", Ledger, name="issue_ledger_known")]

    def __str__(self) -> str:
        return self.file_name


class PaperForm(models.TextChoices):
    PDF = "pdf", "PDF"
    DOCX = "docx", "Word"


class OrderPaper(models.Model):
    """An issued order as a paper: the bytes as they were set, once for each form, and their hash."""

    order = models.ForeignKey(
        Order, models.PROTECT, related_name="papers", verbose_name=_("催办督办")
    )
    form = models.CharField(_("格式"), max_length=10, choices=PaperForm)
    content = models.BinaryField(_("内容"))
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField(_("大小"))
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("公文")
        ordering = ["id"]
        constraints = [
            known("form", PaperForm, name="order_paper_form_known"),
            models.UniqueConstraint(fields=["order", "form"], name="order_paper_once_of_a_form"),
            models.CheckConstraint(
                name="order_paper_has_its_bytes", condition=Q(size_bytes__gt=0) & ~Q(sha256="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order}.{self.form}"
