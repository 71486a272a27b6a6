"""Cooperation projects, their dated stages, figures and the filing in our own ledger."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Account, Person, Unit
from luoshi.projects.worth import Benefit, BenefitKind, Criterion, CriterionValue, Demonstration
from luoshi.rules.access import Scope
from luoshi.sources.models import Passage

__all__ = ["Benefit", "BenefitKind", "Criterion", "CriterionValue", "Demonstration"]


class Stage(models.TextChoices):
    """The stages of a project; milestones say when each was reached, the latest is the current one."""

    LEAD = "S00", _("线索谋划")
    TALKS = "S01", _("洽谈对接")
    INTENT = "S02", _("意向协议")
    CONTRACT = "S03", _("签约")
    REGISTRATION = "S04", _("注册落地")
    APPROVAL = "S05", _("备案核准")
    PREPARATION = "S06", _("前期工作")
    START = "S07", _("开工")
    CONSTRUCTION = "S08", _("在建")
    COMPLETION = "S09", _("竣工")
    PRODUCTION = "S10", _("投产运营")
    CAPACITY = "S11", _("达产达效")


class Exit(models.TextChoices):
    PAUSED = "paused", _("暂停")
    DROPPED = "dropped", _("终止退库")


class Sector(models.TextChoices):
    """What a project is about, as far as somebody said."""

    ENERGY = "energy", _("能源电力")
    TRANSPORT = "transport", _("交通运输")
    WATER = "water", _("水利")
    FARMING = "farming", _("农牧业及农产品加工")
    MINING = "mining", _("矿产资源")
    INDUSTRY = "industry", _("装备和制造业")
    TRADE = "trade", _("商贸物流")
    DIGITAL = "digital", _("信息技术")
    TOURISM = "tourism", _("文化旅游")
    TOWNS = "towns", _("城镇和园区建设")
    OTHER = "other", _("其他行业")


class ProjectRows(models.QuerySet["Project"]):
    def within(self, scope: Scope) -> ProjectRows:
        """Return the projects that a unit of ``scope`` is part of."""
        if scope.everything:
            return self
        # Each term by an index of its own, and no join that would make rows appear twice.
        parties = Party.objects.filter(unit__in=scope.units).values("project")
        filed = Filing.objects.filter(unit__in=scope.units).values("project")
        return self.filter(Q(held_by__in=scope.units) | Q(pk__in=parties) | Q(pk__in=filed))


class Project(models.Model):
    """A cooperation project.  ``exit`` tells apart what was paused or dropped, with its reason.

    ``stage`` is derived: the furthest milestone reached, or ``entry_stage``, in which it was
    when it came into the register.
    """

    name = models.CharField(_("项目名称"), max_length=200)
    place = models.CharField(_("建设地点"), max_length=120, blank=True)
    sector = models.CharField(_("行业"), max_length=20, choices=Sector, blank=True)
    content = models.TextField(_("建设内容"), blank=True)
    investment = models.DecimalField(
        _("计划总投资（元）"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    stage = models.CharField(_("当前阶段"), max_length=4, choices=Stage, default=Stage.LEAD)
    entry_stage = models.CharField(_("登记时阶段"), max_length=4, choices=Stage, default=Stage.LEAD)
    statistics_on = models.DateField(_("入统日期"), null=True, blank=True)
    statistics_evidence = models.CharField(_("入统凭证"), max_length=300, null=True, blank=True)
    exit = models.CharField(_("退出"), max_length=10, choices=Exit, null=True, blank=True)
    exit_on = models.DateField(_("退出日期"), null=True, blank=True)
    exit_reason = models.CharField(_("退出原因"), max_length=300, null=True, blank=True)
    held_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("登记单位"))
    engagement = models.ForeignKey(
        Engagement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="projects",
        verbose_name=_("提出于"),
    )
    passage = models.ForeignKey(
        Passage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原文")
    )
    made_at = models.DateTimeField(_("登记时间"))
    version = models.PositiveIntegerField(default=1)

    objects = ProjectRows.as_manager()

    class Meta:
        verbose_name = _("合作项目")
        ordering = ["-id"]
        constraints = [
            known("stage", Stage, name="project_stage_known"),
            known("entry_stage", Stage, name="project_entry_stage_known"),
            models.CheckConstraint(
                name="project_sector_known",
                condition=Q(sector="") | Q(sector__in=sorted(Sector.values)),
            ),
            both_or_neither(
                "statistics_on", "statistics_evidence", name="project_statistics_with_evidence"
            ),
            models.CheckConstraint(
                name="project_exit_known",
                condition=Q(exit__isnull=True) | Q(exit__in=sorted(Exit.values)),
            ),
            both_or_neither("exit", "exit_on", "exit_reason", name="project_exit_whole"),
            models.CheckConstraint(
                name="project_investment_not_negative",
                condition=Q(investment__isnull=True) | Q(investment__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PartyRole(models.TextChoices):
    INVESTOR = "investor", _("投资建设方")
    PARTNER = "partner", _("合作方")
    LOCAL = "local", _("属地服务单位")


class Party(models.Model):
    """A unit that takes part in a project, and as what."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="parties", verbose_name=_("项目")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="project_parts", verbose_name=_("单位")
    )
    role = models.CharField(_("身份"), max_length=20, choices=PartyRole)

    class Meta:
        verbose_name = _("参与单位")
        ordering = ["id"]
        constraints = [
            known("role", PartyRole, name="party_role_known"),
            models.UniqueConstraint(fields=["project", "unit", "role"], name="party_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}（{self.get_role_display()}）"


class Figure(models.Model):
    """A number that a document gives of a project, in its unit's base, with its passage."""

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="figures", verbose_name=_("项目")
    )
    quantity = models.CharField(_("指标"), max_length=20)
    value = models.DecimalField(_("数值"), max_digits=22, decimal_places=4)
    unit = models.CharField(_("单位"), max_length=20)
    passage = models.ForeignKey(
        Passage, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("原文")
    )

    class Meta:
        verbose_name = _("指标")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.quantity} {self.value}{self.unit}"


