"""Units, people, what they are somewhere, and what an account may do for a unit."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.orgs.encrypted import EncryptedText, masked
from luoshi.orgs.entries import Attempt, FormerPassword, Lock, Sitting
from luoshi.orgs.pending import Change, ChangeKind, ChangeState

__all__ = ["Attempt", "Change", "ChangeKind", "ChangeState", "FormerPassword", "Lock", "Sitting"]


class UnitKind(models.TextChoices):
    GOVERNMENT = "government", _("党委政府")
    DEPARTMENT = "department", _("部门")
    ENTERPRISE = "enterprise", _("企业")
    PARK = "park", _("园区")
    OTHER = "other", _("其他")


class Unit(models.Model):
    """An organisation.  A renamed body stays one row: its former names are aliases.

    From ``ended_on`` a dissolved one is no more; ``succeeded_by`` went on with its work.
    """

    name = models.CharField(_("全称"), max_length=120, unique=True)
    short_name = models.CharField(_("简称"), max_length=60, blank=True)
    kind = models.CharField(_("类别"), max_length=20, choices=UnitKind, default=UnitKind.OTHER)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("上级单位"),
    )
    place = models.CharField(_("所在地"), max_length=60, blank=True)
    calendar = models.CharField(_("适用日历"), max_length=60, blank=True)
    ended_on = models.DateField(_("撤销日期"), null=True, blank=True)
    succeeded_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("承接单位"),
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("单位")
        ordering = ["id"]
        constraints = [
            known("kind", UnitKind, name="unit_kind_known"),
            models.CheckConstraint(
                name="unit_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
            models.CheckConstraint(
                name="unit_succeeded_when_ended",
                condition=Q(succeeded_by__isnull=True)
                | Q(ended_on__isnull=False) & ~Q(succeeded_by=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another name of a unit, in whose documents and since and until when it means this one."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases", verbose_name=_("单位"))
    name = models.CharField(_("别名"), max_length=120)
    used_by = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("使用单位")
    )
    from_on = models.DateField(_("自"), null=True, blank=True)
    to_on = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = _("别名")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name", "used_by"],
                condition=Q(used_by__isnull=False),
                name="alias_once_in_one_units_papers",
            ),
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=Q(used_by__isnull=True),
                name="alias_once_in_all_papers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}→{self.unit}"


class Duty(models.Model):
    """One sentence of a unit's duty list: what it is in charge of, by which paper."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="duties", verbose_name=_("单位"))
    sentence = models.CharField(_("职责"), max_length=300)
    basis = models.CharField(_("依据"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("职责")
        ordering = ["unit", "id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "sentence"], name="duty_once"),
            models.CheckConstraint(name="duty_says_something", condition=~Q(sentence="")),
        ]

    def __str__(self) -> str:
        return self.sentence


class Person(models.Model):
    """A human being.  Two people of one name are two rows."""

    name = models.CharField(_("姓名"), max_length=80)
    search_key = models.CharField(max_length=120, db_index=True)
    telephone = EncryptedText(_("电话"), blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("人员")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    @property
    def telephone_masked(self) -> str:
        """Return the number as it stands where nobody has to dial it."""
        return masked(self.telephone)


class Post(models.Model):
    """What a person is at a unit, from–to."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts", verbose_name=_("人员"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("单位"))
    title = models.CharField(_("职务"), max_length=120, blank=True)
    from_on = models.DateField(_("自"), null=True, blank=True)
    to_on = models.DateField(_("至"), null=True, blank=True)

    class Meta:
        verbose_name = _("职务")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.unit}{self.title}"


class Accounts(BaseUserManager["Account"]):
    """Finds accounts by name, whatever the case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username__iexact=username)


class Account(AbstractBaseUser):
    """What somebody logs in with.  It holds no right of its own: rights come from seats."""

    username = models.CharField(
        _("账号"), max_length=60, unique=True, error_messages={"unique": _("这个账号已有人使用。")}
    )
    person = models.OneToOneField(
        Person, models.PROTECT, related_name="account", verbose_name=_("人员")
    )
    is_active = models.BooleanField(_("启用"), default=True)
    must_change_password = models.BooleanField(_("下次登录须修改密码"), default=False)
    made_at = models.DateTimeField(_("建立时间"))
    password_set_at = models.DateTimeField(_("密码设置时间"), null=True)
    factor_asked_at = models.DateTimeField(_("要求设置第二因素的时间"), null=True)
    enabled_at = models.DateTimeField(_("重新启用时间"), null=True)
    dormant_warned_at = models.DateTimeField(_("长期未用提示时间"), null=True)

    USERNAME_FIELD = "username"
    objects = Accounts()
    stands_in_for: Account | None = None  # whose right she uses; the gate says so, no column
    acts_with: Seat | None = None  # with which seat; the gate says so, for the record
    door: str | None = None  # by which way she came, and from which address; the door says so
    address: str | None = None

    class Meta:
        verbose_name = _("账号")

    @property
    def person_name(self) -> str:
        """Return the name that a password must not resemble."""
        return self.person.name

    def __str__(self) -> str:
        if self.stands_in_for is not None:
            return f"{self.person.name}（代 {self.stands_in_for.person.name}）"
        return self.person.name


class SeatRows(models.QuerySet["Seat"]):
    def on(self, day: dt.date) -> Self:
        """Return the seats that are held on ``day``."""
        return self.filter(from_on__lte=day).filter(Q(to_on__isnull=True) | Q(to_on__gte=day))


class Seat(models.Model):
    """What an account may do for a unit: a role there, from–to."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="seats", verbose_name=_("账号")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seats", verbose_name=_("单位"))
    role = models.CharField(_("角色"), max_length=40)
    from_on = models.DateField(_("自"))
    to_on = models.DateField(_("至"), null=True, blank=True)

    objects = SeatRows.as_manager()

    class Meta:
        verbose_name = _("席位")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "unit", "role", "from_on"], name="seat_once"
            ),
            models.CheckConstraint(
                name="seat_ends_after_it_begins",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.role}@{self.unit}"


class AccessKey(models.Model):
    """What a program acts with as an account, through the programming interface; only its hash is kept."""

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="keys", verbose_name=_("账号")
    )
    name = models.CharField(_("用途"), max_length=60)
    token_sha256 = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField(_("有效期至"))
    made_at = models.DateTimeField(_("建立时间"))
    used_on = models.DateField(_("最近使用"), null=True)
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)

    class Meta:
        verbose_name = _("接口密钥")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name


class Series(models.Model):
    """A run of numbers that one unit gives out within one year, without gaps."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="series", verbose_name=_("单位"))
    word = models.CharField(_("代字"), max_length=20)
    year = models.PositiveSmallIntegerField(_("年份"))
    last = models.PositiveIntegerField(_("最后一号"), default=0)

    class Meta:
        verbose_name = _("编号")
        constraints = [models.UniqueConstraint(fields=["unit", "word", "year"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.word}〔{self.year}〕"


class DelegationRows(models.QuerySet["Delegation"]):
    def on(self, day: dt.date) -> Self:
        """Return the delegations that hold on ``day`` and were not ended before their time."""
        return self.filter(ended_at__isnull=True, from_on__lte=day, to_on__gte=day)

    def lasting(self, day: dt.date) -> Self:
        """Return those that hold on ``day`` or are to begin later."""
        return self.filter(ended_at__isnull=True, to_on__gte=day)


class Delegation(models.Model):
    """Somebody stands in for a person who is away, from–to (both days included), with the reason.

    The database refuses a deputy who is herself away, somebody away who is a deputy, and two
    deputies of one person at one time.  Ended early it keeps its days and says when and by whom.
    """

    absent = models.ForeignKey(
        Person, models.PROTECT, related_name="deputies", verbose_name=_("离岗人")
    )
    deputy = models.ForeignKey(
        Person, models.PROTECT, related_name="stands_in", verbose_name=_("代理人")
    )
    from_on = models.DateField(_("自"))
    to_on = models.DateField(_("至"))
    reason = models.CharField(_("原因"), max_length=200)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("办理人"))
    made_at = models.DateTimeField(_("办理时间"))
    ended_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("结束人")
    )
    ended_at = models.DateTimeField(_("提前结束时间"), null=True)

    objects = DelegationRows.as_manager()

    class Meta:
        verbose_name = _("代理")
        ordering = ["-from_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="delegation_not_to_oneself", condition=~Q(absent=F("deputy"))
            ),
            models.CheckConstraint(
                name="delegation_ends_after_it_begins", condition=Q(to_on__gte=F("from_on"))
            ),
            models.CheckConstraint(name="delegation_has_its_reason", condition=~Q(reason="")),
            both_or_neither("ended_at", "ended_by", name="delegation_ended_paired"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy}代{self.absent}"


class TransferCause(models.TextChoices):
    MERGED = "merged", _("撤并")
    SPLIT = "split", _("分出职责")
    CLOSED = "closed", _("撤销")
    LEFT = "left", _("人员离任")


class Transfer(models.Model):
    """One hand-over of much work at once, and the list of what it moved.

    Of a unit's work to another unit, or of a person's to another person.  ``rows`` are copies:
    ``{"kind", "id", "label", "part"}`` for each thing that changed hands.
    """

    cause = models.CharField(_("原因"), max_length=10, choices=TransferCause)
    from_unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        related_name="transfers_out",
        verbose_name=_("移交单位"),
    )
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="transfers_in", verbose_name=_("承接单位")
    )
    from_person = models.ForeignKey(
        Person,
        models.PROTECT,
        null=True,
        related_name="transfers_out",
        verbose_name=_("移交人"),
    )
    to_person = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="transfers_in", verbose_name=_("接收人")
    )
    effective_on = models.DateField(_("生效日期"))
    reason = models.CharField(_("依据"), max_length=300)
    rows = models.JSONField(_("移交清单"), default=list)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("经办人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("移交清单")
        ordering = ["-id"]
        constraints = [
            known("cause", TransferCause, name="transfer_cause_known"),
            models.CheckConstraint(name="transfer_has_its_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="transfer_of_a_unit_or_a_person",
                condition=Q(
                    cause="left",
                    from_unit__isnull=True,
                    to_unit__isnull=True,
                    from_person__isnull=False,
                    to_person__isnull=False,
                )
                | Q(
                    ~Q(cause="left"),
                    from_unit__isnull=False,
                    from_person__isnull=True,
                    to_person__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="transfer_to_another_hand",
                condition=~Q(from_unit=F("to_unit")) & ~Q(from_person=F("to_person")),
            ),
            models.UniqueConstraint(
                fields=["from_unit"],
                condition=Q(cause__in=["merged", "closed"]),
                name="transfer_ends_a_unit_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_unit or self.from_person}→{self.to_unit or self.to_person or '—'}"
