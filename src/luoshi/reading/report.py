"""Text in, draft out: the only public entry of the reading room."""

from __future__ import annotations

from luoshi.reading.context import ReadingContext
from luoshi.reading.demands import find_demands
from luoshi.reading.document import find_document
from luoshi.reading.engagements import find_engagements
from luoshi.reading.known import Known, with_known_titles, with_people, with_units
from luoshi.reading.lexicon import Lexicon, load
from luoshi.reading.matters import find_matters
from luoshi.reading.normalize import repair
from luoshi.reading.organisations import find_organisations
from luoshi.reading.outline import outline_of
from luoshi.reading.people import find_people
from luoshi.reading.projects import find_projects
from luoshi.reading.sureness import weighed
from luoshi.reading.types import Document, Draft
from luoshi.reading.worktext import without_halves


def read_report(
    text: str,
    *,
    written_on: str | None = None,
    lexicon: Lexicon | None = None,
    known: Known | None = None,
) -> Draft:
    """Read one document.

    ``written_on`` (ISO) is the day to count from where the document bears no date of its own;
    the draft does not show it.  ``known`` are the units and people of a register, found by their
    names where no rule finds them.  Any text can be read, an empty one too: a text in which
    nothing is found gives a draft without findings.
    """
    words = lexicon or load()
    repaired = repair(without_halves(text), words)
    if not repaired.text.strip():
        return Draft(Document("notice"), repaired)
    outline = outline_of(repaired.text, words)
    people = find_people(repaired.text, outline, words)
    if known is not None:
        people = with_people(known, repaired.text, outline, people, words)
        people = with_known_titles(known, repaired.text, people)
    document = find_document(repaired.text, outline, people, words)
    found = find_organisations(repaired.text, outline, people, words)
    if known is not None:
        found = with_units(known, repaired.text, outline, people, found, document.issuer, words)
    organisations, names = found
    context = ReadingContext(
        text=repaired.text,
        outline=outline,
        document=document,
        people=people,
        organisations=organisations,
        names=names,
        lexicon=words,
        written_on=document.date or written_on,
    )
    projects = find_projects(context)
    draft = Draft(
        document=document,
        repaired=repaired,
        people=people,
        organisations=organisations,
        engagements=find_engagements(context),
        projects=projects,
        matters=find_matters(context, projects),
        demands=find_demands(outline, words),
    )
    return weighed(draft, outline, words)
