"""What was handed out, and the papers of the offices: their way, words, numbers, receivers and bytes."""

from __future__ import annotations

from luoshi.issuing.models.bulletin import Bulletin
from luoshi.issuing.models.document import (
    CLOSED,
    UNNUMBERED,
    Document,
    DocumentKind,
    DocumentState,
    JointIssuer,
    OfficeWord,
)
from luoshi.issuing.models.handed import Issue, Ledger, OrderPaper, PaperForm
from luoshi.issuing.models.said import FlagDecision, Remark, Version, WordingFlag
from luoshi.issuing.models.sent import Dispatch, DispatchPart, PaperNumber, Rendition

__all__ = [
    "CLOSED",
    "UNNUMBERED",
    "Bulletin",
    "Dispatch",
    "DispatchPart",
    "Document",
    "DocumentKind",
    "DocumentState",
    "FlagDecision",
    "Issue",
    "JointIssuer",
    "Ledger",
    "OfficeWord",
    "OrderPaper",
    "PaperForm",
    "PaperNumber",
    "Remark",
    "Rendition",
    "Version",
    "WordingFlag",
]
