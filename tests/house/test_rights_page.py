"""The page of rights says what the table says today."""

from __future__ import annotations

from pathlib import Path

from tests.rights.page import written

PAGE = Path(__file__).parents[2] / "docs" / "rights.md"


def test_the_page_of_rights_is_up_to_date():
    assert PAGE.read_text() == written(), "run tools/rights"
