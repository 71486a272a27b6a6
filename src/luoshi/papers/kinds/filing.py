"""The filing slip of a project (备案登记表): one page, with a code that leads to its verification.

It is an entry in the office's own ledger, not the filing that the law asks of an investment.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from luoshi.papers.paper import Code, Paper, Table


@dataclass(frozen=True, slots=True)
class Filing:
    """A project as filed.  ``address`` leads to the page that verifies number and ``sha256``."""

    number: str
    project: str
    office: str
    filed_on: dt.date
    rows: tuple[tuple[str, str], ...]
    reporter: str
    first_window: str
    address: str
    sha256: str


def slip(filing: Filing) -> Paper:
    """Return the slip of ``filing``; ``rows`` are further labels and values in the order given."""
    rows = (
        ("备 案 号", filing.number),
        ("项目名称", filing.project),
        *((label, value) for label, value in filing.rows if value),
        ("报告责任人", filing.reporter),
        ("首个报告期", filing.first_window),
    )
    code = Code(
        filing.address,
        (
            "扫码可核对备案号和登记内容。",
            "登记内容摘要（SHA-256）：",
            filing.sha256[:32],
            filing.sha256[32:],
            "本表为内部登记凭证，不代替法定备案。",
        ),
    )
    return Paper(
        format="form",
        mark=filing.office,
        title="合作项目备案登记表",
        number=filing.number,
        body=(
            Table(tuple(rows), (1, 4)),
            code,
        ),
        issuer=filing.office,
        dated=filing.filed_on,
    )
