"""Decision points: one question put before one person, who decides it by a day among options."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from luoshi.audit.refusals import both_or_neither, known
from luoshi.matters.models import Matter, UnitRole
from luoshi.orgs.models import Account, Person, Unit
from luoshi.progress.models import Report
from luoshi.projects.models import Project
from luoshi.rules.access import Scope

QUESTION_MOST = 150
OPTIONS_LEAST, OPTIONS_MOST = 2, 5


class State(models.TextChoices):
    OPEN = "open", _("待决策")
    DECIDED = "decided", _("已决策")
    WITHDRAWN = "withdrawn", pgettext_lazy("decision", "已撤回")


class Answer(models.TextChoices):
    """What the leader said: one of the options, no to all, or to be asked again with more."""

    OPTION = "option", _("同意其中一项")
    NO = "no", _("不同意")
    AGAIN = "again", _("补充后再报")


class DecisionRows(models.QuerySet["DecisionPoint"]):
    def within(self, scope: Scope) -> DecisionRows:
        """Return the decision points that name a unit of ``scope``: who asks, decides, is concerned."""
        if scope.everything:
            return self
        units = scope.units
        led = Option.objects.filter(Q(lead__in=units) | Q(parts__unit__in=units)).values("point")
        filed = Project.objects.within(scope).values("pk")
        return self.filter(
            Q(held_by__in=units)
            | Q(decider_unit__in=units)
            | Q(pk__in=led)
            | Q(project__in=filed)
            | Q(matter__in=Matter.objects.within(scope).values("pk"))
        )


class DecisionPoint(models.Model):
    """What is to be decided, by whom, until when; who decides is never who prepared it.

    ``chosen`` is the position of the option taken.  ``follows`` is the point that was to be asked
    again.  ``report`` is the half-month report out of which it was made, if any.
    """

    question = models.CharField(_("提请决策事项"), max_length=QUESTION_MOST)
    background = models.TextField(_("背景和依据"), blank=True)
    decider = models.ForeignKey(
        Account, models.PROTECT, related_name="decisions", verbose_name=_("决策人")
    )
    decider_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("决策人单位")
    )
    due_on = models.DateField(_("决策期限"))
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("提请单位"))
    project = models.ForeignKey(
        Project,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("项目"),
    )
    matter = models.ForeignKey(
        Matter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("事项"),
    )
    report = models.ForeignKey(
        Report,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="decisions",
        verbose_name=_("半月报"),
    )
    follows = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followed_by",
        verbose_name=_("原提请事项"),
    )
    state = models.CharField(_("状态"), max_length=20, choices=State, default=State.OPEN)
    prepared_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("提请人")
    )
    prepared_for = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("代理")
    )
    prepared_at = models.DateTimeField(_("提请时间"))
    answer = models.CharField(_("决策结果"), max_length=20, choices=Answer, null=True)
    chosen = models.PositiveSmallIntegerField(_("采用的方案"), null=True)
    note = models.CharField(_("决策意见"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("实际决策人")
    )
    decided_for = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("代理")
    )
    decided_at = models.DateTimeField(_("决策时间"), null=True)
    withdrawn_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("撤回人")
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)
    withdrawn_reason = models.CharField(_("撤回原因"), max_length=300, null=True)
    version = models.PositiveIntegerField(default=1)

    objects = DecisionRows.as_manager()

    class Meta:
        verbose_name = _("提请决策事项")
        ordering = ["-id"]
        constraints = [
            known("state", State, name="point_state_known"),
            models.CheckConstraint(
                name="point_answer_known",
                condition=Q(answer__isnull=True) | Q(answer__in=sorted(Answer.values)),
            ),
            models.CheckConstraint(name="point_asks", condition=~Q(question="")),
            both_or_neither("decided_by", "decided_at", "answer", name="point_decided_whole"),
            both_or_neither(
                "withdrawn_by",
                "withdrawn_at",
                "withdrawn_reason",
                name="point_withdrawn_whole",
            ),
            models.CheckConstraint(
                name="point_state_says_what_happened",
                condition=Q(state="open", decided_at__isnull=True, withdrawn_at__isnull=True)
                | Q(state="decided", decided_at__isnull=False, withdrawn_at__isnull=True)
                | Q(state="withdrawn", decided_at__isnull=True, withdrawn_at__isnull=False),
            ),
            models.CheckConstraint(
                name="point_option_chosen",
                condition=Q(answer="option", chosen__isnull=False)
                | Q(answer__in=["no", "again"], chosen__isnull=True)
                | Q(answer__isnull=True, chosen__isnull=True),
            ),
            models.CheckConstraint(
                name="point_again_says_with_what",
                condition=Q(answer__isnull=True) | ~Q(answer="again") | ~Q(note=""),
            ),
            models.CheckConstraint(
                name="point_decider_did_not_prepare_it",
                condition=Q(decided_by__isnull=True)
                | ~Q(decided_by=F("prepared_by"))
                & (Q(prepared_for__isnull=True) | ~Q(decided_by=F("prepared_for"))),
            ),
            models.CheckConstraint(
                name="point_not_put_before_its_author",
                condition=~Q(decider=F("prepared_by")),
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="point_open", condition=Q(state="open"))]

    def __str__(self) -> str:
        return self.question


class Option(models.Model):
    """One thing that can be decided; with a lead it becomes a matter at once when it is taken."""

    point = models.ForeignKey(
        DecisionPoint, models.CASCADE, related_name="options", verbose_name=_("提请决策事项")
    )
    position = models.PositiveSmallIntegerField(_("序号"))
    title = models.CharField(_("方案"), max_length=200)
    lead = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("牵头单位")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任人")
    )
    content = models.TextField(_("任务要求"), null=True, blank=True)
    criterion = models.CharField(_("办结标准"), max_length=300, null=True, blank=True)
    due_on = models.DateField(_("完成期限"), null=True, blank=True)
    became = models.OneToOneField(
        Matter, models.PROTECT, null=True, related_name="option_taken", verbose_name=_("事项")
    )

    class Meta:
        verbose_name = _("决策方案")
        ordering = ["point", "position"]
        constraints = [
            models.UniqueConstraint(fields=["point", "position"], name="option_place_once"),
            models.CheckConstraint(
                name="option_one_of_five",
                condition=Q(position__gte=1, position__lte=OPTIONS_MOST),
            ),
            models.CheckConstraint(name="option_says_something", condition=~Q(title="")),
            both_or_neither(
                "lead", "person", "content", "criterion", "due_on", name="option_task_whole"
            ),
            models.CheckConstraint(
                name="option_became_what_it_says",
                condition=Q(became__isnull=True) | Q(lead__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class OptionUnit(models.Model):
    """A unit that works on an option's task besides its lead."""

    option = models.ForeignKey(
        Option, models.CASCADE, related_name="parts", verbose_name=_("决策方案")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    role = models.CharField(_("身份"), max_length=20, choices=UnitRole)

    class Meta:
        verbose_name = _("方案承办单位")
        ordering = ["id"]
        constraints = [
            known("role", UnitRole, name="option_unit_role_known"),
            models.UniqueConstraint(fields=["option", "unit"], name="option_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}（{self.get_role_display()}）"
