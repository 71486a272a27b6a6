"""A paper of several offices: which, and each one's own signature, without which it is not issued.

The lead drafts, has it checked and gives the number; each of the others agrees for itself to the
same text (党政机关公文处理工作条例, articles 17 and 22).  Who changes the text asks all of them again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import QuerySet

from luoshi.audit import actions as audit
from luoshi.issuing import documents, drafting, way
from luoshi.issuing.models import Document, DocumentKind, DocumentState, JointIssuer
from luoshi.orgs.models import Account, Unit
from luoshi.rules.access import Permission
from luoshi.values.errors import BadInput, IllegalMove, Overtaken
from luoshi.values.sentences import Sentence, gettext_noop

KINDS = (
    DocumentKind.NOTICE,
    DocumentKind.CIRCULAR,
    DocumentKind.LETTER,
    DocumentKind.OPINION,
    DocumentKind.REPORT,
    DocumentKind.REQUEST,
)
MOST = 9  # besides the lead; more would not fit between the red mark and the rule
LABELS = {"units": Sentence(gettext_noop("联合发文机关"))}


def may_be_joint(document: Document) -> bool:
    """Return whether papers of its kind are issued by several offices at all."""
    return document.kind in KINDS


@transaction.atomic
def set_joint_issuers(
    document: Document, *, units: Sequence[Unit], version: int, by: Account, now: dt.datetime
) -> None:
    """Say which offices issue a draft together with its own, in their order; none of them: it alone.

    The text names them from then on, as a version of its own.  Raises IllegalMove for a kind that
    has one issuer, BadInput for too many.
    """
    way.admit(document, "edit", by=by, now=now)
    if not may_be_joint(document):
        raise IllegalMove(
            gettext_noop("%(kind)s由一个机关发出，不联合行文。"),
            code="paper-not-joint",
            kind=Sentence(str(document.get_kind_display())),
        )
    others = [unit for unit in dict.fromkeys(units) if unit != document.office]
    if len(others) > MOST:
        raise BadInput.of(
            "units",
            gettext_noop("联合发文机关最多%(most)s个。"),
            code="too-many-issuers",
            most=MOST,
        )
    before = [one.unit.name for one in document.joint.select_related("unit")]
    names = [unit.name for unit in others]
    if before == names:
        return
    paper = replace(documents.latest(document).paper, joint=tuple(names))
    document.joint.all().delete()
    JointIssuer.objects.bulk_create(
        JointIssuer(document=document, unit=unit, place=at) for at, unit in enumerate(others, 1)
    )
    drafting.edit_document(
        document, version=version, paper=paper, note="联合发文机关", by=by, now=now
    )
    audit.record(
        "paper.joint_set", document, by=by, at=now, changes={"joint": [before, names]}, joint=names
    )


@transaction.atomic
def cosign(document: Document, *, version: int, by: Account, now: dt.datetime) -> None:
    """Agree to a paper for the joint issuer at which ``by`` signs, as it read at ``version``.

    Raises NotAllowed for whoever wrote of it or signed it for another of its offices; Overtaken if
    the text has changed since or somebody was faster.
    """
    way.admit(document, "cosign", by=by, now=now)
    if document.version != version:
        raise Overtaken
    mine = next(one for one in unsigned(document) if _signs_at(by, one.unit_id, now=now))
    won = JointIssuer.objects.filter(pk=mine.pk, signed_at__isnull=True).update(
        signed_by=by, signed_for=by.stands_in_for, signed_at=now, said=document.said
    )
    if not won:
        raise Overtaken
    told = {"signed_by": [None, str(by)]}
    audit.record(
        "paper.cosigned", document, by=by, at=now, unit=mine.unit, n=document.said, changes=told
    )


def unsigned(document: Document) -> QuerySet[JointIssuer]:
    """Return the joint issuers that have not agreed yet, in their order."""
    return document.joint.filter(signed_at__isnull=True).select_related("unit")


def clear(document: Document) -> None:
    """Let nobody have agreed: the text goes back to be changed.  Part of the caller's action."""
    document.joint.update(signed_by=None, signed_for=None, signed_at=None, said=None)


def refuse_unsigned(document: Document) -> None:
    """Raise IllegalMove while a joint issuer has not agreed to the text as it reads."""
    lacking = [str(one.unit) for one in unsigned(document)]
    if lacking:
        raise IllegalMove(
            gettext_noop("联合发文的%(units)s还没有会签，会签齐全后才能编号印发。"),
            code="paper-not-cosigned",
            units="、".join(lacking),
        )


def to_cosign(by: Account, *, now: dt.datetime) -> QuerySet[Document]:
    """Return the papers that wait for ``by`` to agree for her office."""
    units = documents.house_rights(by, Permission.PAPER_SIGN, now=now).scope.units
    waiting = JointIssuer.objects.filter(unit__in=units, signed_at__isnull=True)
    states = (DocumentState.SIGNING, DocumentState.SIGNED)
    return Document.objects.filter(state__in=states, pk__in=waiting.values("document"))


def _signs_at(by: Account, unit: int, *, now: dt.datetime) -> bool:
    return documents.may_at(by, Permission.PAPER_SIGN, units={unit}, now=now)
