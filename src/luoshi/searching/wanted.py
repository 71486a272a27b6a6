"""What somebody typed, as the words that must all be found, folded like the texts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luoshi.reading.initials import spells
from luoshi.values.errors import BadInput
from luoshi.values.folding import BEGIN, END, fold, hits, pairs
from luoshi.values.numbers import DocumentNumber

TERMS_MOST = 6
TERM_MOST = 60  # signs of one word; a cut text repeats as many (``kind.OVERLAP``)
TYPED_MOST = 200
_LETTERS = re.compile(r"[a-z]{2,20}")
_EDGES = ".．-—*·"


@dataclass(frozen=True, slots=True)
class Term:
    """One word: its folded forms (any of them will do), and the letters if it may be initials."""

    forms: tuple[str, ...]
    letters: str = ""

    def phrases(self) -> tuple[tuple[str, bool], ...]:
        """Return for each form its pairs, and whether it is one sign that begins a pair."""
        return tuple(
            (form if len(form) == 1 else pairs(form).rsplit(" ", 1)[0], len(form) == 1)
            for form in self.forms
        )

    def whole(self) -> tuple[str, ...]:
        """Return the pairs of each form as a whole title."""
        return tuple(pairs(form, begins=True) for form in self.forms)

    def letter_pairs(self) -> tuple[str, ...]:
        """Return the pairs of neighbours of its letters."""
        return tuple(map(str.__add__, self.letters, self.letters[1:]))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything that was typed: the ``terms`` must all be found; ``whole`` is all of it as one title."""

    typed: str
    terms: tuple[Term, ...] = ()
    whole: Term = Term(())

    @property
    def has_letters(self) -> bool:
        """Whether one of the terms may be initials, so that what is found must be looked at again."""
        return any(term.letters for term in self.terms)


def wanted(typed: str) -> Wanted:
    """Return what ``typed`` asks for; without a letter, character or digit in it, nothing.

    >>> wanted("塔城機場 沥青").terms[0].forms, wanted("【】").terms
    (('塔城机场',), ())
    """
    typed = typed.replace(BEGIN, "").replace(END, "").strip()[:TYPED_MOST]
    number = _number(typed)
    if number:
        return Wanted(typed, (number,), number)
    terms = [made for word in typed.split() if (made := _term(word)) is not None]
    whole = fold("".join(word.strip(_EDGES) for word in typed.split()))[:TERM_MOST]
    return Wanted(typed, tuple(terms[:TERMS_MOST]), Term((whole,) if whole else ()))


def _term(word: str) -> Term | None:
    folded = fold(word.strip(_EDGES))[:TERM_MOST]
    if not folded:
        return None
    return Term((folded,), folded if _LETTERS.fullmatch(folded) else "")


def _number(typed: str) -> Term | None:
    """Return the number of a paper in every form in which it may stand, None if it is none."""
    try:
        number = DocumentNumber.parse(typed)
    except BadInput:
        return None
    forms = (fold(str(number)), fold(typed))
    return Term(tuple(dict.fromkeys(forms)))


def is_found(asked: Wanted, title: str, names: str, text: str) -> bool:
    """Return whether every term stands in one of these, or its letters spell part of a name."""
    called = [fold(one) for one in (title, *names.splitlines()) if one]
    said = [*called, fold(text)]
    return all(
        any(form in one for form in term.forms for one in said)
        or (term.letters and any(spells(term.letters, one) for one in called))
        for term in asked.terms
    )


def marked(asked: Wanted, text: str, *, is_name: bool = False) -> list[tuple[int, int]]:
    """Return the runs of ``text`` that the terms found; in a name also those that letters spell."""
    found = hits(text, tuple(form for term in asked.terms for form in term.forms))
    if not found and is_name:
        for term in asked.terms:
            run = spells(term.letters, fold(text)) if term.letters else None
            if run:
                found += hits(text, (fold(text)[slice(*run)],))[:1]
    return found
