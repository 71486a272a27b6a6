"""What the papers for readers point at is there."""

import pathlib
import re
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOWTO = ROOT / "docs/howto"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
LARGEST_PICTURE_BYTES = 200_000


def _targets(page: pathlib.Path) -> list[str]:
    """Return where the links of ``page`` lead within the project, without anchors."""
    found = LINK.findall(CODE.sub("", page.read_text("utf-8")))
    return [link.split("#")[0] for link in found if not re.match(r"[a-z]+:|#", link)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_each_link_of_a_page_leads_somewhere(page: pathlib.Path):
    lost = [link for link in _targets(page) if not (page.parent / link).exists()]
    assert lost == [], "name a file that exists, relative to this page"


def test_links_are_found_at_all():
    assert "docs/screenshots/desk.png" in _targets(ROOT / "README.md")


def test_each_how_to_has_its_twin_and_both_lead_to_each_other():
    english = {page for page in HOWTO.glob("*.md") if not page.name.endswith(".zh.md")}
    english.discard(HOWTO / "README.md")
    chinese = {page.with_suffix("").with_suffix(".md"): page for page in HOWTO.glob("*.zh.md")}
    assert english == set(chinese), "write X.md and X.zh.md"
    for page, twin in chinese.items():
        assert twin.name in _targets(page)
        assert page.name in _targets(twin)


def test_the_index_names_every_how_to():
    there = {page.name for page in HOWTO.glob("*.md")} - {"README.md"}
    named = {link for link in _targets(HOWTO / "README.md") if link.endswith(".md")}
    assert named == there


def test_each_screenshot_is_shown_somewhere_and_small():
    pictures = set((ROOT / "docs/screenshots").glob("*.png"))
    shown = {(page.parent / link).resolve() for page in PAGES for link in _targets(page)}
    assert pictures
    assert pictures - shown == set(), "show it on a page, or remove it"
    assert [one.name for one in pictures if one.stat().st_size > LARGEST_PICTURE_BYTES] == []


def test_the_page_of_the_life_of_a_matter_says_what_the_table_says():
    tool = [sys.executable, str(ROOT / "tools/life_table.py"), "--check"]
    assert subprocess.run(tool, check=False).returncode == 0, "run python tools/life_table.py"
