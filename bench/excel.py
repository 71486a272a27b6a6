"""Ledgers in and out at 100,000 rows, beside openpyxl alone.

    python bench/excel.py --rows 100000
    python bench/excel.py --rows 100000 --write 2000

Out: the ledger's workbook.  In: read (another process streams the cells), tables found, rows kept,
then every row mapped, checked and matched; writing into the register is measured apart, over
``--write`` rows.  openpyxl writes the same cells (write-only) and reads them (read-only), and does
nothing else with them.  RSS is that of the process that did the step, and of its children.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

HEADS = (
    *("序号", "项目名称", "建设地点", "投资建设方", "属地服务单位", "计划总投资（万元）"),
    *("当前阶段", "开工日期", "填报单位", "填报人", "建设内容", "备注"),
)
DAY = dt.date(2026, 5, 1)


def line(n: int) -> tuple[Any, ...]:
    """Return row ``n`` of the ledger; everything in it is invented."""
    return (
        *(
            n,
            f"青泉州第{n}号光伏发电项目",
            f"东陵县第{n % 40}乡",
            f"瀚北第{n % 300}能源投资有限公司",
        ),
        *("青泉州发展改革委", Decimal(n % 90_000) + Decimal("0.5"), "在建", DAY),
        *("青泉州国资委", "林岚", f"装机容量{n % 500}兆瓦及配套升压站", ""),
    )


def ours_out(path: Path, rows: int) -> None:
    """Write the ledger as the register does."""
    from luoshi.papers.ledger import Column, Ledger, Shape, workbook  # noqa: PLC0415

    shapes: list[Shape] = ["whole", *["text"] * 4, "money", "text", "date", *["text"] * 4]
    columns = tuple(Column(head, shape) for head, shape in zip(HEADS, shapes, strict=True))
    made = [line(n) for n in range(1, rows + 1)]
    path.write_bytes(workbook(Ledger("合作项目台账", "单位：万元", columns, made)))


def openpyxl_out(path: Path, rows: int) -> None:
    """Write the same cells with openpyxl alone."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("合作项目台账")
    sheet.append(HEADS)
    for n in range(1, rows + 1):
        sheet.append(line(n))
    book.save(path)


def openpyxl_in(path: Path, rows: int) -> None:
    """Read every cell with openpyxl alone."""
    import openpyxl  # noqa: PLC0415

    book = openpyxl.load_workbook(path, read_only=True)
    count = sum(1 for _ in book.active.iter_rows(values_only=True))
    assert count >= rows


def ours_read(path: Path, rows: int) -> None:
    """Read every row as the import does, and keep nothing."""
    from luoshi.sources.files.rows import Line, rows_of  # noqa: PLC0415

    with rows_of(path.read_bytes(), path.name) as found:
        assert sum(isinstance(one, Line) for one in found) >= rows


def ours_in(path: Path, rows: int, *, write: int) -> dict[str, float]:
    """Bring the ledger in on a fresh database; return the seconds of each part."""
    os.environ |= {"LUOSHI_DATA": tempfile.mkdtemp(), "LUOSHI_SECRET_KEY": "bench"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "luoshi.conf.settings"
    import django  # noqa: PLC0415

    django.setup()
    return _brought_in(path, rows, write=write)


def _brought_in(path: Path, rows: int, *, write: int) -> dict[str, float]:
    from django.core.management import call_command  # noqa: PLC0415
    from tests import make  # noqa: PLC0415

    from luoshi.intake.ledgerin.checking import set_mapping  # noqa: PLC0415
    from luoshi.intake.ledgerin.names import create_the_rest  # noqa: PLC0415
    from luoshi.intake.ledgerin.stepping import carry_on  # noqa: PLC0415
    from luoshi.intake.ledgerin.taking import take_in_ledger  # noqa: PLC0415
    from luoshi.intake.ledgerin.writing import confirm_ledger, to_write  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    cast, now, took = make.cast(), make.NOON, {}
    how: dict[str, Any] = {"by": cast.lin, "now": now}
    begun = time.perf_counter()
    data = path.read_bytes()
    ledger = take_in_ledger(data=data, file_name=path.name, held_by=cast.region, **how).ledger
    took["read, tables found, rows kept"] = time.perf_counter() - begun
    begun = time.perf_counter()
    set_mapping(ledger, version=ledger.version, tables=ledger.tables, **how)
    while carry_on(ledger, seconds=30, now=now):
        pass
    took["mapped, checked, matched"] = time.perf_counter() - begun
    assert ledger.lines.count() == rows
    create_the_rest(ledger, **how)
    ledger.lines.filter(serial__gt=write).update(left_out=True)
    confirm_ledger(ledger, takes_changes=False, **how)
    wanted = to_write(ledger, takes_changes=False).count()
    begun = time.perf_counter()
    while carry_on(ledger, seconds=30, now=now):
        pass
    took[f"{wanted} rows written"] = time.perf_counter() - begun
    return took


def alone(step: str, path: Path, rows: int, write: int) -> dict[str, Any]:
    """Do one step in a process of its own; return seconds, parts and RSS (MB)."""
    command = [sys.executable, __file__, "--step", step, "--file", str(path)]
    command += ["--rows", str(rows), "--write", str(write)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(ended.stderr[-2000:])
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return told


def step(name: str, path: Path, rows: int, write: int) -> dict[str, Any]:
    """Do one step here."""
    begun = time.perf_counter()
    parts: dict[str, float] = {}
    if name == "ours-in":
        parts = ours_in(path, rows, write=write)
    else:
        deeds = {"ours-out": ours_out, "openpyxl-out": openpyxl_out, "openpyxl-in": openpyxl_in}
        (deeds | {"ours-read": ours_read})[name](path, rows)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    seconds = time.perf_counter() - begun
    return {"seconds": seconds, "parts": parts, "rss": own, "children": children}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--write", type=int, default=2000)
    parser.add_argument("--step")
    parser.add_argument("--file", type=Path)
    given = parser.parse_args()
    if given.step:
        told = step(given.step, given.file, given.rows, given.write)
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return
    with tempfile.TemporaryDirectory() as folder:
        _report(Path(folder), given.rows, given.write)


def _report(folder: Path, rows: int, write: int) -> None:
    out = io.StringIO()
    theirs: dict[str, float] = {}
    print(f"{rows} rows, {len(HEADS)} columns, load {os.getloadavg()[0]:.1f}", file=out)
    for name in ("openpyxl-out", "ours-out", "openpyxl-in", "ours-read", "ours-in"):
        path = folder / ("theirs.xlsx" if name == "openpyxl-out" else "ours.xlsx")
        told = alone(name, path, rows, write)
        way = name.partition("-")[2].replace("read", "in")
        theirs.setdefault(way, told["seconds"])
        ratio = theirs[way] / told["seconds"]
        said = f"{name:14} {told['seconds']:8.1f} s  {ratio:5.2f} × as fast  RSS {told['rss']} MB"
        print(f"{said}, children {told['children']} MB", file=out)
        for part, seconds in told["parts"].items():
            print(f"    {part:34} {seconds:8.1f} s", file=out)
    sys.stdout.write(out.getvalue())


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    main()
