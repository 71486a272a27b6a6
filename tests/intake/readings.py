"""Readings made by hand, so that a story about drafts does not hang on how well one reads today.

The report is invented; ``read`` finds each run by its words, so that the text stays the only truth.
"""

from __future__ import annotations

from decimal import Decimal

from luoshi.intake import actions
from luoshi.intake.models import Draft, Finding
from luoshi.reading import types as reading
from luoshi.sources.models import Source
from tests import make

TEXT = """瀚北自治区国资委调研组赴青泉州考察
5月19日至5月21日，瀚北自治区国资委主任何屿带队赴青泉州考察。
5月20日，双方召开“青泉州项目合作座谈会”，会议由青泉州人民政府副州长罗布主持。瀚北交通建设集团有限公司拟建设10万吨/年改性沥青项目，总投资1.2亿元。
会议要求：一是由青泉州人民政府牵头，青泉州水利局负责，其他部门配合，成立工作小组，推进改性沥青项目落地；二是请青泉州自然资源局6月10日前办结用地预审，由马依努尔负责；三是各企业要履行社会责任。"""


def mark(words: str, *, after: str = "", text: str = TEXT) -> reading.Mark:
    """Return where ``words`` stand, the first time behind ``after``."""
    start = text.index(words, text.index(after) if after else 0)
    return reading.Mark(start, start + len(words), "by-story", 0.9)


def plain(text: str) -> reading.Repaired:
    return reading.Repaired(text, tuple((at, at + 1) for at in range(len(text))))


def read(*, date: str | None = "2026-05-25", text: str = TEXT, **changes) -> reading.Draft:
    """Return the reading of the report above, with ``changes`` in place of what it found."""
    first = (
        "由青泉州人民政府牵头，青泉州水利局负责，其他部门配合，成立工作小组，推进改性沥青项目落地"
    )
    second = "请青泉州自然资源局6月10日前办结用地预审"
    third = "各企业要履行社会责任"
    found = {
        "document": reading.Document("visit-report", "瀚北自治区国资委调研组赴青泉州考察", date),
        "repaired": plain(text),
        "people": (
            reading.Person("何屿", "瀚北自治区国资委主任", (mark("何屿"),)),
            reading.Person("罗布", "青泉州人民政府副州长", (mark("罗布"),)),
        ),
        "organisations": (
            reading.Organisation("瀚北自治区国资委", (), (mark("瀚北自治区国资委"),)),
            reading.Organisation("青泉州人民政府", (), (mark("青泉州人民政府"),)),
            reading.Organisation("瀚北交通建设集团有限公司", (), (mark("瀚北交通建设集团有限公司"),)),
        ),
        "engagements": (
            reading.Engagement(
                "meeting", "青泉州项目合作座谈会", "--05-20", "--05-20", None, ("罗布",), ("何屿",),
                (mark("青泉州项目合作座谈会"),),
            ),
            reading.Engagement(
                "tour", None, "--05-19", "--05-21", "青泉州", ("何屿",), (), (mark("赴青泉州考察", after="带队"),)
            ),
        ),
        "projects": (
            reading.Project(
                "改性沥青项目", ("瀚北交通建设集团有限公司",), None,
                (reading.Figure("investment", Decimal("120000000"), "元", mark("1.2亿元")),),
                (mark("改性沥青项目"),),
            ),
        ),
        "matters": (
            reading.Matter(
                "task", first, ("青泉州人民政府",), ("青泉州水利局",), ("其他部门",), (), None, None,
                (mark(first),),
            ),
            reading.Matter(
                "task", second, (), ("青泉州自然资源局",), (), ("马依努尔",), "--06-10", None,
                (mark(second),),
            ),
            reading.Matter("task", third, (), ("各企业",), (), (), None, None, (mark(third),)),
        ),
        "demands": tuple(
            reading.Demand(mark(words).start, mark(words).end, "task", "要求")
            for words in (first, second, third)
        ),
    }  # fmt: skip
    return reading.Draft(**{**found, **changes})


def draft(cast: make.Cast, *, by=None, **changes) -> Draft:
    """Return an open draft of the report, held by the region's office."""
    text = changes.get("repaired", plain(TEXT)).text
    source: Source = make.source(held_by=cast.region, by=cast.lin, text=text)
    return actions.keep_reading(source, read=read(**changes), by=by or cast.lin, now=make.NOON)


def finding(draft: Draft, kind: str, words: str = "") -> Finding:
    """Return the finding of ``kind`` whose name or text holds ``words``."""
    return next(
        one
        for one in draft.findings.filter(kind=kind)
        if words in str(one.value.get("name") or "") + str(one.value.get("text") or "")
    )


def accept_everything(draft: Draft, *, by) -> None:
    actions.settle_open(draft, verdict="accepted", by=by, now=make.NOON)
