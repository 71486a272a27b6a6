"""Point-to-point docking: offers and needs, who meets whom, what was agreed, what came of it.

A docking has exactly one demand side and one supply side, each a unit with a named person; the
database refuses one without, and one unit on both sides.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.intake.models import Finding
from luoshi.matters.models import Matter
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Account, Person, Unit
from luoshi.projects.models import Project
from luoshi.rules.access import Scope
from luoshi.sources.models import Passage
from luoshi.values.places import Place
from luoshi.values.quantities import Quantity

TEXT_MOST = 150


class What(models.TextChoices):
    """What is needed or offered."""

    LAND = "land", _("用地")
    ENERGY = "energy", _("用能")
    APPROVAL = "approval", _("审批")
    FUNDS = "funds", _("资金")
    LABOUR = "labour", _("用工")
    POLICY = "policy", _("政策")
    MARKET = "market", _("市场")
    LOGISTICS = "logistics", _("物流")
    MATERIAL = "material", _("原料")
    OTHER = "other", _("其他")


class State(models.TextChoices):
    OPEN = "open", _("待对接")
    MET = "met", _("已满足")
    WITHDRAWN = "withdrawn", _("已撤回")
    EXPIRED = "expired", _("已过期")


class EntryRows(models.QuerySet["Entry"]):
    def within(self, scope: Scope) -> EntryRows:
        """Return the entries whose unit ``scope`` covers."""
        return self if scope.everything else self.filter(unit__in=scope.units)

    def open(self) -> EntryRows:
        """Return what still waits for its other side."""
        return self.filter(state=State.OPEN)


class Entry(models.Model):
    """What a need and an offer have in common: one thing, whose, where, how much, by when, out of which words.

    ``by_on`` is until when it is needed, or from when it is there; after ``until`` it is over.
    ``is_listed`` puts it into the catalogue, which everybody reads who holds a seat.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("单位"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("联系人"))
    kind = models.CharField(_("类别"), max_length=20, choices=What)
    text = models.CharField(_("内容"), max_length=TEXT_MOST)
    place_name = models.CharField(_("地点"), max_length=60, blank=True)
    place_code = models.CharField(_("区划代码"), max_length=6, blank=True)
    amount = models.DecimalField(_("数量"), max_digits=20, decimal_places=4, null=True)
    measure = models.CharField(_("数量单位"), max_length=20, null=True)
    by_on = models.DateField(_("时间"), null=True)
    until = models.DateField(_("有效期至"), null=True)
    conditions = models.CharField(_("条件"), max_length=TEXT_MOST, blank=True)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="+", verbose_name=_("有关项目")
    )
    engagement = models.ForeignKey(
        Engagement, models.SET_NULL, null=True, related_name="+", verbose_name=_("提出于")
    )
    passage = models.ForeignKey(
        Passage, models.PROTECT, null=True, related_name="+", verbose_name=_("原文")
    )
    finding = models.OneToOneField(
        Finding, models.PROTECT, null=True, related_name="+", verbose_name=_("提取项")
    )
    is_listed = models.BooleanField(_("列入目录"), default=False)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.OPEN)
    state_why = models.CharField(_("说明"), max_length=300, blank=True)
    state_on = models.DateField(_("状态日期"))
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    made_at = models.DateTimeField(_("登记时间"))
    version = models.PositiveIntegerField(default=1)

    objects = EntryRows.as_manager()

    class Meta:
        abstract = True
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def place(self) -> Place:
        """Return where it is."""
        return Place(self.place_name, self.place_code)

    @property
    def quantity(self) -> Quantity | None:
        """Return how much it is, None where nobody said."""
        if self.amount is None or self.measure is None:
            return None
        return Quantity(self.amount.normalize(), self.measure)


def _held(side: str) -> list[models.BaseConstraint]:
    """Return what the database asks of a row of either table."""
    return [
        known("kind", What, name=f"{side}_kind_known"),
        known("state", State, name=f"{side}_state_known"),
        both_or_neither("amount", "measure", name=f"{side}_amount_with_measure"),
        models.CheckConstraint(
            name=f"{side}_amount_positive", condition=Q(amount__isnull=True) | Q(amount__gt=0)
        ),
        models.CheckConstraint(name=f"{side}_says_what", condition=~Q(text="")),
        models.CheckConstraint(
            name=f"{side}_withdrawn_says_why", condition=~Q(state="withdrawn") | ~Q(state_why="")
        ),
    ]


class Need(Entry):
    """One thing that a unit needs."""

    class Meta(Entry.Meta):
        verbose_name = _("需求")
        constraints = _held("need")
        indexes = [models.Index(fields=["state", "kind"], name="need_open")]


class Offer(Entry):
    """One thing that a unit can give."""

    class Meta(Entry.Meta):
        verbose_name = _("供给")
        constraints = _held("offer")
        indexes = [models.Index(fields=["state", "kind"], name="offer_open")]


