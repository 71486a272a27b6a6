"""Units, people, what they are somewhere, and what an account may do for a unit."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import known


class UnitKind(models.TextChoices):
    GOVERNMENT = "government", _("党委政府")
    DEPARTMENT = "department", _("部门")
    ENTERPRISE = "enterprise", _("企业")
    PARK = "park", _("园区")
    OTHER = "other", _("其他")


class Unit(models.Model):
    """An organisation.  A renamed body stays one row: its former names are aliases."""

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


class Person(models.Model):
    """A human being.  Two people of one name are two rows."""

    name = models.CharField(_("姓名"), max_length=80)
    search_key = models.CharField(max_length=120, db_index=True)
    telephone = models.CharField(_("电话"), max_length=40, blank=True)
    email = models.EmailField(_("电子邮箱"), blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("人员")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


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

    USERNAME_FIELD = "username"
    objects = Accounts()

    class Meta:
        verbose_name = _("账号")

    def __str__(self) -> str:
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
