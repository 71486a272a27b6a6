"""The record: what happened, to what, by whom, when.  Copies of names, and no foreign keys."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One link of one record's chain.  ``hash`` covers everything here and the hash before it.

    ``form`` says how it was hashed, and is empty in events from before seats, doors and addresses
    were kept.
    """

    subject_kind = models.CharField(_("对象类别"), max_length=40)
    subject_id = models.BigIntegerField(_("对象编号"))
    subject_label = models.CharField(_("对象名称"), max_length=300)
    serial = models.PositiveIntegerField(_("序号"))
    type = models.CharField(_("事件"), max_length=60)
    at = models.DateTimeField(_("时间"))
    by_id = models.BigIntegerField(_("账号编号"), null=True)
    by_name = models.CharField(_("经办"), max_length=200)
    data = models.JSONField(_("内容"), default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    form = models.SmallIntegerField(_("格式"), null=True)
    algorithm = models.CharField(_("散列算法"), max_length=10, null=True)
    seat_role = models.CharField(_("席位角色"), max_length=40, null=True)
    seat_unit_id = models.BigIntegerField(_("席位单位编号"), null=True)
    seat_unit_name = models.CharField(_("席位单位"), max_length=200, null=True)
    door = models.CharField(_("途径"), max_length=12, null=True)
    address = models.CharField(_("来源地址"), max_length=45, null=True)

    class Meta:
        verbose_name = _("审计事件")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id", "serial"], name="event_one_chain"
            )
        ]
        indexes = [
            models.Index(fields=["at", "id"], name="event_at"),
            models.Index(fields=["type", "at", "id"], name="event_type_at"),
            models.Index(
                fields=["by_id", "at", "id"],
                name="event_by_at",
                condition=models.Q(by_id__isnull=False),
            ),
            models.Index(
                fields=["address", "at", "id"],
                name="event_address_at",
                condition=models.Q(address__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.subject_kind}:{self.subject_id}#{self.serial}"


class Seal(models.Model):
    """What the whole record was at the end of one day, in one hash.

    It covers the events after the previous seal up to the one with the id ``last_event``: the head
    of every chain that they are part of, and the previous seal's hash.
    """

    day = models.DateField(_("日期"), unique=True)
    events = models.BigIntegerField(_("记录条数"))
    chains = models.BigIntegerField(_("对象个数"))
    last_event = models.BigIntegerField(_("最后一条的编号"))
    algorithm = models.CharField(_("散列算法"), max_length=10)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(_("封存值"), max_length=64)
    made_at = models.DateTimeField(_("封存时间"))

    class Meta:
        verbose_name = _("每日封存")
        ordering = ["day"]

    def __str__(self) -> str:
        return str(self.day)


class SealedHead(models.Model):
    """Where one chain ended when a day was sealed; only of chains that grew since the seal before."""

    day = models.DateField(_("日期"))
    subject_kind = models.CharField(_("对象类别"), max_length=40)
    subject_id = models.BigIntegerField(_("对象编号"))
    serial = models.PositiveIntegerField(_("序号"))
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("封存的链尾")
        constraints = [
            models.UniqueConstraint(
                fields=["day", "subject_kind", "subject_id"], name="sealed_head_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.subject_kind}:{self.subject_id}#{self.serial}"


class Verification(models.Model):
    """One check of the whole record, or of the chain of one row: when, by whom, what was found.

    ``findings`` are the first sentences, each ``{"template", "params"}``; ``faults`` counts all.
    """

    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("经办"), max_length=200)
    events = models.BigIntegerField(_("记录条数"))
    seals = models.BigIntegerField(_("封存天数"))
    exported = models.BigIntegerField(_("对照的外存封存"), default=0)
    faults = models.BigIntegerField(_("异常处数"))
    findings = models.JSONField(_("发现"), default=list)
    subject_kind = models.CharField(_("对象类别"), max_length=40, null=True)
    subject_id = models.BigIntegerField(_("对象编号"), null=True)

    class Meta:
        verbose_name = _("记录核验")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Extract(models.Model):
    """Events that were handed out as a file: which were asked for, how many, and the file's hash."""

    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("经办"), max_length=200)
    file_name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    rows = models.IntegerField(_("记录条数"))
    wanted = models.JSONField(_("条件"), default=dict)

    class Meta:
        verbose_name = _("记录摘录")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class Archive(models.Model):
    """A file into which the events of a closed period were copied, with their seals."""

    at = models.DateTimeField(_("时间"))
    by_name = models.CharField(_("经办"), max_length=200)
    from_day = models.DateField(_("起始日期"))
    to_day = models.DateField(_("截止日期"))
    events = models.BigIntegerField(_("记录条数"))
    last_event = models.BigIntegerField(_("最后一条的编号"))
    file_name = models.CharField(_("文件名"), max_length=200)
    size_bytes = models.BigIntegerField(_("大小"))
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("记录归档文件")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name
