"""What comes from elsewhere is named, whole and served by ourselves."""

import hashlib
import json
import pathlib
import re

import pytest

WEB = pathlib.Path(__file__).resolve().parents[2] / "src/luoshi/web"
VENDOR = WEB / "static/vendor"
FOR_TESTS = WEB.parents[2] / "tests/e2e/vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text())
PLACES = pytest.mark.parametrize("place", [VENDOR, FOR_TESTS], ids=["pages", "tests"])
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
OWN_STATIC = [path for path in sorted((WEB / "static").rglob("*.*")) if VENDOR not in path.parents]
FETCHES = re.compile(
    r"""(?:(?:src|href|action|hx-[a-z]+|poster|data)\s*=\s*["']?|url\(\s*["']?|@import\s+["']?)"""
    r"""(?:https?:)?//""",
    re.IGNORECASE,
)
INLINE = re.compile(
    r"""<style[\s>]|<script(?![^>]*\ssrc=)[^>]*>|\sstyle\s*=|\son[a-z]+\s*=\s*["']|\shx-on""",
    re.IGNORECASE,
)


def manifest_of(place: pathlib.Path) -> list[dict[str, str]]:
    return json.loads((place / "manifest.json").read_text())


@PLACES
def test_each_vendored_file_is_the_one_the_manifest_names(place):
    changed = [
        line["file"]
        for line in manifest_of(place)
        if hashlib.sha256((place / line["file"]).read_bytes()).hexdigest() != line["sha256"]
    ]
    assert changed == [], "run tools/vendor; never edit a vendored file, override it in luoshi.css"


@PLACES
def test_no_file_lies_in_vendor_without_a_line_in_the_manifest(place):
    lying = {
        path.relative_to(place).as_posix()
        for path in place.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert lying == {line["file"] for line in manifest_of(place)}, (
        "add it to tools/vendor and run that"
    )


@PLACES
def test_each_vendored_package_carries_its_licence(place):
    lines = manifest_of(place)
    packages = {line["package"] for line in lines}
    with_licence = {line["package"] for line in lines if line["file"].endswith("/LICENSE")}
    assert all(line["licence"] and line["version"] for line in lines)
    assert packages == with_licence


def test_no_page_style_or_script_fetches_from_another_server():
    sheets = [VENDOR / line["file"] for line in MANIFEST if line["file"].endswith(".css")]
    guilty = [
        f"{path.relative_to(WEB)}: {match.group()}"
        for path in [*TEMPLATES, *OWN_STATIC, *sheets]
        for match in FETCHES.finditer(path.read_text(encoding="utf-8"))
    ]
    assert guilty == [], "everything is served by ourselves: vendor it with tools/vendor"


def test_no_page_holds_inline_script_or_style():
    guilty = [
        f"{path.relative_to(WEB)}: {match.group()}"
        for path in TEMPLATES
        for match in INLINE.finditer(path.read_text(encoding="utf-8"))
    ]
    assert guilty == [], "the content policy forbids it: use a class, or luoshi.js with data-…"


def test_each_icon_that_a_page_names_is_vendored():
    icons = {path.stem for path in (VENDOR / "tabler-icons/outline").glob("*.svg")}
    named = {
        match.group(1)
        for path in TEMPLATES
        for match in re.finditer(r"""{%\s*icon\s+["']([^"']+)["']""", path.read_text("utf-8"))
    }
    assert named, "no page names an icon: has the tag another name now?"
    assert named - icons == set(), "add the name to ICONS in tools/vendor and run that"
