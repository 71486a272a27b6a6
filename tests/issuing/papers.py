"""Papers for stories: a letter of the region's office to a bureau, and the people of its way."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from luoshi.issuing import checking, drafting, numbering, signing
from luoshi.issuing.models import Document
from luoshi.orgs.models import Account
from luoshi.papers.paper import Item, Paper, Para
from tests import make

NOW = make.at("2026-05-20", 10)


def saying(*lines: str, **changed: Any) -> Paper:
    """Return a letter to the water bureau; a line that begins with 一、 is an item of the first level."""
    body = tuple(Item(1, line[2:]) if line.startswith("一、") else Para(line) for line in lines)
    paper = Paper(
        format="letter",
        mark="瀚北自治区国资委",
        title="关于商请提供灌区用地资料的函",
        body=body or (Para("请于2026年6月10日前提供灌区用地资料。"), Para("特此函达，请予支持。")),
        issuer="瀚北自治区国资委",
        dated=dt.date(2026, 5, 20),
        addressees=("青泉州水利局",),
    )
    return replace(paper, **changed)


def drafted(cast: make.Cast, paper: Paper | None = None, **how: Any) -> Document:
    """Return a letter of the region's office, drafted by Lin."""
    given = {"kind": "letter", "office": cast.region, "by": cast.lin, "now": NOW} | how
    return drafting.draft_document(paper=paper or saying(), **given)


def second_coordinator(cast: make.Cast) -> Account:
    """Return a colleague of Lin's, who checks what she drafted."""
    return make.account(cast.region, "coordinator", name="沈一舟", username="shen")


def checked(cast: make.Cast, document: Document, *, by: Account | None = None) -> Document:
    """Take a draft of Lin's through the check."""
    checking.send_to_check(document, version=document.version, by=cast.lin, now=NOW)
    checker = by or cast.zhao
    checking.pass_check(document, version=document.version, by=checker, now=NOW)
    return document


def signed(cast: make.Cast, document: Document, *, by: Account | None = None) -> Document:
    """Take a draft of Lin's through check and signature; Han signs."""
    checked(cast, document)
    signing.sign(document, version=document.version, by=by or cast.han, now=NOW)
    return document


def issued(cast: make.Cast, document: Document | None = None) -> Document:
    """Take a draft of Lin's all the way; Lin gives it its number."""
    document = signed(cast, document or drafted(cast))
    numbering.issue(document, version=document.version, by=cast.lin, now=NOW)
    return document
