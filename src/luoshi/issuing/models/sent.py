"""What becomes of an issued paper: its number, its bytes, and who received it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.audit.refusals import both_or_neither, known
from luoshi.issuing.models.document import Document
from luoshi.issuing.models.handed import PaperForm
from luoshi.orgs.models import Account, Unit


class DispatchPart(models.TextChoices):
    """Where on a paper a receiver stands."""

    MAIN = "main", _("主送")
    COPY = "copy", _("抄送")
    REPORTED = "reported", pgettext_lazy("receiver", "报")
    SENT = "sent", pgettext_lazy("receiver", "送")
    DISTRIBUTED = "distributed", pgettext_lazy("receiver", "发")


class Dispatch(models.Model):
    """A paper sent to one unit of the directory, and who of it confirmed that it came."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="dispatches", verbose_name=_("公文")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="received_papers", verbose_name=_("收文单位")
    )
    part = models.CharField(_("发送方式"), max_length=20, choices=DispatchPart)
    sent_at = models.DateTimeField(_("发出时间"))
    due_on = models.DateField(_("签收期限"))
    received_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("签收人")
    )
    received_at = models.DateTimeField(_("签收时间"), null=True)

    class Meta:
        verbose_name = _("发送")
        ordering = ["id"]
        constraints = [
            known("part", DispatchPart, name="dispatch_part_known"),
            models.UniqueConstraint(fields=["document", "unit"], name="dispatch_once"),
            both_or_neither("received_by", "received_at", name="dispatch_received_paired"),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class PaperNumber(models.Model):
    """One number of an office's series: the paper that bears it, or why none does."""

    office = models.ForeignKey(
        Unit, models.PROTECT, related_name="paper_numbers", verbose_name=_("发文机关")
    )
    word = models.CharField(_("代字"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年份"))
    n = models.PositiveIntegerField(_("序号"))
    document = models.OneToOneField(
        Document, models.PROTECT, null=True, related_name="given", verbose_name=_("公文")
    )
    given_at = models.DateTimeField(_("取号时间"))
    void_reason = models.CharField(_("作废或缺号说明"), max_length=300, blank=True)
    voided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("作废人")
    )
    voided_at = models.DateTimeField(_("作废时间"), null=True)

    class Meta:
        verbose_name = _("发文编号")
        ordering = ["office", "word", "year", "n"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "word", "year", "n"], name="paper_number_once"
            ),
            both_or_neither("voided_by", "voided_at", name="paper_number_voided_paired"),
            models.CheckConstraint(
                name="paper_number_void_is_explained",
                condition=Q(void_reason="", voided_by__isnull=True)
                | ~Q(void_reason="") & Q(voided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="paper_number_has_its_paper_or_why_not",
                condition=Q(document__isnull=False) | ~Q(void_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕{self.n}号"


class Rendition(models.Model):
    """An issued paper as it left: the bytes in one form, and their hash."""

    document = models.ForeignKey(
        Document, models.PROTECT, related_name="renditions", verbose_name=_("公文")
    )
    form = models.CharField(_("格式"), max_length=10, choices=PaperForm)
    content = models.BinaryField(_("内容"))
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveBigIntegerField(_("大小"))
    stand_ins = models.JSONField(_("替代字体"), default=list)
    made_at = models.DateTimeField(_("生成时间"))

    class Meta:
        verbose_name = _("公文文件")
        ordering = ["id"]
        constraints = [
            known("form", PaperForm, name="rendition_form_known"),
            models.UniqueConstraint(fields=["document", "form"], name="rendition_once_of_a_form"),
            models.CheckConstraint(
                name="rendition_has_its_bytes", condition=Q(size_bytes__gt=0) & ~Q(sha256="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document}.{self.form}"
