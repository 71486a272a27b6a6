"""``luoshi read`` starts at once: what it does not need is not loaded."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import surroundings
from tests.cli.test_read import MINUTES

LOOK = """
import io, json, sys
sys.argv = ["luoshi", "read", *sys.argv[1:]]
from luoshi.cli.main import app
shown, sys.stdout = sys.stdout, io.StringIO()
try:
    app()
except SystemExit as end:
    status = end.code
heads = sorted({name.split(".")[0] for name in sys.modules})
with open("/proc/self/status") as lines:
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
print(json.dumps([status, heads, peak // 1024]), file=shown)
"""
HEAVY = {"django", "typer", "click", "pydantic", "httpx", "anyio", "granian", "numpy"}
HEAVY |= {"docx", "lxml", "pdfplumber", "pypdfium2", "python_calamine", "selectolax", "xlsxwriter"}


@pytest.fixture
def loaded(tmp_path):
    """Return what ``luoshi read …`` loads, and its peak memory in MB."""
    path = tmp_path / "纪要.txt"
    path.write_text(MINUTES, "utf-8")

    def run(*words: str) -> tuple[set[str], int]:
        done = subprocess.run(
            [sys.executable, "-c", LOOK, *words, str(path)],
            env=surroundings(tmp_path), capture_output=True, text=True, check=True,
        )  # fmt: skip
        status, heads, peak = json.loads(done.stdout)
        assert status == 0
        return set(heads), peak

    return run


def test_reading_as_data_loads_neither_pages_nor_tables_nor_other_formats(loaded):
    heads, peak = loaded("--json")

    assert "luoshi" in heads
    assert heads & (HEAVY | {"rich"}) == set()
    assert peak < 100


def test_tables_need_no_more_than_what_draws_them(loaded):
    heads, peak = loaded()

    assert "rich" in heads
    assert heads & HEAVY == set()
    assert peak < 100
