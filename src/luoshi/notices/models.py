"""Who was told of what, which rungs were carried, what was decided, and the mail that goes out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.issuing.models import Bulletin
from luoshi.matters.models import Order
from luoshi.orgs.models import Account, Person, Unit
from luoshi.owed.models import Obligation


class Watch(models.Model):
    """When an obligation is to be looked at again, and as what it was seen last.

    The copies tell whether it was moved, stopped or laid into other hands since.  ``look_on`` is
    null where no rung comes any more, ``hands`` counts how often it changed hands.
    """

    obligation = models.OneToOneField(
        Obligation, models.CASCADE, primary_key=True, related_name="watch"
    )
    due_on = models.DateField()
    stopped_on = models.DateField(null=True)
    debtor_unit_id = models.BigIntegerField()
    debtor_id = models.BigIntegerField(null=True)
    hands = models.PositiveSmallIntegerField(default=0)
    look_on = models.DateField(_("下次查看"), null=True)

    class Meta:
        verbose_name = _("提醒进度")
        indexes = [
            models.Index(fields=["look_on"], name="watch_look", condition=Q(look_on__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.obligation_id}: {self.look_on}"


class RungDone(models.Model):
    """A rung that an obligation reached: carried out, or passed by; once for ever."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="rungs_done")
    key = models.CharField(max_length=60)
    rung = models.PositiveSmallIntegerField(_("级"))
    on = models.DateField(_("到级日"))
    at = models.DateTimeField(_("办理时间"))
    passed_by = models.BooleanField(_("越过"), default=False)

    class Meta:
        verbose_name = _("提醒与升级记录")
        ordering = ["on", "id"]
        constraints = [models.UniqueConstraint(fields=["obligation", "key"], name="rung_done_once")]

    def __str__(self) -> str:
        return f"{self.obligation_id}: {self.key}"


class Notice(models.Model):
    """One person told once of one rung of one obligation, of one order, or of one bulletin.

    ``rung`` is 0 for what was laid into her hands.  ``is_new`` until it was offered to the
    channels that leave the program.
    """

    obligation = models.ForeignKey(
        Obligation, models.CASCADE, null=True, related_name="notices", verbose_name=_("待办义务")
    )
    order = models.ForeignKey(
        Order, models.CASCADE, null=True, related_name="notices", verbose_name=_("催办督办")
    )
    bulletin = models.ForeignKey(
        Bulletin, models.CASCADE, null=True, related_name="notices", verbose_name=_("简报")
    )
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="notices", verbose_name=_("人员")
    )
    key = models.CharField(max_length=60)
    rung = models.PositiveSmallIntegerField(_("级"), default=0)
    made_on = models.DateField(_("日期"))
    made_at = models.DateTimeField(_("提醒时间"))
    is_new = models.BooleanField(default=True)
    read_at = models.DateTimeField(_("已读时间"), null=True)
    later_on = models.DateField(_("改日再提醒"), null=True)
    later_reason = models.CharField(_("改日原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("提醒")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="notice_of_one_thing",
                condition=Q(obligation__isnull=False, order__isnull=True, bulletin__isnull=True)
                | Q(obligation__isnull=True, order__isnull=False, bulletin__isnull=True)
                | Q(obligation__isnull=True, order__isnull=True, bulletin__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["obligation", "person", "key"],
                condition=Q(obligation__isnull=False),
                name="notice_once_of_a_rung",
            ),
            models.UniqueConstraint(
                fields=["order", "person"],
                condition=Q(order__isnull=False),
                name="notice_once_of_an_order",
            ),
            models.UniqueConstraint(
                fields=["bulletin", "person"],
                condition=Q(bulletin__isnull=False),
                name="notice_once_of_a_bulletin",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"], name="notice_unread", condition=Q(read_at__isnull=True)
            ),
            models.Index(fields=["is_new"], name="notice_new", condition=Q(is_new=True)),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.obligation or self.order or self.bulletin}"


class Untold(models.Model):
    """Nobody could be told of a rung: for which unit whom is missing, until somebody is there."""

    obligation = models.ForeignKey(
        Obligation, models.CASCADE, related_name="untold", verbose_name=_("待办义务")
    )
    key = models.CharField(max_length=60)
    rung = models.PositiveSmallIntegerField(_("级"))
    whom = models.CharField(_("应告知"), max_length=20)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+", verbose_name=_("单位"))
    on = models.DateField(_("日期"))
    told_at = models.DateTimeField(_("补告时间"), null=True)

    class Meta:
        verbose_name = _("无人可告知")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "key", "whom"], name="untold_once")
        ]
        indexes = [
            models.Index(fields=["on"], name="untold_still", condition=Q(told_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.whom}"


class DecisionState(models.TextChoices):
    WAITING = "waiting", _("待决定")
    YES = "yes", _("同意")
    NO = "no", _("不同意")


class Decision(models.Model):
    """A circular, an interview or a referral that the ladder proposes and a leader decides.

    Each is decided by itself, with a reason and a name (国务院令第733号第21条).
    """

    obligation = models.ForeignKey(
        Obligation, models.CASCADE, related_name="decisions", verbose_name=_("待办义务")
    )
    key = models.CharField(max_length=60)
    rung = models.PositiveSmallIntegerField(_("级"))
    office = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("决定单位"))
    state = models.CharField(
        _("决定"), max_length=20, choices=DecisionState, default=DecisionState.WAITING
    )
    reason = models.CharField(_("理由"), max_length=300, blank=True)
    prepared_at = models.DateTimeField(_("提出时间"))
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("决定人")
    )
    decided_at = models.DateTimeField(_("决定时间"), null=True)

    class Meta:
        verbose_name = _("升级决定")
        ordering = ["-id"]
        constraints = [
            known("state", DecisionState, name="decision_state_known"),
            both_or_neither("decided_by", "decided_at", name="decision_paired"),
            models.CheckConstraint(
                name="decision_with_name_and_reason",
                condition=Q(state="waiting", decided_at__isnull=True)
                | Q(state__in=["yes", "no"], decided_at__isnull=False) & ~Q(reason=""),
            ),
            models.UniqueConstraint(fields=["obligation", "key"], name="decision_once"),
        ]

    def __str__(self) -> str:
        return f"{self.obligation}"


