"""One project in two ledgers: how it is told, so that it is counted once.

The key is the project code, or the number of the contract with its parties; two of one key are one
project of which each ledger shows its share.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from luoshi.values.sentences import Sentence, gettext_noop

WHOLE = Decimal(100)
_WIDE = str.maketrans("〔〕［］（）【】－—／", "[][]()[]--/")


@dataclass(frozen=True, slots=True)
class Key:
    """By what a project is told: ``parties`` are the units of its contract by id, ``share`` in percent."""

    project: int
    name: str
    code: str = ""
    contract: str = ""
    parties: frozenset[int] = frozenset()
    share: Decimal | None = None


def contract_key(number: str) -> str:
    """Return the number of a contract without what is written now so, now so.

    >>> contract_key("HB 〔2026〕 第12号") == contract_key("hb[2026]第12号")
    True
    """
    return re.sub(r"\s", "", number).translate(_WIDE).casefold()


def same_project(one: Key, other: Key) -> Sentence | None:
    """Return why two rows of ledgers are one project, None where nothing says so."""
    if one.project == other.project:
        return None
    if one.code and one.code == other.code:
        said = gettext_noop("与“%(name)s”的项目代码相同，不应重复统计")
        return Sentence(said, "twin-code", {"name": other.name})
    key = contract_key(one.contract)
    if key and key == contract_key(other.contract) and one.parties == other.parties:
        said = gettext_noop("与“%(name)s”的合同编号和签约方相同，不应重复统计")
        return Sentence(said, "twin-contract", {"name": other.name})
    return None


def shares_left(shares: list[Decimal | None]) -> Decimal | None:
    """Return the percent that the shares of one project still leave; None where one is not said.

    Below nothing: more than the whole is counted.
    """
    known = [share for share in shares if share is not None]
    return WHOLE - sum(known, Decimal(0)) if len(known) == len(shares) else None
