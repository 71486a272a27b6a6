"""Whatever a paper says, it can be set and written: nothing in it stops the office's work."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from luoshi.papers import asdocx, typeset
from tests.papers import bodies
from tests.papers.measured import pages


@given(bodies.papers)
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_any_paper_is_set_on_pages_within_the_paper_s_edges_and_written(paper):
    sheets = pages(typeset.pdf(paper).content)
    assert sheets and asdocx.docx(paper)[:2] == b"PK"
    assert all(0 < line.base < 297 for page in sheets for line in page.lines)
