"""A paper on its way: draft → check → sign → issue → filed, and who did each step."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.audit.refusals import both_or_neither, known
from luoshi.matters.models import Group, Matter
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Account, Unit
from luoshi.projects.models import Project


class DocumentKind(models.TextChoices):
    """The kinds of the regulations on official papers, and below them the office's own forms."""

    NOTICE = "notice", _("通知")
    CIRCULAR = "circular", _("通报")
    LETTER = "letter", _("函")
    REPORT = "report", _("报告")
    REQUEST = "request", _("请示")
    APPROVAL = "approval", _("批复")
    OPINION = "opinion", pgettext_lazy("paper", "意见")
    MINUTES = "minutes", _("纪要")
    ASSIGNMENT = "assignment", _("交办通知单")
    BULLETIN = "bulletin", _("简报")
    SUMMARY = "summary", _("半月报汇总")
    PROJECT_REPORT = "project_report", _("半月报")
    FILING = "filing", _("备案登记表")
    ANSWER = "answer", pgettext_lazy("paper", "答复")
    HANDOVER = "handover", _("移交清单")
    ARCHIVE = "archive", _("案卷封面")


class DocumentState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("paper", "起草")
    CHECKING = "checking", pgettext_lazy("paper", "待核稿")
    SIGNING = "signing", pgettext_lazy("paper", "待签发")
    SIGNED = "signed", pgettext_lazy("paper", "已签发")
    ISSUED = "issued", pgettext_lazy("paper", "已印发")
    FILED = "filed", pgettext_lazy("paper", "已归档")
    DROPPED = "dropped", pgettext_lazy("paper", "已撤稿")
    VOIDED = "voided", pgettext_lazy("paper", "已作废")


# Papers that carry a number of their own register (a filing, an archive) or none: they take no
# number of the office's papers.
UNNUMBERED = frozenset(
    {
        DocumentKind.PROJECT_REPORT,
        DocumentKind.FILING,
        DocumentKind.HANDOVER,
        DocumentKind.ARCHIVE,
    }
)
# What came to its end without a paper that stands: its occasion may be used again.
CLOSED = frozenset({DocumentState.DROPPED, DocumentState.VOIDED})
OUT = ("issued", "filed", "voided")
ABOUT = ("engagement", "matter", "project", "group")


def _step(label: Any) -> models.ForeignKey[Account | None, Account | None]:
    """Return the column of who took a step, or for whom a deputy took it."""
    return models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


def _apart(one: str, other: str) -> models.CheckConstraint:
    """Return a constraint that two steps were not one person's, nor taken for her by a deputy."""
    return models.CheckConstraint(
        name=f"document_{one}_is_not_{other}",
        condition=Q(**{f"{one}__isnull": True})
        | Q(**{f"{other}__isnull": True})
        | ~Q(**{one: F(other)}),
    )


def _two_apart(one: str, other: str) -> list[models.CheckConstraint]:
    return [
        _apart(f"{one}_{mine}", f"{other}_{hers}")
        for mine in ("by", "for")
        for hers in ("by", "for")
    ]


def _about_one() -> models.CheckConstraint:
    """Return the constraint that a paper is about one thing of the register, or about none."""
    pairs = [(one, other) for at, one in enumerate(ABOUT) for other in ABOUT[at + 1 :]]
    condition = Q()
    for one, other in pairs:
        condition &= Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True})
    return models.CheckConstraint(name="document_about_one_thing", condition=condition)


