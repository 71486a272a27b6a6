"""Texts that nobody writes and every reader must survive, each as long as one asks for.

``KINDS`` names them; ``KINDS[name](length, random)`` gives a text of about ``length`` characters.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from luoshi.reading.lexicon import load

Make = Callable[[int, random.Random], str]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "建国志强秀英海涛晓东文博玉兰春梅立新永红卫东雪峰"
HEADS = "清青云河山泉东南西北安宁乌伊塔木昌和"


def repeated(*parts: str) -> Make:
    """Return a maker that writes the parts again and again."""
    unit = "".join(parts)
    return lambda length, _: unit * (length // len(unit) + 1)


def nested(opening: str, closing: str) -> Make:
    return lambda length, _: opening * (length // 2) + closing * (length // 2)


def chosen(words: Sequence[str]) -> Make:
    """Return a maker that writes words at random."""

    def make(length: int, rnd: random.Random) -> str:
        parts: list[str] = []
        while length > 0:
            parts.append(rnd.choice(words))
            length -= max(len(parts[-1]), 1)
        return "".join(parts)

    return make


def numbered(form: str) -> Make:
    """Return a maker that writes ``form`` with a number that grows."""

    def make(length: int, _: random.Random) -> str:
        parts, size, number = [], 0, 0
        while size < length:
            number += 1
            parts.append(form.format(n=number))
            size += len(parts[-1])
        return "".join(parts)

    return make


def named(form: str) -> Make:
    """Return a maker that writes ``form`` with ever new people and places."""

    def make(length: int, rnd: random.Random) -> str:
        parts, size = [], 0
        while size < length:
            name = rnd.choice(SURNAMES) + "".join(rnd.choices(GIVEN, k=2))
            parts.append(form.format(name=name, place="".join(rnd.choices(HEADS, k=2))))
            size += len(parts[-1])
        return "".join(parts)

    return make


def any_characters(length: int, rnd: random.Random) -> str:
    """Characters of every plane, lone surrogates and controls among them."""
    ranges = ((0, 0x250), (0x2000, 0x3100), (0x4E00, 0x9FFF), (0xD800, 0xE000), (0, 0x10FFFF))
    return "".join(chr(rnd.randint(*rnd.choice(ranges)) & 0x1FFFFF) for _ in range(length))


def han(length: int, rnd: random.Random) -> str:
    """Common characters without any punctuation."""
    return "".join(chr(rnd.randint(0x4E00, 0x9FA5)) for _ in range(length))


def mixed_marks(length: int, rnd: random.Random) -> str:
    """Nothing but punctuation, brackets, blanks and enumerators."""
    return chosen("，。；：、（）()“”‘’《》〔〕【】·—－-~|\t\n \u3000一二1①.%")(length, rnd)


WORDS = [word for words in load().lists.values() for word in words]
RUNS = "一的县局日（）。、，“”\n 1·：a\u3000|？《%?(#"

KINDS: dict[str, Make] = {
    **{f"a run of {character!r}": repeated(character) for character in RUNS},
    "nested brackets": nested("（", "）"),
    "nested titles": nested("《", "》"),
    "nested half-width brackets": nested("(", ")"),
    "nested quotes": nested("“", "”"),
    "brackets never closed": repeated("（责任单位：县水利局"),
    "alternating quotes": repeated('"“', "'”"),
    "quotes in turn": repeated('"甲"'),
    "enumerators": repeated("一、"),
    "enumerators in lines": numbered("{n}.\n"),
    "items in lines": numbered("{n}.由县水利局完成第{n}项工作。\n"),
    "items in one line": repeated("一是推进工程；二是抓好落实；三是完成任务。"),
    "nested items": numbered("一、任务{n}\n（一）要求{n}\n1.由县水利局负责\n（1）抓紧办理\n①6月底前完成\n"),
    "items and what they demand": repeated("会议要求：\n一、县水利局6月底前完成。\n二、请县财政局支持。\n"),
    "names": named("{name}、"),
    "names with titles": named("县长{name}、"),
    "names that speak": named("{place}县县长{name}说，要抓紧。{name}强调。"),
    "names with dots": repeated("买买提·吐尔逊·艾克拜尔·"),
    "names in lines": named("{name}\n"),
    "short titles": named("{place}县县长{name}到会。") ,
    "surnames with titles": repeated("王县长、李局长、"),
    "units": named("{place}县水利局、"),
    "units led and helped": named("由{place}县水利局牵头，{place}县财政局配合，"),
    "units without end": repeated("自治区州县市水利财政"),
    "companies": named("{place}建设集团有限公司、"),
    "companies without end": repeated("建设集团"),
    "aliases": named("{place}建设有限公司（以下简称“{place}公司”）"),
    "dates": repeated("2024年5月6日"),
    "dates in turn": repeated("5月6日至5月7日、"),
    "dates without end": repeated("2024年5月6日至"),
    "months": repeated("1月"),
    "deadlines": repeated("6月底前完成，"),
    "weeks and days": repeated("下周五前、两周内、每月5日前、"),
    "digits": lambda length, rnd: "".join(rnd.choices("0123456789", k=length)),
    "digits and marks": chosen("0123456789.,，-/年月日:%万亿元吨"),
    "figures": repeated("总投资5.2亿元，占地120亩，"),
    "projects": named("{place}县污水处理厂项目、"),
    "projects without end": repeated("项目工程建设"),
    "fields in one line": repeated("责任单位：县水利局；完成时限：6月底；"),
    "fields in lines": repeated("责任单位：县水利局\n完成时限：6月底\n"),
    "fields in brackets": repeated("完成招标（责任单位：县水利局；完成时限：6月底）；"),
    "labels": repeated("责任单位："),
    "rows with bars": numbered("| {n} | 完成招标 | 县水利局 | 6月底 |\n"),
    "rows with tabs": numbered("{n}\t完成招标\t县水利局\t6月底\n"),
    "a table without end": repeated("| 任务 | 责任单位 "),
    "cells without lines": repeated("任务\t"),
    "rules of a table": repeated("|---"),
    "notes of pinyin": repeated("發(fā)展(zhǎn)"),
    "notes of pinyin with lost characters": repeated("當(dāng)?shù)鼐蜆I(yè)"),
    "notes of pinyin alone": repeated("(fa)"),
    "letters in brackets": repeated("a(a)"),
    "blanks between characters": repeated("县 水 利 局 "),
    "letters and blanks": repeated("a b  c\u3000"),
    "traditional": repeated("會議要求，由縣水利局牽頭。"),
    "lines of a website": repeated("首页 > 新闻 > 要闻\n来源：本站 作者：丁一\n"),
    "bylines": named("（{name} 文/图）"),
    "signatures": named("{place}县人民政府\n2024年5月6日\n"),
    "pages": numbered("— {n} —\n"),
    "lines broken anywhere": repeated("会议要求由县\n水利局牵头，\n"),
    "demands": repeated("要抓紧落实"),
    "demands and stops": repeated("要抓紧落实。"),
    "problems that are answered": repeated("存在资金不足问题，请县财政局支持。"),
    "semicolons": repeated("要抓好；"),
    "commas": repeated("要抓好，"),
    "colons": repeated("会议要求："),
    "lists without end": repeated("水利、财政、住建、交通、"),
    "web addresses": repeated("https://a.b/c?d=e&f "),
    "entities": repeated("&nbsp;&#8226;<br>"),
    "common characters": han,
    "marks": mixed_marks,
    "any characters": any_characters,
    "words of the lexicon": chosen(WORDS),
    "words of the lexicon and marks": chosen([*WORDS, *"，。；：、（）\n\n" * 40]),
    "words of the lexicon in lines": chosen([*WORDS, *["\n"] * len(WORDS)]),
}  # fmt: skip
