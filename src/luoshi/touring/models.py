"""A tour's plan and what came of it: stops, people, questions to raise, notes taken on site.

The tour itself is an engagement of the kind trip.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from luoshi.audit.refusals import both_or_neither, known
from luoshi.commitments.models import Commitment
from luoshi.matters.models import Matter
from luoshi.meetings.models import Engagement
from luoshi.orgs.models import Account, Person, Unit
from luoshi.projects.models import Project


class TourStop(models.Model):
    """One stop of a tour: where, on which day, at what hours, whose guest, about which project.

    ``engagement`` is the part of the tour that it became once it took place.
    """

    tour = models.ForeignKey(
        Engagement, models.CASCADE, related_name="stops", verbose_name=_("调研行程")
    )
    on = models.DateField(_("日期"))
    begins = models.TimeField(_("开始"), null=True)
    ends = models.TimeField(_("结束"), null=True)
    name = models.CharField(_("调研点"), max_length=200)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    purpose = models.TextField(_("了解什么"), blank=True)
    host = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("接待单位")
    )
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, related_name="+", verbose_name=_("项目")
    )
    engagement = models.OneToOneField(
        Engagement, models.SET_NULL, null=True, related_name="stop", verbose_name=_("活动")
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("调研点")
        ordering = ["on", F("begins").asc(nulls_last=True), "id"]
        constraints = [
            models.CheckConstraint(
                name="stop_ends_after_it_begins",
                condition=Q(ends__isnull=True) | Q(begins__isnull=False, ends__gt=F("begins")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class MemberRole(models.TextChoices):
    LEADER = "leader", _("带队")
    MEMBER = "member", _("成员")
    CONTACT = "contact", _("联络员")
    HOST = "host", _("陪同")


class TourMember(models.Model):
    """Somebody who goes along, as what, from which unit."""

    tour = models.ForeignKey(
        Engagement, models.CASCADE, related_name="members", verbose_name=_("调研行程")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("人员"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("单位")
    )
    role = models.CharField(_("身份"), max_length=10, choices=MemberRole)

    class Meta:
        verbose_name = _("调研人员")
        ordering = ["id"]
        constraints = [
            known("role", MemberRole, name="tour_member_role_known"),
            models.UniqueConstraint(fields=["tour", "person"], name="tour_member_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person}（{self.get_role_display()}）"


class QuestionState(models.TextChoices):
    TO_ASK = "to-ask", _("待提出")
    PROMISED = "promised", _("承诺期限答复")
    LATER = "later", _("会后再议")
    ANSWERED = "answered", _("已答复")


class TourQuestion(models.Model):
    """A question to raise at a stop: who asks, who answers, and what the answer was or when it comes."""

    tour = models.ForeignKey(
        Engagement, models.CASCADE, related_name="questions", verbose_name=_("调研行程")
    )
    stop = models.ForeignKey(
        TourStop, models.SET_NULL, null=True, related_name="questions", verbose_name=_("调研点")
    )
    text = models.TextField(_("问题"))
    project = models.ForeignKey(
        Project, models.SET_NULL, null=True, related_name="+", verbose_name=_("项目")
    )
    matter = models.ForeignKey(
        Matter, models.SET_NULL, null=True, related_name="+", verbose_name=_("事项")
    )
    asker = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("提问人")
    )
    answering = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("答复单位")
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=QuestionState, default=QuestionState.TO_ASK
    )
    promised_on = models.DateField(_("答应答复的日期"), null=True)
    answer = models.TextField(_("答复"), blank=True)
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("调研提问")
        ordering = ["id"]
        constraints = [
            known("state", QuestionState, name="question_state_known"),
            both_or_neither("answered_by", "answered_at", name="question_answered_paired"),
            models.CheckConstraint(
                name="question_answered_says_so",
                condition=Q(state="answered", answered_at__isnull=False) & ~Q(answer="")
                | ~Q(state="answered") & Q(answered_at__isnull=True),
            ),
            models.CheckConstraint(
                name="question_promised_to_a_day",
                condition=~Q(state="promised")
                | Q(promised_on__isnull=False, answering__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class NoteKind(models.TextChoices):
    NOTE = "note", _("见闻")
    PROBLEM = "problem", _("问题")
    COMMITMENT = "commitment", _("承诺")
    ANSWER = "answer", _("答复")


class FieldNote(models.Model):
    """What somebody wrote down on site; it never changes, and becomes a matter or a commitment.

    ``token`` is the form's own: sent twice over a bad line, a note is there once.
    """

    tour = models.ForeignKey(
        Engagement, models.CASCADE, related_name="notes", verbose_name=_("调研行程")
    )
    stop = models.ForeignKey(
        TourStop, models.SET_NULL, null=True, related_name="notes", verbose_name=_("调研点")
    )
    kind = models.CharField(_("类别"), max_length=10, choices=NoteKind)
    text = models.TextField(_("记录"))
    said_by = models.CharField(_("谁说的"), max_length=100, blank=True)
    question = models.ForeignKey(
        TourQuestion, models.SET_NULL, null=True, related_name="notes", verbose_name=_("提问")
    )
    matter = models.ForeignKey(
        Matter, models.SET_NULL, null=True, related_name="+", verbose_name=_("事项")
    )
    commitment = models.ForeignKey(
        Commitment, models.SET_NULL, null=True, related_name="+", verbose_name=_("承诺")
    )
    token = models.CharField(max_length=40)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("记录人"))
    at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("现场记录")
        ordering = ["id"]
        constraints = [
            known("kind", NoteKind, name="field_note_kind_known"),
            models.UniqueConstraint(fields=["tour", "token"], name="field_note_once"),
        ]

    def __str__(self) -> str:
        return self.text[:80]
