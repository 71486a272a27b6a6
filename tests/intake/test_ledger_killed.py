"""A machine that dies while a confirmed ledger is being written: each row is there once afterwards."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = 240
BEGIN = f"""
import django; django.setup()
from luoshi.intake.ledgerin.checking import set_mapping
from luoshi.intake.ledgerin.names import create_the_rest
from luoshi.intake.ledgerin.stepping import carry_on
from luoshi.intake.ledgerin.taking import take_in_ledger
from luoshi.intake.ledgerin.writing import confirm_ledger
from tests import make
from tests.intake.ledgersmade import HEADS, book
from django.core.management import call_command
from django.db import connection
if not connection.introspection.table_names():
    call_command("migrate", verbosity=0)
cast = make.cast()
how = {{"by": cast.lin, "now": make.NOON}}
rows = [[n, f"青泉第{{n}}号光伏项目", "青泉州", "瀚北能源投资有限公司", 1200 + n] for n in range(1, {ROWS} + 1)]
ledger = take_in_ledger(
    data=book(HEADS, rows), file_name="台账.xlsx", held_by=cast.region, **how
).ledger
set_mapping(ledger, version=ledger.version, tables=ledger.tables, **how)
while ledger.state == "checking":
    carry_on(ledger, seconds=30, now=make.NOON)
create_the_rest(ledger, **how)
confirm_ledger(ledger, takes_changes=False, **how)
"""
GO_ON = """
import datetime as dt, sys
import django; django.setup()
from luoshi.intake.models import LedgerIn
from luoshi.intake.ledgerin.stepping import carry_on
from tests import make
now = make.NOON + dt.timedelta(minutes=int(sys.argv[1]))
ledger = LedgerIn.objects.get()
while carry_on(ledger, seconds=30, now=now):
    pass
"""
LOOK = """
import django; django.setup()
from luoshi.audit.queries import broken_links
assert list(broken_links()) == []
print("whole")
"""


def process(folder: Path, script: str, *args: str) -> subprocess.Popen[str]:
    """Start ``script`` in a process of its own over the database in ``folder``."""
    own = {"LUOSHI_DATA": str(folder), "LUOSHI_DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
    own["DJANGO_SETTINGS_MODULE"] = "luoshi.conf.settings"
    command = [sys.executable, "-c", script, *args]
    return subprocess.Popen(command, env=os.environ | own, text=True, stdout=subprocess.PIPE)


def counted(folder: Path) -> int:
    asked = sqlite3.connect(f"file:{folder / 'luoshi.sqlite3'}?mode=ro", uri=True, timeout=20)
    try:
        (count,) = asked.execute("SELECT COUNT(*) FROM projects_project").fetchone()
        return int(count)
    finally:
        asked.close()


def test_a_ledger_whose_writer_is_killed_is_written_on_and_no_row_comes_twice(furnished):
    folder = furnished("killed")
    assert process(folder, BEGIN).wait(timeout=120) == 0
    assert counted(folder) == 0

    writer = process(folder, GO_ON, "0")
    while writer.poll() is None and counted(folder) < ROWS // 6:
        time.sleep(0.02)
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    written = counted(folder)
    assert 0 < written < ROWS, "it was killed in the middle, not before and not after"

    beside = process(folder, GO_ON, "0")  # whoever died holds the ledger until its claim runs out
    assert beside.wait(timeout=120) == 0
    assert counted(folder) == written
    assert process(folder, GO_ON, "2").wait(timeout=120) == 0

    assert counted(folder) == ROWS
    look = process(folder, LOOK)
    assert look.communicate(timeout=120)[0] == "whole\n"
    asked = sqlite3.connect(folder / "luoshi.sqlite3")
    names = [row[0] for row in asked.execute("SELECT name FROM projects_project")]
    [(state,)] = asked.execute("SELECT state FROM intake_ledgerin").fetchall()
    asked.close()
    assert (len(set(names)), state) == (ROWS, "done")
