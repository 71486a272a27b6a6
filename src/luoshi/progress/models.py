"""What a project's unit says of one half month."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.matters.models import Matter
from luoshi.orgs.models import Account, Person
from luoshi.projects.models import Project, Stage


class ReportLink(models.Model):
    """An address by which somebody without an account writes one report; only its hash is kept.

    It serves one project and one window, until ``expires_at``, unless it is revoked; used once,
    it only shows what was handed in.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="report_links", verbose_name=_("项目")
    )
    window = models.CharField(_("报告期"), max_length=8)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("填报人"))
    token_sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(_("有效期至"))
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("经办"))
    made_at = models.DateTimeField(_("生成时间"))
    revoked_at = models.DateTimeField(_("撤回时间"), null=True)
    revoked_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("撤回人")
    )
    used_at = models.DateTimeField(_("使用时间"), null=True)

    class Meta:
        verbose_name = _("填报链接")
        ordering = ["-id"]
        constraints = [
            both_or_neither("revoked_at", "revoked_by", name="report_link_revoked_by_somebody"),
            models.CheckConstraint(
                name="report_link_used_or_revoked",
                condition=Q(used_at__isnull=True) | Q(revoked_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.window} {self.person}"


class State(models.TextChoices):
    """Where a report stands in the chain of signing: handler, head of the unit, office."""

    WAITING = "waiting", _("待负责人签字")
    HANDED_IN = "handed-in", _("已报送")
    RECEIVED = "received", _("已接收")
    RETURNED = "returned", _("已退回")


class Report(models.Model):
    """One version of one project's report for one window; a correction is a new version with its reason.

    Sums in yuan.  ``invested_total`` counts work done since the start, not money paid.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="reports", verbose_name=_("项目")
    )
    window = models.CharField(_("报告期"), max_length=8)
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    is_current = models.BooleanField(_("有效"), default=True)
    stage = models.CharField(_("形象阶段"), max_length=4, choices=Stage)
    progress = models.TextField(_("形象进度"))
    invested_window = models.DecimalField(
        _("本期完成投资（元）"), max_digits=18, decimal_places=2, default=0
    )
    invested_year = models.DecimalField(
        _("本年完成投资（元）"), max_digits=18, decimal_places=2, default=0
    )
    invested_total = models.DecimalField(
        _("累计完成投资（元）"), max_digits=18, decimal_places=2, default=0
    )
    funds_arrived = models.DecimalField(
        _("累计到位资金（元）"), max_digits=18, decimal_places=2, default=0
    )
    formalities = models.TextField(_("手续办理"), blank=True)
    problems = models.TextField(_("存在问题"), blank=True)
    next_steps = models.TextField(_("下一步计划"), blank=True)
    coordination = models.TextField(_("需协调事项"), blank=True)
    unchanged = models.BooleanField(_("本期无变化"), default=False)
    unchanged_reason = models.CharField(_("无变化原因"), max_length=300, blank=True)
    expected = models.BooleanField(_("含预计数"), default=False)
    correction = models.CharField(_("更正说明"), max_length=300, blank=True)
    same_text = models.BooleanField(_("与上期雷同"), default=False)
    state = models.CharField(_("签批"), max_length=10, choices=State, default=State.HANDED_IN)
    by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("填报人")
    )
    link = models.OneToOneField(
        ReportLink, models.PROTECT, null=True, related_name="report", verbose_name=_("填报链接")
    )
    at = models.DateTimeField(_("报送时间"))

    class Meta:
        verbose_name = _("半月报")
        ordering = ["-window", "-edition"]
        indexes = [
            # What is on its way is a handful among millions that have arrived.
            models.Index(
                fields=["at"],
                condition=Q(is_current=True, state__in=["handed-in", "waiting"]),
                name="report_on_its_way",
            )
        ]
        constraints = [
            known("stage", Stage, name="report_stage_known"),
            known("state", State, name="report_state_known"),
            models.CheckConstraint(
                name="report_by_account_or_link",
                condition=Q(by__isnull=False, link__isnull=True)
                | Q(by__isnull=True, link__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["project", "window", "edition"], name="report_edition_once"
            ),
            models.UniqueConstraint(
                fields=["project", "window"],
                condition=Q(is_current=True),
                name="report_one_is_current",
            ),
            models.CheckConstraint(
                name="report_correction_has_its_reason",
                condition=Q(edition=1) | ~Q(correction=""),
            ),
            models.CheckConstraint(
                name="report_sums_not_negative",
                condition=Q(
                    invested_window__gte=0,
                    invested_year__gte=0,
                    invested_total__gte=0,
                    funds_arrived__gte=0,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.window}"

    @property
    def handler(self) -> Person:
        """Who wrote it, with an account or through a link."""
        return self.by.person if self.by else self.link.person  # type: ignore[union-attr]


class Move(models.TextChoices):
    """What is done to a report on its way."""

    SIGNED = "signed", _("负责人签字")
    SENT_BACK = "sent-back", _("负责人退回")
    RECEIVED = "received", _("接收")
    RETURNED = "returned", _("退回")


class Signature(models.Model):
    """One step of a report's way, with its moment; a return says why."""

    report = models.ForeignKey(
        Report, models.PROTECT, related_name="signatures", verbose_name=_("半月报")
    )
    move = models.CharField(_("办理"), max_length=10, choices=Move)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("经办"))
    at = models.DateTimeField(_("时间"))
    reason = models.CharField(_("原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("签批记录")
        ordering = ["id"]
        constraints = [
            known("move", Move, name="signature_move_known"),
            models.CheckConstraint(
                name="signature_return_has_its_reason",
                condition=Q(move__in=["received", "signed"]) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report} {self.get_move_display()}"


class Trouble(models.Model):
    """What became of one problem that a report names: a matter was drafted, or it is known and needs no help.

    It is told by its words, so that it outlives the editions of its report.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="troubles", verbose_name=_("项目")
    )
    window = models.CharField(_("报告期"), max_length=8)
    text = models.CharField(_("存在问题"), max_length=500)
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, related_name="trouble", verbose_name=_("事项")
    )
    known_note = models.CharField(_("无需帮助的说明"), max_length=300, null=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("经办"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("报告中的问题")
        constraints = [
            models.UniqueConstraint(fields=["project", "window", "text"], name="trouble_once"),
            models.CheckConstraint(
                name="trouble_matter_or_known",
                condition=Q(matter__isnull=False, known_note__isnull=True)
                | Q(matter__isnull=True, known_note__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Excuse(models.Model):
    """One window for which a project need not report: why, and who approved it."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="excuses", verbose_name=_("项目")
    )
    window = models.CharField(_("报告期"), max_length=8)
    reason = models.CharField(_("原因"), max_length=300)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("批准人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("免报")
        constraints = [
            models.UniqueConstraint(fields=["project", "window"], name="excuse_once"),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.window}"
