"""Letters (函) between units of which none commands the other: asking, and answering."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.papers.kinds.task import Office, told
from luoshi.papers.paper import Paper, Para
from luoshi.values.numbers import written_day


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: ``about`` stands between 关于 and 的函.

    One that answers another names it by ``answers`` (title) and ``answers_number``.
    """

    office: Office
    number: str
    to: str
    about: str
    text: str
    dated: dt.date
    answer_by: dt.date | None = None
    answers: str = ""
    answers_number: str = ""
    attachments: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()


def letter(said: Letter) -> Paper:
    """Return ``said`` as a letter, or as a reply (复函) if it answers one."""
    opening: tuple[Para, ...] = ()
    if said.answers:
        number = f"（{said.answers_number}）" if said.answers_number else ""
        opening = (Para(f"《{said.answers}》{number}收悉。经研究，现函复如下。"),)
        closing = "特此函复。"
    elif said.answer_by:
        closing = f"请予研究支持，并请于{written_day(said.answer_by)}前函复。"
    else:
        closing = "特此函达，请予支持。"
    return Paper(
        format="letter",
        mark=said.office.name,
        title=f"关于{said.about}的{'复函' if said.answers else '函'}",
        number=said.number,
        addressees=(said.to,),
        body=(*opening, *told(said.text), Para(closing)),
        attachments=said.attachments,
        issuer=said.office.name,
        dated=said.dated,
        note=said.office.asks,
        copies=said.copies,
    )