class Language(models.TextChoices):
    SIMPLIFIED = "zh-hans", "简体中文"
    TRADITIONAL = "zh-hant", "繁體中文"
    ENGLISH = "en", "English"


class MailLanguage(models.Model):
    """In which language somebody is written to: the one that she last chose for the pages."""

    person = models.OneToOneField(
        Person, models.CASCADE, related_name="mail_language", verbose_name=_("收件人")
    )
    language = models.CharField(_("语言"), max_length=10, choices=Language)

    class Meta:
        verbose_name = _("邮件语言")
        constraints = [known("language", Language, name="mail_language_known")]

    def __str__(self) -> str:
        return f"{self.person}: {self.language}"


class MessageState(models.TextChoices):
    WAITING = "waiting", _("等待发送")
    SENDING = "sending", _("正在发送")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("发送失败")
    DROPPED = "dropped", _("不需发送")


class Message(models.Model):
    """What goes to one person by one channel at one time: her notices bundled.

    ``token`` fixes the Message-ID, so that a second delivery after a crash can be told from a
    new message by whoever receives it.
    """

    person = models.ForeignKey(
        Person, models.CASCADE, related_name="messages", verbose_name=_("收件人")
    )
    channel = models.CharField(_("渠道"), max_length=20)
    slot = models.CharField(max_length=40)
    state = models.CharField(
        _("状态"), max_length=20, choices=MessageState, default=MessageState.WAITING
    )
    token = models.CharField(max_length=32, unique=True)
    made_at = models.DateTimeField(_("生成时间"))
    due_at = models.DateTimeField(_("发送时间"))
    tries = models.PositiveSmallIntegerField(_("发送次数"), default=0)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("发出时间"), null=True)
    rows = models.PositiveSmallIntegerField(_("条数"), default=0)
    error = models.CharField(_("原因"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("消息")
        ordering = ["-id"]
        constraints = [
            known("state", MessageState, name="message_state_known"),
            models.UniqueConstraint(fields=["person", "channel", "slot"], name="message_once"),
            models.CheckConstraint(
                name="message_sent_has_its_moment",
                condition=Q(state="sent", sent_at__isnull=False)
                | ~Q(state="sent") & Q(sent_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="message_due",
                condition=Q(state__in=["waiting", "sending"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.slot}"


class MessageLine(models.Model):
    """One notice in one message."""

    message = models.ForeignKey(
        Message, models.CASCADE, related_name="lines", verbose_name=_("消息")
    )
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="lines", verbose_name=_("提醒"))

    class Meta:
        verbose_name = _("消息内容")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["message", "notice"], name="message_line_once")
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.notice_id}"
