"""Help with registering a branch or subsidiary, on the enterprise's own wish, step by step.

Registration is help and never a condition: without the recorded wish of the enterprise the database
takes no row, and when the wish is withdrawn nothing happens to the project.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.matters.models import Matter
from luoshi.orgs.models import Account, Person, Unit
from luoshi.projects.models import Project
from luoshi.rules.access import Scope


class Form(models.TextChoices):
    """What the enterprise wants to set up."""

    UNDECIDED = "undecided", _("尚未选定")
    BRANCH = "branch", _("分公司")
    SUBSIDIARY = "subsidiary", _("子公司")


class Holding(models.TextChoices):
    """Who holds the company that is to be registered."""

    UNKNOWN = "unknown", _("尚未查明")
    PROVINCIAL = "provincial", _("省级国资委直接出资的公司")
    HALF = "half", _("上述公司投资设立并持股50%以上的公司")
    MINOR = "minor", _("上述公司持股不足50%的公司")
    OTHER = "other", _("其他公司")


class State(models.TextChoices):
    """How far the help has come."""

    OPEN = "open", _("协助中")
    DONE = "done", _("已完成")
    WITHDRAWN = "withdrawn", _("企业已撤回")


class RegistrationRows(models.QuerySet["Registration"]):
    def within(self, scope: Scope) -> RegistrationRows:
        """Return the registrations that a unit of ``scope`` is part of, itself or by a step."""
        if scope.everything:
            return self
        helping = RegistrationStep.objects.filter(helper_unit__in=scope.units)
        return self.filter(
            Q(enterprise__in=scope.units)
            | Q(held_by__in=scope.units)
            | Q(pk__in=helping.values("registration"))
        )


class Registration(models.Model):
    """One time that an office helps an enterprise with registering, as it asked for.

    The wish says who asked, when and in which words, and never changes.  ``credit_code`` has been
    checked; ``old_number`` is a number of fifteen digits from before 2015, kept as it is written.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="registrations", verbose_name=_("项目")
    )
    enterprise = models.ForeignKey(
        Unit, models.PROTECT, related_name="registrations", verbose_name=_("企业")
    )
    wished_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("提出人")
    )
    wished_on = models.DateField(_("提出日期"))
    wish = models.TextField(_("企业意愿原话"))
    form = models.CharField(_("设立形式"), max_length=10, choices=Form, default=Form.UNDECIDED)
    holding = models.CharField(
        _("持股情况"), max_length=10, choices=Holding, default=Holding.UNKNOWN
    )
    place = models.CharField(_("拟注册地"), max_length=120)
    delegation = models.CharField(_("省级登记机关授权文件"), max_length=200, blank=True)
    name = models.CharField(_("申报名称"), max_length=200, blank=True)
    name_declared_on = models.DateField(_("名称申报日期"), null=True)
    name_until = models.DateField(_("名称保留至"), null=True)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, null=True, unique=True)
    old_number = models.CharField(_("原注册号"), max_length=40, blank=True)
    licensed_on = models.DateField(_("成立日期"), null=True)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    done_on = models.DateField(_("完成日期"), null=True)
    withdrawn_on = models.DateField(_("撤回日期"), null=True)
    checklist = models.CharField(_("清单"), max_length=100)
    checklist_basis = models.CharField(_("清单依据"), max_length=300)
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("经办"))
    made_at = models.DateTimeField(_("登记时间"))
    version = models.PositiveIntegerField(default=1)

    objects = RegistrationRows.as_manager()

    class Meta:
        verbose_name = _("属地化注册协助")
        ordering = ["-id"]
        constraints = [
            known("form", Form, name="registration_form_known"),
            known("holding", Holding, name="registration_holding_known"),
            known("state", State, name="registration_state_known"),
            models.CheckConstraint(
                name="registration_on_the_enterprises_own_wish",
                condition=Q(wished_by__isnull=False, wished_on__isnull=False) & ~Q(wish=""),
            ),
            both_or_neither("name_declared_on", "name_until", name="registration_name_reserved"),
            models.CheckConstraint(
                name="registration_name_kept_after_declared",
                condition=Q(name_until__isnull=True) | Q(name_until__gt=F("name_declared_on")),
            ),
            models.CheckConstraint(
                name="registration_state_with_its_day",
                condition=Q(state=State.OPEN, done_on=None, withdrawn_on=None)
                | Q(state=State.DONE, done_on__isnull=False, withdrawn_on=None)
                | Q(state=State.WITHDRAWN, done_on=None, withdrawn_on__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["project", "enterprise", "place"],
                condition=Q(state=State.OPEN),
                name="registration_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name or f"{self.enterprise}（{self.place}）"


class RegistrationStep(models.Model):
    """One step of the checklist as it stood when the help began, and who helps with it.

    ``due_on`` is the day by which the helper is to be through.  What is not needed says why.
    """

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="steps", verbose_name=_("注册协助")
    )
    code = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(_("序号"))
    name = models.CharField(_("步骤"), max_length=60)
    about = models.CharField(_("说明"), max_length=300)
    asked_on = models.DateField(_("提出日期"), null=True)
    due_on = models.DateField(_("协助期限"), null=True)
    helper_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("协助单位")
    )
    helper = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("协助人")
    )
    done_on = models.DateField(_("完成日期"), null=True)
    obstacle = models.CharField(_("遇到的障碍"), max_length=300, blank=True)
    note = models.CharField(_("备注"), max_length=300, blank=True)
    unneeded_reason = models.CharField(_("不需要的原因"), max_length=300, null=True)
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, related_name="+", verbose_name=_("转立的事项")
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("协助步骤")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "code"], name="registration_step_once"),
            both_or_neither(
                "asked_on",
                "due_on",
                "helper_unit",
                "helper",
                name="registration_step_asked_of_somebody",
            ),
            models.CheckConstraint(
                name="registration_step_due_after_asked",
                condition=Q(due_on__isnull=True) | Q(due_on__gte=F("asked_on")),
            ),
            models.CheckConstraint(
                name="registration_step_done_after_asked",
                condition=Q(done_on__isnull=True)
                | Q(asked_on__isnull=True)
                | Q(done_on__gte=F("asked_on")),
            ),
            models.CheckConstraint(
                name="registration_step_done_or_unneeded",
                condition=Q(done_on__isnull=True) | Q(unneeded_reason__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CheckVerdict(models.TextChoices):
    """What a person decided on words that a rule speaks against."""

    CHANGED = "changed", _("已修改")
    KEPT = "kept", _("经核对保留")


class WordingCheck(models.Model):
    """Words in a free text of a registration that a rule speaks against, and what became of them.

    ``verdict`` is "" until a person has decided; the reason and who decided go with it.
    """

    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="wording_checks", verbose_name=_("注册协助")
    )
    field = models.CharField(_("所在栏目"), max_length=60)
    rule = models.CharField(max_length=40)
    name = models.CharField(_("提醒"), max_length=60)
    quote = models.CharField(_("文字"), max_length=300)
    basis = models.CharField(_("依据"), max_length=200)
    advice = models.CharField(_("建议"), max_length=300)
    noted_on = models.DateField(_("提醒日期"))
    verdict = models.CharField(_("处理"), max_length=10, choices=CheckVerdict, blank=True)
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("处理人")
    )
    decided_at = models.DateTimeField(_("处理时间"), null=True)

    class Meta:
        verbose_name = _("表述核对")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="wording_check_verdict_known",
                condition=Q(verdict__in=["", *sorted(CheckVerdict.values)]),
            ),
            models.CheckConstraint(
                name="wording_check_decided_with_reason",
                condition=Q(verdict="", decided_by=None, decided_at=None, reason="")
                | ~Q(verdict="")
                & ~Q(reason="")
                & Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["registration", "field", "rule", "quote"],
                condition=~Q(verdict=CheckVerdict.CHANGED),
                name="wording_check_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}：{self.quote}"
