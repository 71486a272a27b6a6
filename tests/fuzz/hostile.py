"""What nobody enters: values by name, as the bytes that a form would send."""

from __future__ import annotations

from collections.abc import Mapping

LONG = 3000  # characters: beyond what a short field takes
MEGABYTE = 350_000  # Chinese characters of three bytes
BEYOND = 2**63

VALUES: Mapping[str, bytes] = {
    name: value if isinstance(value, bytes) else value.encode()
    for name, value in {
        "empty": "",
        "blank": " 　\t",
        "a NUL": "甲\0乙",
        "only NULs": "\0\0",
        "half a surrogate": b"\xed\xa0\x80",
        "no UTF-8": b"\xff\xfe\xc3(\x80",
        "turned to the left": "\u202e期改\u202c\u200f",
        "nothing to see": "\u200b\u2060\ufeff",
        "combining marks": "e" + "\u0301" * 500,
        "emoji": "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "beyond the first plane": "𠮷𪚥",
        "not a character": "\uffff\ufdd0",
        "wide digits": "２０２６－０６－３０",
        "Arabic digits": "٣",
        "a superscript": "²",
        "a fraction": "½",
        "Chinese digits": "三十",
        "day zero": "0000-00-00",
        "the first day": "0001-01-01",
        "the last day": "9999-12-31",
        "a day that is none": "2026-02-30",
        "a day and an hour": "2026-06-12T99:99:99+99:99",
        "a window that is none": "2026-13C",
        "the first window": "0001-01A",
        "the last window": "9999-12B",
        "too large to count": "1e309",
        "not a number": "NaN",
        "without end": "Infinity",
        "nothing": "0",
        "less than nothing": "-1",
        "a debt": "-5000000",
        "beyond four bytes": str(2**31),
        "beyond eight bytes": str(BEYOND),
        "thirty digits": "9" * 30,
        "five thousand digits": "9" * 5000,
        "many decimals": "0." + "0" * 400 + "1",
        "in powers": "1e-400",
        "an id of nobody": "987654",
        "true": "true",
        "a list": "[]",
        "a script": "\"'><script>alert(1)</script>",
        "a query": "'; DROP TABLE orgs_unit; --",
        "a template": "{{ 7*7 }}{% load x %}%(name)s %s %d {0} {x}",
        "a path": "../../../../etc/passwd\\..\\x",
        "another line": "甲\r\nSet-Cookie: a=1\r\n\r\n乙",
        "another site": "https://example.org/login?next=//example.com",
        "another site without a scheme": "//example.org/\\@x",
        "half an address": "http://[::1",
        "a script as address": "javascript:alert(1)",
        "a pattern": "(a+)+$" + "a" * 60 + "!%_*?[",
        "long": "长" * LONG,
        "long without break": "x" * 20_000,
    }.items()
}
LARGE: Mapping[str, bytes] = {"a megabyte": ("长" * MEGABYTE).encode()}
HOW = ("missing", "twice", "with brackets")
