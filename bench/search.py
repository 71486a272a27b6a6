"""What finding words costs at 200,000 invented texts: our index beside LIKE on the same folded texts.

The peer is what one would write without an index: ``text LIKE '%word%'`` over a column that holds the
folded text.  Both run in turn in this process, over the same rows of one database; whatever
``LUOSHI_DATABASE_URL`` names, else SQLite.  What is found must be the same: a difference ends the
run.  Printed: seconds to build, megabytes, milliseconds a question (median) and their ratio.

    python bench/search.py --texts 20000
"""

from __future__ import annotations

import argparse
import os
import pathlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable

os.environ.setdefault("LUOSHI_DATA", tempfile.mkdtemp(prefix="luoshi-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.conf.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from luoshi.searching import engines
from luoshi.searching.models import Entry
from luoshi.searching.wanted import wanted
from luoshi.values.folding import fold

ROUNDS = 7
BATCH = 5000
SHOWN = 20  # hits of a first page, newest first
PLACES = [
    "青泉",
    "白沙",
    "沙枣",
    "红柳",
    "云川",
    "赤岭",
    "石河",
    "东湖",
    "北屯",
    "南岗",
    "塔什",
    "喀拉",
    "阿勒",
    "巴音",
    "和静",
    "梧桐",
    "胡杨",
    "雪峰",
]
THINGS = [
    "灌区",
    "渠首",
    "机场",
    "口岸",
    "园区",
    "电站",
    "公路",
    "矿区",
    "水库",
    "厂房",
    "管网",
    "铁路",
    "仓库",
    "泵站",
    "码头",
    "桥梁",
    "牧场",
    "林场",
]
DEEDS = [
    "改造",
    "扩建",
    "勘界",
    "征地",
    "验收",
    "移交",
    "复工",
    "立项",
    "环评",
    "招标",
    "供电",
    "融资",
    "选址",
    "排查",
    "结算",
    "审计",
]
HEADS = [
    "协调",
    "完成",
    "推进",
    "加快",
    "研究",
    "督促",
    "组织",
    "落实",
    "核实",
    "汇总",
    "报送",
    "编制",
]
TAILS = [
    "落实到人，按期报送办理结果。",
    "各单位要抓紧办理。",
    "须明确责任分工和时间节点。",
    "由牵头单位汇总。",
]
RARE = ["沥青", "闭库", "尾矿库", "综合保税区", "综合保税区"]
WORDS = (  # a word, and how common it is here
    ("闭库", "rare, 2 signs"),
    ("综合保税区", "rare, 5 signs"),
    ("赤岭公路勘界", "6 signs"),
    ("渠首", "2 signs"),
    ("北屯水库改造工程", "8 signs"),
    ("项目", "in every third text"),
    ("落实", "in most texts"),
    ("渠首 征地", "two words"),
    ("2026", "digits"),
)


def texts(count: int) -> list[tuple[str, str]]:
    """Return titles and texts, the same at every run."""
    draw = random.Random(20260518)
    made = []
    for n in range(count):
        thing = f"{draw.choice(PLACES)}{draw.choice(THINGS)}{draw.choice(DEEDS)}"
        title = f"{draw.choice(HEADS)}{thing}{draw.choice(('工程', '项目', '事宜'))}"
        seldom = draw.choice(RARE) if draw.random() < 0.002 else ""
        where = f"{draw.choice(PLACES)}{draw.choice(THINGS)}"
        number = f"青泉发〔{draw.choice((2024, 2025, 2026))}〕{n % 900 + 1}号"
        body = f"{title}，{where}{draw.choice(DEEDS)}{seldom}，见{number}。{''.join(draw.sample(TAILS, 2))}"
        made.append((title, body))
    return made


def timed(deed: Callable[[], object]) -> float:
    began = time.perf_counter()
    deed()
    return time.perf_counter() - began


def megabytes(*tables: str) -> float:
    """Return how much room these tables take with their indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(c)) FROM unnest(%s::regclass[]) c",
                [list(tables)],
            )
            return float(cursor.fetchone()[0]) / 1e6
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return pathlib.Path(str(connection.settings_dict["NAME"])).stat().st_size / 1e6


def build(made: list[tuple[str, str]]) -> tuple[float, float, float, float]:
    """Write rows for both; return seconds and megabytes of the peer's table and of ours."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_texts")
        cursor.execute("CREATE TABLE bench_texts (id bigint PRIMARY KEY, title text, text text)")
    before = megabytes("bench_texts")
    rows = [(n, fold(title), fold(text)) for n, (title, text) in enumerate(made, 1)]

    def plain() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany("INSERT INTO bench_texts VALUES (%s, %s, %s)", rows)

    plain_s = timed(plain)
    plain_mb = megabytes("bench_texts") - (before if connection.vendor == "sqlite" else 0)
    engines.empty()
    before = megabytes("searching_entry")

    def ours() -> None:
        for start in range(0, len(made), BATCH):
            some = enumerate(made[start : start + BATCH], start + 1)
            entries = [
                Entry(pk=n, kind="matter", key=n, title=title, text=text)
                for n, (title, text) in some
            ]
            with transaction.atomic():
                engines.put_in(Entry.objects.bulk_create(entries, batch_size=500))

    ours_s = timed(ours)
    ours_mb = megabytes("searching_entry") - before
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE searching_entry")
            cursor.execute("VACUUM ANALYZE bench_texts")
        ours_mb = megabytes("searching_entry")
    return plain_s, plain_mb, ours_s, ours_mb


def like(typed: str, *, most: int | None) -> list[int]:
    """Return what the peer finds, newest first."""
    terms = [f"%{form}%" for term in wanted(typed).terms for form in term.forms[:1]]
    holds = " AND ".join("(title LIKE %s OR text LIKE %s)" for _ in terms)
    limit = f" LIMIT {most}" if most else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM bench_texts WHERE {holds} ORDER BY id DESC{limit}",
            [term for term in terms for _ in range(2)],
        )
        return [pk for (pk,) in cursor.fetchall()]


def found(typed: str, *, most: int | None) -> list[int]:
    """Return what our index finds, newest first."""
    rows = engines.found(wanted(typed), "matter", where="all")
    return list(rows.values_list("pk", flat=True)[:most])


def main() -> None:
    """Build, compare what is found, and print the table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--texts", type=int, default=200_000)
    count = options.parse_args().texts
    call_command("migrate", verbosity=0)
    made = texts(count)
    signs = sum(len(title) + len(text) for title, text in made)
    plain_s, plain_mb, ours_s, ours_mb = build(made)
    print(f"{connection.vendor}: {count} texts, {signs / 1e6:.1f} million signs")
    print(f"LIKE on folded text: written in {plain_s:.1f} s, {plain_mb:.0f} MB")
    print(f"index of pairs, texts kept beside: built in {ours_s:.1f} s, {ours_mb:.0f} MB")
    print(
        "| asked for | kind | hits | all: LIKE ms | index ms | ratio | newest 20: LIKE ms | index ms | ratio |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for typed, kind in WORDS:
        hits = like(typed, most=None)
        if hits != found(typed, most=None):
            raise SystemExit(f"not the same was found: {typed}")
        cells = [typed, kind, str(len(hits))]
        for most in (None, SHOWN):
            theirs, ours = [], []
            for _ in range(ROUNDS):  # in turn, so that a busy moment hits both
                theirs.append(timed(lambda: like(typed, most=most)))  # noqa: B023
                ours.append(timed(lambda: found(typed, most=most)))  # noqa: B023
            a, b = statistics.median(theirs) * 1000, statistics.median(ours) * 1000
            cells += [f"{a:.1f}", f"{b:.1f}", f"{a / b:.1f} ×"]
        print(f"| {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
