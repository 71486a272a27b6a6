"""Documents as they were handed in, and the passages of them that everything hangs on."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.orgs.models import Account, Unit
from luoshi.rules.access import Scope


class SourceKind(models.TextChoices):
    UPLOADED = "uploaded", _("上传文件")
    PASTED = "pasted", _("粘贴文本")
    TYPED = "typed", _("手工登记")


class SourceRows(models.QuerySet["Source"]):
    def within(self, scope: Scope) -> SourceRows:
        """Return the sources that ``scope`` covers: those that one of its units holds."""
        return self if scope.everything else self.filter(held_by__in=scope.units)


class Source(models.Model):
    """A stored document.  ``text`` is what was read out of it, before any repair."""

    kind = models.CharField(_("来历"), max_length=20, choices=SourceKind)
    title = models.CharField(_("标题"), max_length=200)
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    media_type = models.CharField(_("类型"), max_length=100, default="text/plain")
    encoding = models.CharField(_("编码"), max_length=30, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    text_sha256 = models.CharField(max_length=64)
    file = models.FileField(_("原件"), max_length=200, blank=True)
    text = models.TextField(_("原文"))
    held_by = models.ForeignKey(
        Unit, models.PROTECT, related_name="sources", verbose_name=_("保管单位")
    )
    received_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("接收人")
    )
    received_at = models.DateTimeField(_("接收时间"))

    objects = SourceRows.as_manager()

    class Meta:
        verbose_name = _("来源文件")
        ordering = ["-id"]
        constraints = [
            known("kind", SourceKind, name="source_kind_known"),
            # Two offices may each hold the same paper; one office holds it once.
            models.UniqueConstraint(
                fields=["held_by", "text_sha256"],
                name="source_once_per_unit",
                condition=~Q(kind="typed"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Passage(models.Model):
    """The run ``[start, end)`` of a source's text, and how it reads after repair."""

    source = models.ForeignKey(
        Source, models.PROTECT, related_name="passages", verbose_name=_("来源文件")
    )
    start = models.PositiveIntegerField(_("起"))
    end = models.PositiveIntegerField(_("止"))
    quote = models.TextField(_("原文"))

    class Meta:
        verbose_name = _("原文")
        constraints = [
            models.UniqueConstraint(fields=["source", "start", "end"], name="passage_once"),
            models.CheckConstraint(name="passage_runs_forward", condition=Q(end__gt=F("start"))),
        ]

    def __str__(self) -> str:
        return self.quote[:60]


class Waits(models.TextChoices):
    """What became of a file that waits for the scanner."""

    WAITING = "waiting", _("等待查毒")
    FREED = "freed", _("已读取")
    REMOVED = "removed", _("已删除")


class Removal(models.TextChoices):
    """Why a file that waited was removed."""

    HARMFUL = "harmful", _("查出有害，没有打开。请先在本机查杀病毒，再上传干净的副本。")
    MARKED = "marked", _("带有密级标志，内容和文件名都没有保留。请按保密规定处置。")
    UNREADABLE = "unreadable", _("查过无害，但是无法读取。请换一份文件，或直接粘贴文字。")
    EXPIRED = "expired", _("七天内病毒扫描程序一直没有响应。请联系管理员，修复后重新上传。")
    DENIED = "denied", _("提交人已没有读入文件的权限。")


class Quarantined(models.Model):
    """A file that waits until the scanner can be asked: kept apart and encrypted, opened by nobody.

    Once it is settled its bytes are gone from here; one that passed is a source like any other.
    """

    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    size_bytes = models.PositiveBigIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)
    file = models.FileField(_("加密保存的内容"), max_length=200, blank=True)
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("保管单位"))
    received_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("接收人")
    )
    received_at = models.DateTimeField(_("接收时间"))
    state = models.CharField(_("状态"), max_length=10, choices=Waits, default=Waits.WAITING)
    tried_at = models.DateTimeField(_("上次查毒时间"), null=True)
    settled_at = models.DateTimeField(_("结果时间"), null=True)
    seen_at = models.DateTimeField(_("本人看到结果的时间"), null=True)
    reason = models.CharField(_("原因"), max_length=12, choices=Removal, blank=True)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, related_name="+", verbose_name=_("来源文件")
    )

    class Meta:
        verbose_name = _("等待查毒的文件")
        ordering = ["-id"]
        constraints = [
            known("state", Waits, name="quarantined_state_known"),
            models.CheckConstraint(
                name="quarantined_reason_known",
                condition=Q(reason__in=["", *sorted(Removal.values)]),
            ),
            # It waits with its bytes, or is settled without them and says how.
            models.CheckConstraint(
                name="quarantined_settled",
                condition=Q(
                    state="waiting", settled_at__isnull=True, source__isnull=True, reason=""
                )
                & ~Q(file="")
                | Q(state="freed", settled_at__isnull=False, source__isnull=False)
                & Q(reason="", file="")
                | Q(state="removed", settled_at__isnull=False, source__isnull=True, file="")
                & ~Q(reason=""),
            ),
            models.UniqueConstraint(
                fields=["received_by", "held_by", "sha256"],
                name="quarantined_once",
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        # Not its name: the record keeps this for good, and the name may turn out to be a secret.
        return self.sha256[:12]


class Grade(models.TextChoices):
    """What was met at a door: which secrecy mark, only its word; or a file that does harm."""

    TOP_SECRET = "top-secret", _("绝密")
    SECRET = "secret", _("机密")
    CONFIDENTIAL = "confidential", _("秘密")
    INTERNAL = "internal", _("内部资料")
    HARMFUL = "harmful", _("有害文件")


class Incident(models.Model):
    """A secrecy mark or a harmful file was met at a door and refused: who, when, where, which; no content.

    ``place`` is the name of the address.  Somebody who watches over secrets acknowledges it.
    """

    grade = models.CharField(_("标志"), max_length=20, choices=Grade)
    place = models.CharField(_("入口"), max_length=60)
    who = models.CharField(_("提交人"), max_length=200)
    door = models.CharField(_("途径"), max_length=12, blank=True)
    address = models.CharField(_("来源地址"), max_length=45, blank=True)
    at = models.DateTimeField(_("时间"))
    seen_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("处置人")
    )
    seen_at = models.DateTimeField(_("处置时间"), null=True)

    class Meta:
        verbose_name = _("涉密标志拦截")
        ordering = ["-id"]
        constraints = [
            known("grade", Grade, name="incident_grade_known"),
            both_or_neither("seen_by", "seen_at", name="incident_seen_paired"),
        ]
        indexes = [
            models.Index(fields=["at"], name="incident_open", condition=Q(seen_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.get_grade_display()}"
