"""The way of a paper: which step leads from where to where, and by which permission.

The office's own people take every step before it is issued: one drafts, another checks, one who did
not draft signs, one who did not sign issues it (党政机关公文处理工作条例, articles 18 to 25).  Of a joint
paper, each of the other offices agrees or refuses for itself: ``OF_JOINT``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from luoshi.rules.access import Permission


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from which states it goes, to which; None stays where it is.

    Any of ``permissions`` is enough.
    """

    name: str
    permissions: tuple[Permission, ...]
    begins: frozenset[str]
    ends: str | None = None


DRAFT, CHECK, SIGN = Permission.PAPER_DRAFT, Permission.PAPER_CHECK, Permission.PAPER_SIGN
ISSUE, FILE = Permission.PAPER_ISSUE, Permission.PAPER_FILE
WITHIN_THE_HOUSE = (DRAFT, CHECK, SIGN, ISSUE, FILE)
# Steps of those who issue a paper together with its lead.
OF_JOINT = frozenset({"cosign", "refuse"})


def _step(name: str, begins: str, ends: str | None, *permissions: Permission) -> Step:
    return Step(name, permissions, frozenset(begins.split()), ends)


STEPS: Mapping[str, Step] = {
    step.name: step
    for step in (
        _step("edit", "draft", None, DRAFT),
        _step("send", "draft", "checking", DRAFT),
        _step("remark", "draft checking signing signed", None, DRAFT, CHECK, SIGN, ISSUE),
        _step("settle", "draft checking signing signed", None, DRAFT, CHECK),
        _step("keep", "draft checking signing", None, CHECK, SIGN),
        _step("pass", "checking", "signing", CHECK),
        _step("return", "checking", "draft", CHECK),
        _step("sign", "signing", "signed", SIGN),
        _step("decline", "signing", "draft", SIGN),
        _step("cosign", "signing signed", None, SIGN),
        _step("refuse", "signing signed", "draft", SIGN),
        _step("issue", "signed", "issued", ISSUE),
        _step("recall", "signed", "draft", ISSUE),
        _step("drop", "draft checking signing signed", "dropped", DRAFT),
        _step("void", "issued filed", "voided", ISSUE),
        _step("file", "issued", "filed", FILE),
    )
}