class Dismissal(models.Model):
    """A suggested pair that somebody put away with a reason: it does not come back."""

    need = models.ForeignKey(
        Need, models.CASCADE, related_name="dismissals", verbose_name=_("需求")
    )
    offer = models.ForeignKey(
        Offer, models.CASCADE, related_name="dismissals", verbose_name=_("供给")
    )
    reason = models.CharField(_("不合适的理由"), max_length=300)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("经办"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("不采用的匹配")
        constraints = [
            models.UniqueConstraint(fields=["need", "offer"], name="dismissal_once"),
            models.CheckConstraint(name="dismissal_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.need}×{self.offer}"


class Mode(models.TextChoices):
    VISIT = "visit", _("走访")
    CALL = "call", _("电话")
    DOCUMENT = "document", _("来文来函")
    SYMPOSIUM = "symposium", _("座谈会")
    ONLINE = "online", _("线上")


class Stage(models.TextChoices):
    PROPOSED = "proposed", _("拟对接")
    CONTACT = "contact", _("已首次接触")
    OPINION = "opinion", _("已答复意见")
    RESULT = "result", _("已有结果")


class Outcome(models.TextChoices):
    MATCHED = "matched", _("对接成功")
    PARTLY = "partly", _("部分对接")
    NOT = "not", _("未能对接")
    DEFERRED = "deferred", _("暂缓")


class Said(models.TextChoices):
    """How satisfied one side is."""

    SATISFIED = "satisfied", _("满意")
    FAIR = "fair", _("基本满意")
    DISSATISFIED = "dissatisfied", _("不满意")


FINAL = (Outcome.MATCHED.value, Outcome.PARTLY.value, Outcome.NOT.value)
# --- a docking


class DockingRows(models.QuerySet["Docking"]):
    def within(self, scope: Scope) -> DockingRows:
        """Return the dockings in which a unit of ``scope`` is a side, leads or helps."""
        if scope.everything:
            return self
        helping = Helper.objects.filter(unit__in=scope.units).values("docking")
        return self.filter(
            Q(demand_unit__in=scope.units)
            | Q(supply_unit__in=scope.units)
            | Q(organiser__in=scope.units)
            | Q(pk__in=helping)
        )


class Docking(models.Model):
    """One demand side and one supply side brought together, until there is a result.

    The limits are those of the day on which it opened: ``rules`` names their set, ``*_due_on`` are
    the days; what is owed of it stands in ``owed``.
    """

    number = models.CharField(_("编号"), max_length=40)
    title = models.CharField(_("对接事由"), max_length=TEXT_MOST)
    need = models.ForeignKey(
        Need, models.PROTECT, null=True, related_name="dockings", verbose_name=_("需求")
    )
    offer = models.ForeignKey(
        Offer, models.PROTECT, null=True, related_name="dockings", verbose_name=_("供给")
    )
    demand_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("需求方")
    )
    demand_person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("需求方联系人")
    )
    supply_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("供给方")
    )
    supply_person = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=_("供给方联系人")
    )
    organiser = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("牵头单位")
    )
    matter = models.ForeignKey(
        Matter, models.PROTECT, null=True, related_name="dockings", verbose_name=_("依据的事项")
    )
    engagement = models.ForeignKey(
        Engagement,
        models.PROTECT,
        null=True,
        related_name="dockings",
        verbose_name=_("依据的活动"),
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, related_name="dockings", verbose_name=_("项目")
    )
    mode = models.CharField(_("方式"), max_length=20, choices=Mode, default=Mode.CALL)
    stage = models.CharField(_("阶段"), max_length=10, choices=Stage, default=Stage.PROPOSED)
    rules = models.CharField(_("时限依据"), max_length=120)
    contact_due_on = models.DateField(_("首次接触期限"))
    opinion_due_on = models.DateField(_("答复意见期限"))
    result_due_on = models.DateField(_("形成结果期限"))
    opinion = models.CharField(_("意见"), max_length=500, blank=True)
    outcome = models.CharField(_("结果"), max_length=10, choices=Outcome, null=True)
    outcome_why = models.CharField(_("结果说明"), max_length=500, blank=True)
    deferred_to = models.DateField(_("暂缓至"), null=True)
    contract_number = models.CharField(_("合同编号"), max_length=80, blank=True)
    share_percent = models.DecimalField(
        _("计入本项目的份额（%）"), max_digits=5, decimal_places=2, null=True
    )
    outcome_at = models.DateTimeField(_("结果时间"), null=True)
    outcome_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("登记结果的人")
    )
    demand_said = models.CharField(_("需求方评价"), max_length=15, choices=Said, null=True)
    demand_said_why = models.CharField(_("需求方意见"), max_length=300, blank=True)
    demand_said_at = models.DateTimeField(_("需求方评价时间"), null=True)
    demand_said_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("需求方评价人")
    )
    supply_said = models.CharField(_("供给方评价"), max_length=15, choices=Said, null=True)
    supply_said_why = models.CharField(_("供给方意见"), max_length=300, blank=True)
    supply_said_at = models.DateTimeField(_("供给方评价时间"), null=True)
    supply_said_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("供给方评价人")
    )
    opened_by = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name=_("发起人")
    )
    opened_at = models.DateTimeField(_("发起时间"))
    version = models.PositiveIntegerField(default=1)

    objects = DockingRows.as_manager()

    class Meta:
        verbose_name = _("点对点对接")
        ordering = ["-id"]
        constraints = [
            known("mode", Mode, name="docking_mode_known"),
            known("stage", Stage, name="docking_stage_known"),
            models.UniqueConstraint(fields=["organiser", "number"], name="docking_number_once"),
            models.UniqueConstraint(
                fields=["need", "offer"],
                name="docking_pair_once",
                condition=Q(need__isnull=False, offer__isnull=False),
            ),
            models.CheckConstraint(
                name="docking_two_sides", condition=~Q(demand_unit=F("supply_unit"))
            ),
            models.CheckConstraint(
                name="docking_rests_on_something",
                condition=Q(need__isnull=False)
                | Q(offer__isnull=False)
                | Q(matter__isnull=False)
                | Q(engagement__isnull=False),
            ),
            models.CheckConstraint(
                name="docking_outcome_known",
                condition=Q(outcome__isnull=True) | Q(outcome__in=sorted(Outcome.values)),
            ),
            both_or_neither("outcome", "outcome_at", "outcome_by", name="docking_outcome_whole"),
            models.CheckConstraint(
                name="docking_outcome_says_why",
                condition=Q(outcome__isnull=True) | Q(outcome="matched") | ~Q(outcome_why=""),
            ),
            models.CheckConstraint(
                name="docking_share_of_a_whole",
                condition=Q(share_percent__isnull=True)
                | Q(share_percent__gt=0, share_percent__lte=100),
            ),
            models.CheckConstraint(
                name="docking_deferred_to_a_day",
                condition=Q(outcome="deferred", deferred_to__isnull=False)
                | Q(deferred_to__isnull=True) & ~Q(outcome="deferred")
                | Q(deferred_to__isnull=True, outcome__isnull=True),
            ),
            models.CheckConstraint(
                name="docking_stage_with_outcome",
                condition=Q(stage="result", outcome__isnull=False)
                | ~Q(stage="result") & Q(outcome__isnull=True),
            ),
            *(
                constraint
                for side in ("demand", "supply")
                for constraint in (
                    both_or_neither(
                        f"{side}_said",
                        f"{side}_said_at",
                        f"{side}_said_by",
                        name=f"docking_{side}_said_whole",
                    ),
                    models.CheckConstraint(
                        name=f"docking_{side}_said_known",
                        condition=Q(**{f"{side}_said__isnull": True})
                        | Q(**{f"{side}_said__in": sorted(Said.values)}),
                    ),
                    models.CheckConstraint(
                        name=f"docking_{side}_said_after_outcome",
                        condition=Q(**{f"{side}_said__isnull": True})
                        | Q(outcome__isnull=False, outcome__in=sorted(FINAL)),
                    ),
                )
            ),
        ]
        indexes = [
            models.Index(fields=["stage"], name="docking_by_stage"),
            models.Index(
                fields=["contract_number"],
                name="docking_by_contract",
                condition=~Q(contract_number=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Helper(models.Model):
    """A unit that cooperates in a docking."""

    docking = models.ForeignKey(
        Docking, models.CASCADE, related_name="helpers", verbose_name=_("对接")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("配合单位"))

    class Meta:
        verbose_name = _("配合单位")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["docking", "unit"], name="helper_once"),
        ]

    def __str__(self) -> str:
        return str(self.unit)


class Contact(models.Model):
    """One line of the contact log: when, how, who on each side, what was agreed.  It is only added to."""

    docking = models.ForeignKey(
        Docking, models.PROTECT, related_name="contacts", verbose_name=_("对接")
    )
    on = models.DateField(_("日期"))
    mode = models.CharField(_("方式"), max_length=20, choices=Mode)
    demand_who = models.CharField(_("需求方参加人"), max_length=200)
    supply_who = models.CharField(_("供给方参加人"), max_length=200)
    agreed = models.TextField(_("达成一致的内容"))
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = _("联系记录")
        ordering = ["-on", "-id"]
        constraints = [
            known("mode", Mode, name="contact_mode_known"),
            models.CheckConstraint(
                name="contact_says_what",
                condition=~Q(agreed="") & ~Q(demand_who="") & ~Q(supply_who=""),
            ),
        ]

    def __str__(self) -> str:
        return self.agreed[:60]


class AgreedStep(models.Model):
    """What is to be done next as one contact agreed: what, by when, by whom; and the matter it became."""

    contact = models.OneToOneField(
        Contact, models.PROTECT, related_name="step", verbose_name=_("联系记录")
    )
    text = models.CharField(_("下一步"), max_length=200)
    due_on = models.DateField(_("期限"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("责任人"))
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, related_name="agreed_step", verbose_name=_("事项")
    )

    class Meta:
        verbose_name = _("商定的下一步")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(name="agreed_step_says_what", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text
