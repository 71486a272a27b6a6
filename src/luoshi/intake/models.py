"""Drafts: what was read out of a source, and what a person said of each finding."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.audit.refusals import both_or_neither, known
from luoshi.orgs.models import Account, Person, Unit
from luoshi.rules.access import Scope
from luoshi.sources.models import Source


class State(models.TextChoices):
    OPEN = "open", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    ABANDONED = "abandoned", _("已放弃")


class DraftRows(models.QuerySet["Draft"]):
    def within(self, scope: Scope) -> DraftRows:
        """Return the drafts whose source a unit of ``scope`` holds."""
        return self if scope.everything else self.filter(source__held_by__in=scope.units)


class Draft(models.Model):
    """One reading of one source.

    ``text`` is the repaired text that findings point into; ``origins`` holds for each of its
    characters the run ``[start, end)`` of the source's own text.
    """

    source = models.OneToOneField(
        Source, models.PROTECT, related_name="draft", verbose_name=_("来源文件")
    )
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.OPEN)
    reader = models.CharField(_("读取程序"), max_length=60)
    document = models.JSONField(_("文件信息"), default=dict)
    text = models.TextField(_("整理后文本"))
    origins = models.JSONField(default=list)
    repairs = models.PositiveIntegerField(_("修复处数"), default=0)
    opened_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("读取人")
    )
    opened_at = models.DateTimeField(_("读取时间"))
    confirmed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("确认人")
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)

    objects = DraftRows.as_manager()

    class Meta:
        verbose_name = _("草稿")
        ordering = ["-id"]
        constraints = [
            known("state", State, name="draft_state_known"),
            both_or_neither("confirmed_by", "confirmed_at", name="draft_confirmed_paired"),
            models.CheckConstraint(
                name="draft_confirmed_says_by_whom",
                condition=~Q(state="confirmed") | Q(confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.document.get("heading") or self.source.title)


class Kind(models.TextChoices):
    ENGAGEMENT = "engagement", _("活动")
    PROJECT = "project", _("项目")
    MATTER = "matter", _("事项")
    ORGANISATION = "organisation", _("单位")
    PERSON = "person", _("人员")


class Verdict(models.TextChoices):
    OPEN = "open", _("待定")
    ACCEPTED = "accepted", pgettext_lazy("record", "采纳")
    CORRECTED = "corrected", pgettext_lazy("record", "改后采纳")
    REJECTED = "rejected", pgettext_lazy("record", "不采纳")


class Finding(models.Model):
    """One fact read, or added by hand.

    ``data`` is the item as docs/reading.md gives it; ``correction`` what the person put in its
    place.  ``spans`` are runs of the draft's text, the first one the primary place.  ``sure`` is the
    share of findings like it that were right when that was measured, ``signals`` what made it so.
    """

    draft = models.ForeignKey(
        Draft, models.CASCADE, related_name="findings", verbose_name=_("草稿")
    )
    kind = models.CharField(_("类别"), max_length=20, choices=Kind)
    serial = models.PositiveIntegerField(_("序号"))
    data = models.JSONField(_("内容"))
    correction = models.JSONField(_("更正"), null=True)
    spans = models.JSONField(default=list)
    rule = models.CharField(_("规则"), max_length=60, blank=True)
    sure = models.FloatField(_("把握"), default=1.0)
    signals = models.JSONField(_("判断依据"), default=list)
    by_hand = models.BooleanField(_("人工添加"), default=False)
    verdict = models.CharField(_("确认"), max_length=20, choices=Verdict, default=Verdict.OPEN)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("确认人")
    )
    decided_at = models.DateTimeField(_("确认时间"), null=True)
    version = models.PositiveIntegerField(default=1)
    result_kind = models.CharField(max_length=40, blank=True)
    result_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("提取项")
        ordering = ["serial"]
        constraints = [
            known("kind", Kind, name="finding_kind_known"),
            known("verdict", Verdict, name="finding_verdict_known"),
            models.UniqueConstraint(fields=["draft", "serial"], name="finding_serial_once"),
            both_or_neither("decided_by", "decided_at", name="finding_decided_paired"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.serial}"

    @property
    def value(self) -> dict[str, Any]:
        """Return what counts: the correction where there is one, else what was read."""
        held: dict[str, Any] = self.data if self.correction is None else self.correction
        return held


class Demand(models.Model):
    """A sentence that orders, asks or promises something: what coverage is counted over."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="demands", verbose_name=_("草稿"))
    start = models.PositiveIntegerField(_("起"))
    end = models.PositiveIntegerField(_("止"))
    text = models.TextField(_("句子"))
    word = models.CharField(_("依据词"), max_length=40, blank=True)
    waived_reason = models.CharField(_("不立事项的理由"), max_length=200, null=True)
    waived_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("经办")
    )
    waived_at = models.DateTimeField(_("时间"), null=True)

    class Meta:
        verbose_name = _("要求")
        ordering = ["start"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "start", "end"], name="demand_once"),
            models.CheckConstraint(name="demand_runs_forward", condition=Q(end__gt=F("start"))),
            both_or_neither("waived_reason", "waived_by", "waived_at", name="demand_waived_whole"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Asking(models.TextChoices):
    ASKED = "asked", _("正在询问")
    ANSWERED = "answered", _("已回答")
    FAILED = "failed", _("没有回答")


class SecondReading(models.Model):
    """What the office's own second reader was asked of a draft, and how its answer differs.

    ``differences`` holds {kind, finding (its id, None for the document), head, field, first,
    second}; ``trouble`` the sentence of a failure as {template, params}.
    """

    draft = models.OneToOneField(
        Draft, models.CASCADE, related_name="second", verbose_name=_("草稿")
    )
    state = models.CharField(_("状态"), max_length=20, choices=Asking, default=Asking.ASKED)
    host = models.CharField(_("地址"), max_length=200)
    model = models.CharField(_("模型"), max_length=120)
    asked_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("询问人")
    )
    asked_at = models.DateTimeField(_("询问时间"))
    added = models.PositiveIntegerField(_("提出项数"), default=0)
    dropped = models.PositiveIntegerField(_("未采信处数"), default=0)
    differences = models.JSONField(_("不同之处"), default=list)
    trouble = models.JSONField(_("未成原因"), null=True)

    class Meta:
        verbose_name = _("第二读者")
        constraints = [
            known("state", Asking, name="second_state_known"),
            models.CheckConstraint(
                name="second_failure_says_why",
                condition=~Q(state="failed") | Q(trouble__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.draft)


class Stand(models.TextChoices):
    """How far a ledger that was handed in has come."""

    READING = "reading", _("没有读完")
    MAPPING = "mapping", _("待定栏目")
    CHECKING = "checking", _("正在核对")
    READY = "ready", _("待确认")
    WRITING = "writing", _("正在登记")
    DONE = "done", _("已登记")
    CANCELLED = "cancelled", pgettext_lazy("record", "已取消")


class LedgerRows(models.QuerySet["LedgerIn"]):
    def within(self, scope: Scope) -> LedgerRows:
        """Return the ledgers that a unit of ``scope`` holds."""
        return self if scope.everything else self.filter(source__held_by__in=scope.units)


class LedgerIn(models.Model):
    """A project or matter ledger handed in as a file, on its way into the register.

    ``tables`` holds for each table {sheet, head, titles, unit, year, register, fields, units,
    signature, title, rows}; ``skipped`` the rows that are none (totals, notes) as {sheet, line,
    why, text}; ``gone`` what stood in the file before and no longer does.  ``cursor`` is how many
    rows the step under way has seen, ``claimed_until`` until when one worker has it.
    """

    source = models.ForeignKey(
        Source, models.PROTECT, related_name="ledgers", verbose_name=_("来源文件")
    )
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(_("状态"), max_length=10, choices=Stand, default=Stand.READING)
    tables = models.JSONField(_("表格"), default=list)
    skipped = models.JSONField(_("跳过的行"), default=list)
    skipped_count = models.PositiveIntegerField(_("跳过行数"), default=0)
    notes = models.JSONField(_("说明"), default=list)
    gone = models.JSONField(_("文件里已没有的"), default=list)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    cursor = models.PositiveIntegerField(_("进度"), default=0)
    takes_changes = models.BooleanField(_("写入改动"), default=False)
    files_projects = models.BooleanField(_("同时备案"), default=False)
    claimed_until = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("导入人")
    )
    opened_at = models.DateTimeField(_("导入时间"))
    confirmed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("确认人")
    )
    confirmed_at = models.DateTimeField(_("确认时间"), null=True)
    finished_at = models.DateTimeField(_("完成时间"), null=True)
    version = models.PositiveIntegerField(default=1)

    objects = LedgerRows.as_manager()

    class Meta:
        verbose_name = _("导入的台账")
        ordering = ["-id"]
        constraints = [
            known("state", Stand, name="ledger_in_state_known"),
            both_or_neither("confirmed_by", "confirmed_at", name="ledger_in_confirmed_paired"),
            models.CheckConstraint(
                name="ledger_in_written_by_somebody",
                condition=~Q(state__in=["writing", "done"]) | Q(confirmed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="ledger_in_under_way",
                condition=Q(state__in=["checking", "writing"]),
            )
        ]

    def __str__(self) -> str:
        return self.file_name


class Deed(models.TextChoices):
    """What a row of a ledger comes to."""

    ADD = "add", _("新增")
    CHANGE = "change", _("有改动")
    SAME = "same", _("没有变化")
    OUT = "out", _("不导入")


class LedgerRow(models.Model):
    """One row of a ledger: its cells, what a person put in their place, what they say, what became of it.

    ``fixes`` holds the person's text by field, ``values`` what is to be written, ``doubts``
    {field, code, blocks, params}, ``changes`` field → [was, is].  ``mark`` is by what it is known when it comes again, ``target``
    the row of the register that it means, ``imprint`` tells whether it still says the same.
    ``result`` is what was written, once.
    """

    ledger = models.ForeignKey(
        LedgerIn, models.CASCADE, related_name="lines", verbose_name=_("台账")
    )
    serial = models.PositiveIntegerField(_("序号"))
    table = models.PositiveSmallIntegerField(_("表格"))
    line = models.PositiveIntegerField(_("行号"))
    cells = models.JSONField(_("内容"))
    fixes = models.JSONField(_("更正"), default=dict)
    values = models.JSONField(_("登记内容"), default=dict)
    doubts = models.JSONField(_("疑问"), default=list)
    changes = models.JSONField(_("改动"), default=dict)
    deed = models.CharField(_("处理"), max_length=8, choices=Deed, default=Deed.ADD)
    is_doubtful = models.BooleanField(_("有疑问"), default=False)
    is_blocked = models.BooleanField(_("须更正"), default=False)
    left_out = models.BooleanField(_("不导入"), default=False)
    mark = models.CharField(max_length=64, blank=True)
    imprint = models.CharField(max_length=64, blank=True)
    target_kind = models.CharField(max_length=10, blank=True)
    target_id = models.BigIntegerField(null=True)
    result_kind = models.CharField(max_length=10, blank=True)
    result_id = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(_("登记时间"), null=True)
    trouble = models.JSONField(_("未成原因"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("台账的行")
        ordering = ["serial"]
        constraints = [
            known("deed", Deed, name="ledger_row_deed_known"),
            models.UniqueConstraint(fields=["ledger", "serial"], name="ledger_row_once"),
            both_or_neither("result_id", "settled_at", name="ledger_row_settled_paired"),
        ]
        indexes = [
            models.Index(fields=["mark"], name="ledger_row_mark", condition=~Q(mark="")),
            models.Index(
                fields=["result_kind", "result_id"],
                name="ledger_row_result",
                condition=Q(result_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ledger_id}:{self.serial}"


class NameKind(models.TextChoices):
    UNIT = "unit", _("单位")
    PERSON = "person", _("人员")


class Means(models.TextChoices):
    """What a name of a ledger that the directory does not know is to mean."""

    OPEN = "open", _("待定")
    KNOWN = "known", _("名录中已有")
    CREATE = "create", _("新建")
    NOBODY = "nobody", _("留空")


class LedgerName(models.Model):
    """A unit or person that a ledger names and the directory does not know, or knows twice."""

    ledger = models.ForeignKey(
        LedgerIn, models.CASCADE, related_name="names", verbose_name=_("台账")
    )
    kind = models.CharField(_("类别"), max_length=10, choices=NameKind)
    name = models.CharField(_("名称"), max_length=120)
    of = models.CharField(_("所在单位"), max_length=120, blank=True)
    times = models.PositiveIntegerField(_("次数"), default=0)
    means = models.CharField(_("对应"), max_length=10, choices=Means, default=Means.OPEN)
    learns = models.BooleanField(_("记为简称"), default=False)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("单位")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("人员")
    )

    class Meta:
        verbose_name = _("台账中的名称")
        ordering = ["-times", "name"]
        constraints = [
            known("kind", NameKind, name="ledger_name_kind_known"),
            known("means", Means, name="ledger_name_means_known"),
            models.UniqueConstraint(
                fields=["ledger", "kind", "name", "of"], name="ledger_name_once"
            ),
            models.CheckConstraint(
                name="ledger_name_known_says_which",
                condition=~Q(means="known") | Q(unit__isnull=False) | Q(person__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LedgerMap(models.Model):
    """How an office's columns are read: remembered for tables with the same headings."""

    held_by = models.ForeignKey(
        Unit, models.PROTECT, related_name="ledger_maps", verbose_name=_("单位")
    )
    signature = models.CharField(max_length=64)
    register = models.CharField(_("台账"), max_length=10)
    titles = models.JSONField(_("栏目"))
    fields = models.JSONField(_("对应"))
    units = models.JSONField(_("金额单位"), default=list)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("确定人"))
    at = models.DateTimeField(_("确定时间"))

    class Meta:
        verbose_name = _("台账的栏目对应")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["held_by", "signature"], name="ledger_map_once")
        ]

    def __str__(self) -> str:
        return "、".join(self.titles)[:60]
