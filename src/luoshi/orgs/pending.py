"""Changes of accounts and rights that wait for another hand, and what became of them.

The rows belong to ``models``, which gathers them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import known


class ChangeKind(models.TextChoices):
    OPEN = "open", _("开通账号")
    CLOSE = "close", _("停用账号")
    REOPEN = "reopen", _("启用账号")
    PASSWORD = "password", _("重设首次密码")
    KEY = "key", _("撤销接口密钥")
    SEAT = "seat", _("授予席位")
    SEAT_END = "seat_end", _("终止席位")
    SEAT_MOVE = "seat_move", _("席位随单位转移")
    FACTORS = "factors", _("清除丢失的第二因素")
    MAPPED = "mapped", _("按统一身份认证调整席位")


class ChangeState(models.TextChoices):
    WAITING = "waiting", _("待审批")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")
    WITHDRAWN = "withdrawn", _("已撤回")
    LAPSED = "lapsed", _("已失效")


class Change(models.Model):
    """A change of an account or a right that somebody asked for; it takes effect when another approves.

    ``data`` says what exactly; ``password`` is the hash of a first password, only while it waits.
    ``account`` is empty for one that is still to be opened; ``asked_by`` only for what single
    sign-on asks for by the policy's mapping, which nobody but the security administrator decides.
    What was asked never changes, and what was decided stays so: triggers refuse it.
    """

    kind = models.CharField(_("变更"), max_length=10, choices=ChangeKind)
    state = models.CharField(
        _("状态"), max_length=10, choices=ChangeState, default=ChangeState.WAITING
    )
    account = models.ForeignKey(
        "orgs.Account", models.PROTECT, null=True, related_name="changes", verbose_name=_("账号")
    )
    seat = models.ForeignKey(
        "orgs.Seat", models.PROTECT, null=True, related_name="changes", verbose_name=_("席位")
    )
    key = models.ForeignKey(
        "orgs.AccessKey", models.PROTECT, null=True, related_name="+", verbose_name=_("接口密钥")
    )
    data = models.JSONField(_("内容"), default=dict)
    password = models.CharField(max_length=200, blank=True)
    reason = models.CharField(_("理由"), max_length=300)
    asked_by = models.ForeignKey(
        "orgs.Account", models.PROTECT, null=True, related_name="+", verbose_name=_("申请人")
    )
    asked_at = models.DateTimeField(_("申请时间"))
    lapses_on = models.DateField(_("失效日期"))
    decided_by = models.ForeignKey(
        "orgs.Account", models.PROTECT, null=True, related_name="+", verbose_name=_("审批人")
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    note = models.CharField(_("审批意见"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("账号权限变更")
        ordering = ["-id"]
        constraints = [
            known("kind", ChangeKind, name="change_kind_known"),
            known("state", ChangeState, name="change_state_known"),
            models.CheckConstraint(name="change_has_its_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="change_decided_by_another",
                condition=Q(state="waiting", decided_at__isnull=True, decided_by__isnull=True)
                | Q(state="lapsed", decided_at__isnull=False, decided_by__isnull=True)
                | Q(
                    state="withdrawn",
                    decided_at__isnull=False,
                    asked_by__isnull=False,
                    decided_by=F("asked_by"),
                )
                | Q(
                    Q(asked_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                    state__in=["approved", "refused"],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="change_not_decided_by_whom_it_is_about",
                condition=~Q(state__in=["approved", "refused"])
                | Q(account__isnull=True)
                | ~Q(decided_by=F("account")),
            ),
            models.CheckConstraint(
                name="change_asked_by_somebody_or_mapped",
                condition=Q(kind="mapped", asked_by__isnull=True)
                | Q(~Q(kind="mapped"), asked_by__isnull=False),
            ),
            models.CheckConstraint(
                name="change_refused_with_its_reason", condition=~Q(state="refused", note="")
            ),
            models.CheckConstraint(
                name="change_keeps_no_password", condition=Q(state="waiting") | Q(password="")
            ),
            models.CheckConstraint(
                name="change_of_an_account",
                condition=Q(kind__in=["open", "mapped"]) | Q(account__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["account", "kind"],
                condition=Q(
                    state="waiting", kind__in=["close", "reopen", "password", "factors", "mapped"]
                ),
                name="change_waits_once",
            ),
            models.UniqueConstraint(
                fields=["seat"],
                condition=Q(state="waiting", seat__isnull=False),
                name="change_waits_once_of_a_seat",
            ),
        ]
        indexes = [
            models.Index(
                fields=["state", "kind"], name="change_waiting", condition=Q(state="waiting")
            )
        ]

    def __str__(self) -> str:
        return str(self.data.get("about", ""))

    @property
    def asker(self) -> models.Model | str:
        """Return who asked: an account, or the provider of single sign-on by its id."""
        return self.asked_by or str(self.data["provider"])
