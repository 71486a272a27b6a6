"""The gallery names every kind of paper there is a sample of, and shows what it names."""

from __future__ import annotations

import re
from pathlib import Path

from tests.papers import editions, samples

FOLDER = Path(__file__).parents[2] / "docs" / "papers"


def test_every_kind_of_paper_is_in_the_gallery_and_every_picture_is_there():
    shown = re.findall(r"\]\(([a-z0-9-]+)\.png\)", (FOLDER / "README.md").read_text("utf-8"))
    kinds = {name.rpartition("-")[0] for name in shown}
    assert samples.papers().keys() | editions.papers().keys() <= kinds
    assert {path.stem for path in FOLDER.glob("*.png")} == set(shown)


def test_the_gallery_is_small_enough_to_be_carried_along():
    sizes = [path.stat().st_size for path in FOLDER.glob("*.png")]
    assert max(sizes) <= 150_000 and sum(sizes) <= 4_000_000
