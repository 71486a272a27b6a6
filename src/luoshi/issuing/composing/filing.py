"""The filing slip of a project; its code leads to the page that verifies number and hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from urllib.parse import quote

from luoshi.issuing import drafting
from luoshi.issuing.composing.rows import in_chinese, office_for, require_whole
from luoshi.issuing.models import Document, DocumentKind
from luoshi.orgs.models import Account
from luoshi.papers.kinds import filing as kinds
from luoshi.papers.paper import Paper
from luoshi.projects.models import Filing, PartyRole, Project
from luoshi.values.halfmonth import HalfMonth
from luoshi.values.numbers import money, written_day
from luoshi.values.sentences import Sentence, gettext_noop


def lacks_of_slip(project: Project) -> list[Sentence]:
    """Return what is missing before the filing slip of a project can be drafted."""
    if getattr(project, "filing", None) is None:
        return [Sentence(gettext_noop("项目还没有备案，没有备案号。"), "not-filed")]
    return []


@in_chinese
def facts_of(filing: Filing) -> tuple[tuple[str, str], ...]:
    """Return what the register holds of a filed project, as labels and values; no person among it."""
    project = filing.project
    named: dict[str, list[str]] = {role: [] for role in PartyRole.values}
    for party in project.parties.select_related("unit").order_by("pk"):
        named[party.role].append(party.unit.name)
    investment = money(project.investment) if project.investment is not None else ""
    return (
        *((str(PartyRole(role).label), "、".join(names)) for role, names in named.items()),
        ("计划总投资", investment),
        ("建设地点", project.place),
        ("登记时阶段", str(project.get_entry_stage_display())),
        ("填报单位", filing.unit.name),
        ("备案日期", written_day(filing.filed_on)),
    )


def digest_of(filing: Filing) -> str:
    """Return the SHA-256 of what the register holds of a filed project: number, name and facts.

    It is the same as long as none of these changes.
    """
    said = {
        "number": filing.number,
        "project": filing.project.name,
        "office": filing.project.held_by.name,
        "facts": facts_of(filing),
        "first_window": filing.first_window,
    }
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def address_of(number: str, sha256: str, *, site: str) -> str:
    """Return where a number with its hash is verified: absolute, ``site`` without a slash at its end."""
    return f"{site}/verify/?number={quote(number)}&sha256={sha256}"


@in_chinese
def slip_paper(project: Project, *, site: str) -> Paper:
    """Return the slip of a filed project, with a code that leads to its verification at ``site``."""
    filing = project.filing
    digest = digest_of(filing)
    return kinds.slip(
        kinds.Filing(
            number=filing.number,
            project=project.name,
            office=project.held_by.name,
            filed_on=filing.filed_on,
            rows=facts_of(filing),
            reporter=str(filing.reporter),
            first_window=HalfMonth.parse(filing.first_window).chinese,
            address=address_of(filing.number, digest, site=site),
            sha256=digest,
        )
    )


def compose_slip(project: Project, *, site: str, by: Account, now: dt.datetime) -> Document:
    """Draft the filing slip of a project; raises Lacking, or Duplicate while nothing has changed."""
    require_whole(lacks_of_slip(project))
    office = office_for(by, project.held_by, now=now)
    return drafting.draft_document(
        kind=DocumentKind.FILING,
        office=office,
        paper=slip_paper(project, site=site),
        key=f"filing-{project.pk}-{digest_of(project.filing)[:16]}",
        project=project,
        by=by,
        now=now,
    )
