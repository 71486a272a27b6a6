"""Which kind of paper may go from whom to whom, how long it may be, and who signs it.

The kinds stand in ``policy/papers.toml``.  Behind the guard: 党政机关公文处理工作条例 (中办发〔2012〕14号)
on kinds and directions, and 整治形式主义为基层减负若干规定 (August 2024) on length and on departments
that instruct lower Party committees and governments.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from luoshi.values.sentences import Sentence, gettext_noop
from luoshi.values.tomltable import TomlTable

Relation = Literal["below", "above", "apart", "self"]
Direction = Literal["below", "above", "apart", "any", "inside"]
DIRECTIONS: tuple[Direction, ...] = ("below", "above", "apart", "any", "inside")

# What is written instead, by how the receiver stands to the sender.
_INSTEAD: Mapping[Relation, str] = {"below": "notice", "above": "report", "apart": "letter"}
_SECTIONS = ("处", "科", "室", "组", "股")
_OFFICES = ("办公室", "办公厅")
_ASKS = ("请批示", "请审批", "请予批准", "请予审批", "请求批准", "请予批复", "请批复", "请予审定")


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A kind of paper: to whom it goes, whether it instructs, who signs, and its cap in characters."""

    code: str
    name: str
    legal: bool
    to: tuple[Direction, ...]
    cap: int
    instructs: bool = False
    one_addressee: bool = False
    head_signs: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """A unit as the guard sees it: its id, name, sort, and the ids of those above it, nearest first.

    ``sort`` is "government", "department", "enterprise", "park" or "other"; ``above_sort`` the sort
    of the unit directly above, empty if there is none.
    """

    id: int
    name: str
    sort: str
    above: tuple[int, ...] = ()
    above_sort: str = ""

    @property
    def is_section(self) -> bool:
        """Whether this is an inner section of a department: its office (办公室) is none."""
        inner = self.above_sort == "department" and self.sort in ("department", "other")
        return inner and self.name.endswith(_SECTIONS) and not self.name.endswith(_OFFICES)


@dataclass(frozen=True, slots=True)
class Concern:
    """What speaks against a paper: ``sentence`` says it, ``instead`` is the code of a fitting kind.

    A ``refused`` one cannot be sent to be checked; for the others a person decides, with a reason.
    """

    sentence: Sentence
    refused: bool
    instead: str = ""

    @property
    def code(self) -> str:
        """The word by which programs and records know this concern."""
        return self.sentence.code


def kinds_from(root: TomlTable) -> dict[str, PaperKind]:
    """Return the kinds of a parsed ``papers.toml`` by code; raises TomlFault for what is wrong."""
    root.only("caps", "kind")
    caps = root.table("caps")
    caps.only("basis", "document", "special")
    caps.text("basis")
    lengths = {
        name: caps.integer(name, least=100, most=100_000) for name in ("document", "special")
    }
    listed = root.table("kind")
    return {code: _kind_from(code, listed.table(code), lengths) for code in listed.values}


def _kind_from(code: str, table: TomlTable, lengths: Mapping[str, int]) -> PaperKind:
    table.only("name", "legal", "to", "instructs", "one_addressee", "head_signs", "cap")
    to = table.strings("to")
    for direction in to:
        if direction not in DIRECTIONS:
            raise table.fault("to", f"应为{'、'.join(DIRECTIONS)}之一")
    return PaperKind(
        code=code,
        name=table.text("name"),
        legal=table.truth("legal"),
        to=tuple(one for one in DIRECTIONS if one in to),
        cap=lengths[table.choice("cap", among=tuple(lengths))],
        instructs="instructs" in table and table.truth("instructs"),
        one_addressee="one_addressee" in table and table.truth("one_addressee"),
        head_signs="head_signs" in table and table.truth("head_signs"),
    )


def relation(sender: Body, receiver: Body) -> Relation:
    """Return how ``receiver`` stands to ``sender``: below, above, apart, or the same unit.

    >>> bureau, station = Body(1, "州国资委", "department"), Body(2, "监测站", "other", (1,))
    >>> relation(bureau, station), relation(station, bureau)
    ('below', 'above')
    """
    if sender.id == receiver.id:
        return "self"
    if sender.id in receiver.above:
        return "below"
    return "above" if receiver.id in sender.above else "apart"


def fitting(sender: Body, receiver: Body) -> str:
    """Return the code of the kind that ordinarily goes from ``sender`` to ``receiver``."""
    return _INSTEAD.get(relation(sender, receiver), "notice")


def concerns(
    kind: PaperKind, *, sender: Body, receivers: Sequence[Body], text: str = ""
) -> tuple[Concern, ...]:
    """Return what speaks against sending a paper of ``kind``, the refused first.

    ``receivers`` are those to whom it is addressed (主送), ``text`` its body.
    """
    found = [one for receiver in receivers for one in _of_receiver(kind, sender, receiver)]
    if kind.one_addressee and len(receivers) > 1:
        said = gettext_noop("%(kind)s只写一个主送机关，需要同时送的用抄送。")
        found.append(Concern(Sentence(said, "many-addressees", {"kind": kind.name}), refused=True))
    asked = next((words for words in _ASKS if words in text), "")
    if kind.code == "report" and asked:
        said = gettext_noop("报告中不得夹带请示事项（文中有“%(words)s”），请另写请示。")
        sentence = Sentence(said, "request-within-report", {"words": asked})
        found.append(Concern(sentence, refused=True, instead="request"))
    return tuple(sorted(_once(found), key=lambda concern: not concern.refused))


def _of_receiver(kind: PaperKind, sender: Body, receiver: Body) -> list[Concern]:
    stands = relation(sender, receiver)
    given = {"kind": kind.name, "sender": sender.name, "receiver": receiver.name}
    if sender.is_section and sender.above and not _within(receiver, sender.above[0]):
        said = gettext_noop(
            "%(sender)s是内设机构，不对外正式行文。请以所在部门或者其办公室的名义发。"
        )
        return [Concern(Sentence(said, "inner-section", given), refused=True)]
    if _instructs_government(kind, sender, receiver, stands):
        said = gettext_noop(
            "部门不得向下级党委、政府发布指令性公文。发给%(receiver)s请用函，或者报请本级政府行文。"
        )
        sentence = Sentence(said, "instructs-government", given)
        return [Concern(sentence, refused=True, instead="letter")]
    if stands == "self" or "any" in kind.to or "inside" in kind.to or stands in kind.to:
        return []
    return [_unfit(kind, stands, given)]


def _unfit(kind: PaperKind, stands: Relation, given: Mapping[str, str]) -> Concern:
    said = {
        "below": gettext_noop("%(receiver)s是%(sender)s的下级，一般用通知，不用%(kind)s。"),
        "above": gettext_noop("%(receiver)s是%(sender)s的上级，应当用报告或者请示，不用%(kind)s。"),
        "apart": gettext_noop("%(receiver)s与%(sender)s不相隶属，应当用函，不用%(kind)s。"),
    }[stands]
    # Whoever commands nobody there may not instruct; upward an order is never right.
    refused = stands == "above" and kind.instructs
    sentence = Sentence(said, "unfit-kind", given)
    return Concern(sentence, refused=refused, instead=_INSTEAD[stands])


def _instructs_government(kind: PaperKind, sender: Body, receiver: Body, stands: Relation) -> bool:
    if not kind.instructs or stands == "above":
        return False
    return sender.sort == "department" and receiver.sort == "government"


def _within(unit: Body, above: int) -> bool:
    return unit.id == above or above in unit.above


def _once(found: Sequence[Concern]) -> list[Concern]:
    return list(dict.fromkeys(found))