class Milestone(models.Model):
    """A stage that a project is to reach, has reached with evidence, or skips with a reason.

    ``definition`` is by what the stage counts as reached, as it was held when that was said.
    """

    project = models.ForeignKey(
        Project, models.CASCADE, related_name="milestones", verbose_name=_("项目")
    )
    stage = models.CharField(_("阶段"), max_length=4, choices=Stage)
    planned_on = models.DateField(_("计划日期"), null=True, blank=True)
    reached_on = models.DateField(_("完成日期"), null=True, blank=True)
    evidence = models.CharField(_("凭证"), max_length=300, null=True, blank=True)
    definition = models.CharField(_("认定标准"), max_length=300, blank=True)
    skipped_reason = models.CharField(_("不经过的原因"), max_length=300, null=True, blank=True)
    skipped_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("认定人")
    )

    class Meta:
        verbose_name = _("节点")
        ordering = ["stage"]
        constraints = [
            known("stage", Stage, name="milestone_stage_known"),
            models.UniqueConstraint(fields=["project", "stage"], name="milestone_once"),
            both_or_neither("reached_on", "evidence", name="milestone_reached_with_evidence"),
            both_or_neither("skipped_reason", "skipped_by", name="milestone_skipped_by_somebody"),
            models.CheckConstraint(
                name="milestone_reached_or_skipped",
                condition=Q(reached_on__isnull=True) | Q(skipped_reason__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.get_stage_display()


class Leaving(models.Model):
    """One time that a project was paused or dropped, and how it came back: each with reason and approver.

    ``investment`` is its plan on that day, so that what left the ledger can be counted later.
    """

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="leavings", verbose_name=_("项目")
    )
    exit = models.CharField(_("退出"), max_length=10, choices=Exit)
    on = models.DateField(_("退出日期"))
    reason = models.CharField(_("退出原因"), max_length=300)
    approved_by = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("批准人")
    )
    review_on = models.DateField(_("复核日期"), null=True)
    investment = models.DecimalField(
        _("退出时计划总投资（元）"), max_digits=18, decimal_places=2, null=True
    )
    back_on = models.DateField(_("恢复日期"), null=True)
    back_reason = models.CharField(_("恢复原因"), max_length=300, null=True)
    back_approved_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("恢复批准人")
    )

    class Meta:
        verbose_name = _("退出记录")
        ordering = ["id"]
        constraints = [
            known("exit", Exit, name="leaving_exit_known"),
            both_or_neither(
                "back_on", "back_reason", "back_approved_by", name="leaving_back_whole"
            ),
            models.CheckConstraint(
                name="leaving_back_after_it_left",
                condition=Q(back_on__isnull=True) | Q(back_on__gte=F("on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.get_exit_display()}"


class PermitKind(models.TextChoices):
    """What a project needs leave for before it may begin."""

    LAND = "land", _("用地预审与用地手续")
    PLANNING = "planning", _("规划许可")
    ENVIRONMENT = "environment", _("环境影响评价")
    ENERGY = "energy", _("节能审查")
    WATER = "water", _("取水许可与水土保持")
    SAFETY = "safety", _("安全评价")
    CONSTRUCTION = "construction", _("施工许可")
    OTHER = "other", _("其他手续")


class Permit(models.Model):
    """One formality before the start: with which authority, applied, issued, or what blocks it."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="permits", verbose_name=_("项目")
    )
    kind = models.CharField(_("手续"), max_length=20, choices=PermitKind)
    detail = models.CharField(_("说明"), max_length=100, blank=True)
    authority = models.CharField(_("办理机关"), max_length=120)
    applied_on = models.DateField(_("申请日期"), null=True)
    issued_on = models.DateField(_("办结日期"), null=True)
    number = models.CharField(_("文号"), max_length=100, blank=True)
    blocked_by = models.CharField(_("卡在何处"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("前期手续")
        ordering = ["id"]
        constraints = [
            known("kind", PermitKind, name="permit_kind_known"),
            models.UniqueConstraint(fields=["project", "kind", "detail"], name="permit_once"),
            models.CheckConstraint(
                name="permit_issued_after_applied",
                condition=Q(issued_on__isnull=True)
                | Q(applied_on__isnull=True)
                | Q(issued_on__gte=F("applied_on")),
            ),
            models.CheckConstraint(
                name="permit_issued_is_not_blocked",
                condition=Q(issued_on__isnull=True) | Q(blocked_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{self.detail}"


class Filing(models.Model):
    """The entry in our own ledger, from which on half-month reports are owed.

    Not the statutory filing under State Council Order 673.
    """

    project = models.OneToOneField(
        Project, models.PROTECT, related_name="filing", verbose_name=_("项目")
    )
    number = models.CharField(_("备案号"), max_length=60, unique=True)
    filed_on = models.DateField(_("备案日期"))
    filed_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("经办"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="filings", verbose_name=_("填报单位")
    )
    reporter = models.ForeignKey(
        Person, models.PROTECT, related_name="filings", verbose_name=_("填报人")
    )
    first_window = models.CharField(_("首个报告期"), max_length=8)
    ended_on = models.DateField(_("停止报告"), null=True, blank=True)
    head_signs = models.BooleanField(_("报送前须负责人签字"), default=False)

    class Meta:
        verbose_name = _("备案")
        indexes = [models.Index(fields=["filed_on", "id"], name="filing_by_day")]
        constraints = [
            models.CheckConstraint(
                name="filing_ends_after_it_begins",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("filed_on")),
            )
        ]

    def __str__(self) -> str:
        return self.number


class ApprovalState(models.TextChoices):
    """How the statutory filing of a project stands."""

    UNDER_WAY = "under-way", _("办理中")
    FILED = "filed", _("已备案")
    APPROVED = "approved", _("已核准")
    WITHDRAWN = "withdrawn", _("已撤回或失效")


class Approval(models.Model):
    """The statutory filing of a project with its authority; not the entry in our own ledger.

    A project that has no platform code says why.
    """

    project = models.OneToOneField(
        Project, models.PROTECT, related_name="approval", verbose_name=_("项目")
    )
    code = models.CharField(_("项目代码"), max_length=24, null=True, unique=True)
    no_code_reason = models.CharField(_("没有代码的原因"), max_length=300, blank=True)
    authority = models.CharField(_("备案机关"), max_length=120)
    filed_on = models.DateField(_("备案日期"), null=True)
    state = models.CharField(_("办理状态"), max_length=10, choices=ApprovalState)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("投资项目备案")
        constraints = [
            known("state", ApprovalState, name="approval_state_known"),
            models.CheckConstraint(
                name="approval_code_or_why_not",
                condition=Q(code__isnull=False) | ~Q(no_code_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.no_code_reason


class YearPlan(models.Model):
    """What a project is to invest in a year (yuan), and how much of it by the end of each quarter."""

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="year_plans", verbose_name=_("项目")
    )
    year = models.PositiveSmallIntegerField(_("年度"))
    planned = models.DecimalField(_("年度计划投资（元）"), max_digits=18, decimal_places=2)
    q1 = models.DecimalField(_("一季度末（%）"), max_digits=5, decimal_places=2)
    q2 = models.DecimalField(_("二季度末（%）"), max_digits=5, decimal_places=2)
    q3 = models.DecimalField(_("三季度末（%）"), max_digits=5, decimal_places=2)
    resumes_on = models.DateField(_("春季复工"), null=True, blank=True)
    stops_on = models.DateField(_("冬季停工"), null=True, blank=True)

    class Meta:
        verbose_name = _("年度计划")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["project", "year"], name="year_plan_once"),
            models.CheckConstraint(
                name="year_plan_never_falls",
                condition=Q(
                    planned__gt=0, q1__gte=0, q2__gte=F("q1"), q3__gte=F("q2"), q3__lte=100
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.year}"