class Document(models.Model):
    """One paper of an office.  What it says stands in its versions; here is how far it has come.

    ``office`` issues it (of a joint paper: the lead, whose number it bears).  ``key`` names the
    occasion, so that one occasion gives one paper.  ``said`` is the number of the latest version.
    ``x_for`` is in whose place a deputy took the step.  ``version`` is the lock.
    """

    kind = models.CharField(_("文种"), max_length=20, choices=DocumentKind)
    state = models.CharField(
        _("状态"), max_length=10, choices=DocumentState, default=DocumentState.DRAFT
    )
    office = models.ForeignKey(
        Unit, models.PROTECT, related_name="documents", verbose_name=_("发文机关")
    )
    title = models.CharField(_("标题"), max_length=300)
    key = models.CharField(_("事由标识"), max_length=80, blank=True)
    said = models.PositiveIntegerField(_("稿次"), default=1)
    number = models.CharField(_("发文字号"), max_length=80, null=True)
    word = models.CharField(_("代字"), max_length=20, null=True)
    year = models.PositiveSmallIntegerField(_("年份"), null=True)
    n = models.PositiveIntegerField(_("序号"), null=True)
    engagement = models.ForeignKey(
        Engagement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("活动"),
    )
    matter = models.ForeignKey(
        Matter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("事项"),
    )
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("项目"),
    )
    group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("工作小组"),
    )
    carries = models.ManyToManyField(
        Matter, related_name="carried_by", blank=True, verbose_name=_("随文下发的事项")
    )
    answers = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answered_by",
        verbose_name=_("答复的来文"),
    )
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
        verbose_name=_("更正的公文"),
    )
    drafted_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("起草人")
    )
    drafted_for = _step(_("代谁起草"))
    drafted_at = models.DateTimeField(_("起草时间"))
    checked_by = _step(_("核稿人"))
    checked_for = _step(_("代谁核稿"))
    checked_at = models.DateTimeField(_("核稿时间"), null=True)
    signed_by = _step(_("签发人"))
    signed_for = _step(_("代谁签发"))
    signed_at = models.DateTimeField(_("签发时间"), null=True)
    issued_by = _step(_("印发人"))
    issued_for = _step(_("代谁印发"))
    issued_at = models.DateTimeField(_("印发时间"), null=True)
    filed_by = _step(_("归档人"))
    filed_at = models.DateTimeField(_("归档时间"), null=True)
    ended_by = _step(_("撤稿或作废人"))
    ended_at = models.DateTimeField(_("撤稿或作废时间"), null=True)
    ended_why = models.CharField(_("撤稿或作废原因"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("公文")
        ordering = ["-id"]
        constraints = [
            known("kind", DocumentKind, name="document_kind_known"),
            known("state", DocumentState, name="document_state_known"),
            models.CheckConstraint(name="document_has_its_title", condition=~Q(title="")),
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=~Q(key="") & ~Q(state__in=sorted(CLOSED)),
                name="document_once_for_its_occasion",
            ),
            both_or_neither("number", "word", "year", "n", name="document_number_whole_or_none"),
            models.UniqueConstraint(
                fields=["office", "word", "year", "n"],
                condition=Q(n__isnull=False),
                name="document_number_once",
            ),
            models.CheckConstraint(
                name="document_issued_has_its_number",
                condition=~Q(state__in=OUT)
                | Q(number__isnull=False)
                | Q(kind__in=sorted(UNNUMBERED)),
            ),
            models.CheckConstraint(
                name="document_numbered_when_issued",
                condition=Q(state__in=OUT) | Q(number__isnull=True),
            ),
            _about_one(),
            both_or_neither("checked_by", "checked_at", name="document_checked_paired"),
            both_or_neither("signed_by", "signed_at", name="document_signed_paired"),
            both_or_neither("issued_by", "issued_at", name="document_issued_paired"),
            both_or_neither("filed_by", "filed_at", name="document_filed_paired"),
            both_or_neither("ended_by", "ended_at", name="document_ended_paired"),
            models.CheckConstraint(
                name="document_checked_before_signing",
                condition=~Q(state__in=("signing", "signed", *OUT)) | Q(checked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="document_signed_before_issue",
                condition=~Q(state__in=("signed", *OUT)) | Q(signed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="document_issued_says_by_whom",
                condition=Q(state__in=OUT, issued_by__isnull=False)
                | ~Q(state__in=OUT) & Q(issued_by__isnull=True),
            ),
            models.CheckConstraint(
                name="document_filed_says_by_whom",
                condition=~Q(state="filed") | Q(filed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="document_ended_says_why",
                condition=Q(state__in=sorted(CLOSED), ended_by__isnull=False) & ~Q(ended_why="")
                | ~Q(state__in=sorted(CLOSED)) & Q(ended_by__isnull=True, ended_why=""),
            ),
            *_two_apart("checked", "drafted"),
            *_two_apart("signed", "drafted"),
            *_two_apart("issued", "signed"),
        ]
        indexes = [models.Index(fields=["state", "office"], name="document_state_office")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}" if self.number else self.title

    @property
    def is_out(self) -> bool:
        """Whether it has left the office: issued, filed, or voided after that."""
        return self.state in OUT

    @property
    def about(self) -> Engagement | Matter | Project | Group | None:
        """Return what of the register the paper is about."""
        return self.engagement or self.matter or self.project or self.group


class JointIssuer(models.Model):
    """A unit that issues a paper together with its lead; ``place`` is its order, from 1.

    ``said`` is the number of the text to which it agreed.
    """

    document = models.ForeignKey(
        Document, models.CASCADE, related_name="joint", verbose_name=_("公文")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("联合发文机关"))
    place = models.PositiveSmallIntegerField(_("次序"))
    signed_by = _step(_("会签人"))
    signed_for = _step(_("代谁会签"))
    signed_at = models.DateTimeField(_("会签时间"), null=True)
    said = models.PositiveIntegerField(_("会签的稿次"), null=True)

    class Meta:
        verbose_name = _("联合发文机关")
        ordering = ["place", "id"]
        constraints = [
            both_or_neither("signed_by", "signed_at", "said", name="joint_issuer_signed_whole"),
            models.UniqueConstraint(fields=["document", "unit"], name="joint_issuer_once"),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class OfficeWord(models.Model):
    """The word of an office (机关代字) with which its numbers begin; no two offices share one."""

    office = models.OneToOneField(
        Unit, models.CASCADE, related_name="paper_word", verbose_name=_("发文机关")
    )
    word = models.CharField(_("机关代字"), max_length=12, unique=True)

    class Meta:
        verbose_name = _("机关代字")
        constraints = [models.CheckConstraint(name="office_word_filled", condition=~Q(word=""))]

    def __str__(self) -> str:
        return self.word
