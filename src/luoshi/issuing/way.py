"""One step of one paper: may she, does it go from here, is she another than who must be another.

The table is ``rules.paperway``; actions call ``admit`` and ``carry``, pages show ``open_steps``.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from luoshi.issuing import documents
from luoshi.issuing.models import Document, Version
from luoshi.orgs.models import Account
from luoshi.rules import paperway
from luoshi.rules.paperway import Step
from luoshi.values.errors import BadInput, IllegalMove, Incomplete, NotAllowed, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

LABELS = {
    "title": Sentence(gettext_noop("标题")),
    "body": Sentence(gettext_noop("正文")),
    "addressees": Sentence(gettext_noop("主送机关")),
    "reason": Sentence(gettext_noop("理由")),
    "text": Sentence(gettext_noop("意见")),
    "word": Sentence(gettext_noop("机关代字")),
    "quote": Sentence(gettext_noop("原文")),
    "note": Sentence(gettext_noop("修改说明")),
}
OTHERS = {
    "pass": gettext_noop("起草人不能核自己的稿，请由另一位同志核稿。"),
    "sign": gettext_noop("起草或者改过这份公文的人不能签发，请由另一位负责同志签发。"),
    "issue": gettext_noop("签发人不能自己编号印发，请由另一位同志办理。"),
    "cosign": gettext_noop(
        "起草、改过或者已为另一机关签发这份公文的人不能会签，请由另一位负责同志会签。"
    ),
    "keep": gettext_noop("起草人不能自己决定保留被提醒的用语，请由核稿人或者签发人决定。"),
}


def admit(document: Document, name: str, *, by: Account, now: dt.datetime) -> Step:
    """Return the step ``name`` if ``by`` may take it now, or raise why not.

    NotAllowed without the permission at the office, or for somebody who must be another person;
    IllegalMove where the step does not go from this state.
    """
    step = paperway.STEPS[name]
    units = _units(document, name)
    documents.require_at(by, *step.permissions, units=units or {document.office_id}, now=now)
    if not units:
        raise IllegalMove(
            gettext_noop("这份公文没有等待会签的联合发文机关。"), code="paper-nobody-to-agree"
        )
    if document.state not in step.begins:
        raise IllegalMove(
            gettext_noop("这份公文现在是“%(state)s”，不能办理这一步。请刷新页面查看最新状态。"),
            code="paper-elsewhere",
            state=str(document.get_state_display()),
        )
    if (said := same_person(document, name, by)) is not None:
        raise NotAllowed(said.template, code=said.code)
    return step


def _units(document: Document, name: str) -> set[int]:
    """Return the offices of which one takes the step: the lead, or those that still have to agree."""
    if name not in paperway.OF_JOINT:
        return {document.office_id}
    rows = document.joint.all()
    return {one.unit_id for one in rows if name == "refuse" or one.signed_at is None}


def same_person(document: Document, name: str, by: Account) -> Sentence | None:
    """Return why ``by`` is the wrong person for a step: she, or whom she stands in for, did the other."""
    hands = {by.pk, by.stands_in_for.pk if by.stands_in_for else None} - {None}
    drafted = {document.drafted_by_id, document.drafted_for_id}
    if name in ("sign", "cosign"):
        drafted |= set(
            Version.objects.filter(document=document).order_by().values_list("by", flat=True)
        )
    others = {
        "pass": drafted,
        "keep": drafted,
        "sign": drafted,
        "issue": {document.signed_by_id, document.signed_for_id},
        "cosign": drafted | _signers(document),
    }
    if hands & others.get(name, set()):
        return Sentence(OTHERS[name], f"paper-{name}-by-another")
    return None


def _signers(document: Document) -> set[int | None]:
    """Return who has signed for one of the paper's offices: nobody signs for two."""
    hands = {document.signed_by_id, document.signed_for_id}
    for one in document.joint.all():
        hands |= {one.signed_by_id, one.signed_for_id}
    return hands - {None}


def open_steps(
    document: Document, *, by: Account, now: dt.datetime
) -> list[tuple[Step, Sentence | None]]:
    """Return the steps from this state for which ``by`` holds the permission; with each, why not she."""
    found = []
    for step in paperway.STEPS.values():
        units = _units(document, step.name)
        if (
            units
            and document.state in step.begins
            and documents.may_at(by, *step.permissions, units=units, now=now)
        ):
            documents.require_at(by, *step.permissions, units=units, now=now)
            found.append((step, same_person(document, step.name, by)))
    return found


def carry(document: Document, step: Step, *, version: int | None = None, **fields: object) -> None:
    """Take ``document`` through ``step`` if it still stands where it stood; else raise Overtaken.

    With ``version`` it must also still read as it did when somebody looked at it.
    """
    rows = Document.objects.filter(pk=document.pk, state=document.state)
    if version is not None:
        rows = rows.filter(version=version)
    state = step.ends or document.state
    if not rows.update(state=state, version=F("version") + 1, **fields):
        raise Overtaken
    document.refresh_from_db()


def filled(name: str, text: str, *, most: int) -> str:
    """Return ``text`` without its margins; raises Incomplete if empty, BadInput if it is too long."""
    text = text.strip()
    if not text:
        raise Incomplete([name], labels=LABELS)
    if len(text) > most:
        raise BadInput.of(
            name,
            gettext_noop("%(label)s不能超过%(most)s字，现在是%(length)s字。"),
            code="too-long",
            label=LABELS[name],
            most=most,
            length=len(text),
        )
    return text
