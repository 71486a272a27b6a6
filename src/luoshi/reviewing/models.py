"""Review sessions on a fixed day: comments, frozen figures, one thing at a time, decisions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.audit.refusals import both_or_neither, known
from luoshi.deciding.models import DecisionPoint
from luoshi.matters.models import Matter
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Account, Person, Unit
from luoshi.projects.models import Project
from luoshi.rules.access import Scope


class State(models.TextChoices):
    PLANNED = "planned", pgettext_lazy("session", "已排期")
    OPEN = "open", pgettext_lazy("session", "征求意见")
    FROZEN = "frozen", pgettext_lazy("session", "已冻结")
    IN_SESSION = "in_session", pgettext_lazy("session", "会议中")
    CLOSED = "closed", pgettext_lazy("session", "已结束")
    CANCELLED = "cancelled", pgettext_lazy("session", "已取消")


class SessionRows(models.QuerySet["ReviewSession"]):
    def within(self, scope: Scope) -> SessionRows:
        """Return the sessions that a unit of ``scope`` keeps, or has something on the agenda of."""
        if scope.everything:
            return self
        items = AgendaItem.objects.filter(
            Q(matter__lead__in=scope.units)
            | Q(matter__raised_by__in=scope.units)
            | Q(matter__parts__unit__in=scope.units)
            | Q(project__filing__unit__in=scope.units)
            | Q(project__parties__unit__in=scope.units)
        )
        return self.filter(Q(held_by__in=scope.units) | Q(pk__in=items.values("session")))


class ReviewSession(models.Model):
    """One session: its day, its window for comments, and what was frozen of it.

    ``fixed_on`` is the day of the rhythm (``policy/sessions.toml``), ``held_on`` the working day
    to which it was moved.  ``frozen`` is a copy of all figures and of each item's state at
    ``frozen_at``, with the SHA-256 of its text; the database keeps it as it was.
    """

    name = models.CharField(_("名称"), max_length=120)
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.PLANNED)
    rhythm = models.CharField(_("会期"), max_length=40, blank=True)
    fixed_on = models.DateField(_("固定会期"))
    held_on = models.DateField(_("会议日期"))
    starts_at = models.TimeField(_("开始时间"))
    place = models.CharField(_("地点"), max_length=120, blank=True)
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("主办单位"))
    chair = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("主持人"))
    comments_from = models.DateField(_("意见窗口自"))
    comments_to = models.DateField(_("意见窗口至"))
    freeze_at = models.DateTimeField(_("定于何时冻结"))
    planned_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("排期人")
    )
    planned_at = models.DateTimeField(_("排期时间"))
    frozen_at = models.DateTimeField(_("冻结时间"), null=True)
    frozen = models.JSONField(_("冻结内容"), null=True)
    frozen_sha256 = models.CharField(max_length=64, null=True)
    began_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("会议记录人")
    )
    began_at = models.DateTimeField(_("开始会议时间"), null=True)
    engagement = models.OneToOneField(
        Engagement, models.PROTECT, null=True, related_name="review", verbose_name=_("会议登记")
    )
    closed_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("结束人")
    )
    closed_at = models.DateTimeField(_("结束时间"), null=True)
    cancelled_why = models.CharField(_("取消原因"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SessionRows.as_manager()

    class Meta:
        verbose_name = _("调度会")
        ordering = ["-held_on", "-id"]
        constraints = [
            known("state", State, name="session_state_known"),
            models.UniqueConstraint(
                fields=["held_by", "held_on"],
                condition=~Q(state="cancelled"),
                name="session_one_on_a_day",
            ),
            models.CheckConstraint(
                name="session_comments_before_it",
                condition=Q(comments_from__lte=F("comments_to"), comments_to__lte=F("held_on")),
            ),
            both_or_neither("frozen_at", "frozen", "frozen_sha256", name="session_frozen_whole"),
            models.CheckConstraint(
                name="session_held_when_frozen",
                condition=~Q(state__in=["frozen", "in_session", "closed"])
                | Q(frozen_at__isnull=False),
            ),
            both_or_neither("began_by", "began_at", "engagement", name="session_began_whole"),
            models.CheckConstraint(
                name="session_sits_when_begun",
                condition=~Q(state__in=["in_session", "closed"]) | Q(began_at__isnull=False),
            ),
            both_or_neither("closed_by", "closed_at", name="session_closed_paired"),
            models.CheckConstraint(
                name="session_closed_says_so",
                condition=~Q(state="closed") | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="session_cancelled_says_why",
                condition=Q(state="cancelled") & ~Q(cancelled_why="")
                | ~Q(state="cancelled") & Q(cancelled_why=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("agenda", "待议")
    DECIDED = "decided", pgettext_lazy("agenda", "议定事项")
    NOTED = "noted", pgettext_lazy("agenda", "知悉")
    NEXT = "next", pgettext_lazy("agenda", "下次会议再议")


class AgendaItem(models.Model):
    """One thing on the agenda, in its order, and what was said of it in the session.

    ``before`` is the item of an earlier session that it goes back to: what was decided there
    comes first, with what became of it.  ``decided`` is the matter that the decision became.
    """

    session = models.ForeignKey(
        ReviewSession, models.CASCADE, related_name="items", verbose_name=_("调度会")
    )
    ordinal = models.PositiveSmallIntegerField(_("序号"))
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, related_name="agenda_items", verbose_name=_("事项")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="agenda_items", verbose_name=_("项目")
    )
    decision = models.ForeignKey(
        DecisionPoint,
        models.PROTECT,
        null=True,
        related_name="agenda_items",
        verbose_name=_("提请决策事项"),
    )
    before = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followed_by", verbose_name=_("上次议题")
    )
    question = models.CharField(_("要会议定什么"), max_length=300, blank=True)
    outcome = models.CharField(_("结果"), max_length=20, choices=Outcome, default=Outcome.OPEN)
    words = models.TextField(_("会议意见"), blank=True)
    decided = models.ForeignKey(
        Matter, models.PROTECT, null=True, related_name="decided_as", verbose_name=_("议定事项")
    )
    said_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("记录人")
    )
    said_at = models.DateTimeField(_("记录时间"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("议题")
        ordering = ["session", "ordinal", "id"]
        constraints = [
            known("outcome", Outcome, name="agenda_outcome_known"),
            models.CheckConstraint(
                name="agenda_of_one_thing",
                condition=Q(matter__isnull=False, project__isnull=True, decision__isnull=True)
                | Q(matter__isnull=True, project__isnull=False, decision__isnull=True)
                | Q(matter__isnull=True, project__isnull=True, decision__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["session", "decision"],
                condition=Q(decision__isnull=False),
                name="agenda_decision_once",
            ),
            models.UniqueConstraint(
                fields=["session", "matter"],
                condition=Q(matter__isnull=False),
                name="agenda_matter_once",
            ),
            models.UniqueConstraint(
                fields=["session", "project"],
                condition=Q(project__isnull=False),
                name="agenda_project_once",
            ),
            both_or_neither("said_by", "said_at", name="agenda_said_paired"),
            models.CheckConstraint(
                name="agenda_decided_names_its_matter",
                condition=Q(outcome="decided", decided__isnull=False)
                | ~Q(outcome="decided") & Q(decided__isnull=True),
            ),
            models.CheckConstraint(
                name="agenda_outcome_is_said",
                condition=Q(outcome="open") | Q(said_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def subject(self) -> Matter | Project | DecisionPoint:
        """What the item is about: the one of the three that it names."""
        found = self.matter or self.project or self.decision
        assert found is not None
        return found


class Comment(models.Model):
    """What one side says of an item before the session, within the window."""

    item = models.ForeignKey(
        AgendaItem, models.CASCADE, related_name="comments", verbose_name=_("议题")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    text = models.TextField(_("意见"))
    options = models.TextField(_("建议的办法"), blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("填写人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("会前意见")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="comment_says_something", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Present(models.Model):
    """Somebody who sat in a session, as chair or participant, with her post on that day."""

    session = models.ForeignKey(
        ReviewSession, models.CASCADE, related_name="present", verbose_name=_("调度会")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))
    post = models.CharField(_("当时职务"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("出席")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="session_present_once")
        ]

    def __str__(self) -> str:
        return str(self.person)
