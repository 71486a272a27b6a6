"""Which line of a document is what: running lines, title, head, body, tail.

Used by ``outline``; works on the repaired text, offsets point into it.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace
from typing import Literal

from luoshi.reading.labels import field_labels
from luoshi.reading.lexicon import Lexicon
from luoshi.reading.tables import is_blank_header as is_blank_header

BlockKind = Literal[
    "website", "meta", "letterhead", "number", "title", "dateline", "addressees", "heading",
    "paragraph", "item", "field", "table", "byline", "contact", "attachment", "copy-to", "signature",
]  # fmt: skip
MARGIN = ("field", "byline", "contact", "attachment", "copy-to", "signature", "dateline")


@dataclass(frozen=True, slots=True)
class Block:
    """A line (or part of one) of the text; ``body`` is where it goes on after enumerator or label."""

    start: int
    end: int
    kind: BlockKind
    body: int
    enumerator: str = ""
    style: str = ""
    level: int = 0
    label: str = ""


STYLES: tuple[tuple[str, int, str], ...] = (
    ("#", 1, r"#{1,6}\s+"),
    ("壹、", -1, r"[壹贰叁肆伍陆柒捌玖拾]{1,3}、"),
    (
        "一、",
        1,
        r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,3}(?:[章节项条步][、，：]?|阶段[：，、]?|[，、：])\s*",
    ),
    (
        "（一）",
        2,
        r"（[一二三四五六七八九十]{1,3}）[、.]?\s*|[㈠-㈩]\s*|〔[一二三四五六七八九十]{1,3}〕\s*",
    ),
    (
        "1.1",
        4,
        r"\d{1,2}[.．]\d{1,2}(?:[.．]\d{1,2})?(?:[ \u3000]+|(?=[\u4e00-\u9fff](?<![万亿元公吨倍个米亩平千百度分级版毫厘小])))",
    ),
    (
        "1.",
        3,
        r"\d{1,2}[.．、](?!\d)\s*|\d{1,2}[）)]\s*|[⒈-⒛]\s*|[（(]?第\d{1,2}[项条][）)]?[、，：]?\s*",
    ),
    ("（1）", 4, r"（\d{1,2}）[、.]?\s*|[⑴-⒇]\s*"),
    ("①", 5, r"[①-⑳]\s*"),
    ("•", 5, r"[•●◆■▪◇★○□➢✓√▲△▶►◎※☆▼◦‣·](?!\d)\s*|[-*]\s+|——\s*"),
    ("a.", 5, r"[A-Za-z][.．)）、](?![A-Za-z.])\s*|[ivxIVXⅠ-Ⅻⅰ-ⅻ]{1,4}[.．)）、](?![A-Za-z.])\s*"),
)
_ENUMERATOR = re.compile("|".join(f"({pattern})" for _, _, pattern in STYLES))
# Where a line break was lost: an enumerator of a line right after a stop.
_LOST_BREAK = re.compile(
    r"(?:(?<=[，])(?=[①-⑳]|（\d{1,2}）[^号第次元])|(?<=[。；：])\s*(?=[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\d{1,2}[.．、](?![\d\s]*(?:万|亿|%))\D|（\d{1,2}）|[①-⑳]))"
)
FULL_DATE = r"(?:\d{4}[年\-./]\d{1,2}[月\-./]\d{1,2}日?|[二〇○零一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}日)"
_SIGNED = re.compile(rf"^[^。，；：]{{0,40}}?\s*{FULL_DATE}\s*(?:印发|发布|公布|印|发)?\s*$")
_SIGNED_TAIL = re.compile(rf"(?<=。)\s*(?=[^。，；：]{{4,36}}?\s*{FULL_DATE}\s*(?:印发|发布)?$)")
_NUMBER = re.compile(
    r"[〔\[（(]\d{4}[〕\])）]\s*第?\s*\d+\s*号|^[（(]?(?:\d{4}年)?\s*(?:第|总第)\s*\d+\s*[期次号批]|^编号：|^（\d{4}年(?:\d{1,2}月|第[^）]{1,8})）$|^〔\d{4}〕"
)
_BYLINE_WORDS = r"记者|通讯员|责任编辑|责编|编辑|供稿|撰稿|作者|摄影|来源|文/|图/|文字|校对|审核|审稿|终审|监制|编审"
_BYLINE_LINE = re.compile(
    rf"^[（(]?[^。]{{0,24}}?(?:(?:{_BYLINE_WORDS})[:：/\s]|文/|图/)[^。]{{0,120}}$"
)
_CONTACT = re.compile(r"^[（(]?(?:联系人|联系电话|联系方式|电话|传真|邮箱|电子邮箱|附：联系)")
_ATTACHMENT = re.compile(r"^附(?:件)?(?:\s*\d*\s*)[：:]|^\s*\d[.．]\S{2,20}$")
_COPY = re.compile(r"^(?:抄\s*送|抄\s*报|分\s*送|报|送|发|主\s*送|抄)[：:]")
_ADDRESSEES = re.compile(
    r"^(?!根据|按照|为|经|现|现将)[^。：]{2,120}(?:局|委|府|司|会|处|办|院|部|团|中心|单位|企业|部门|集团|行|领导|同志|科室|机构|园|室|厅)(?:（[^）]*）)?：$"
)
UNIT_LINE = re.compile(
    r"^[^。，；：、]{3,34}(?:局|委|委员会|政府|公司|办公室|办|厅|处|院|集团|中心|督查室|专班|指挥部|行署|管委会|部|领导小组|项目部|党委|站|科|学校|组)(?:\s*（盖?章?）)?$"
)
_BARE_HEAD = re.compile(
    r"[\u4e00-\u9fff]{2,6}(?:动态|要闻|快讯|简讯|新闻|资讯|在线|时讯|播报)|(?:专题|办公|工作|党组)?(?:会议)?(?:纪要|简报|通知|报告|通报|专报|信息|函)"
)
_MEMBER_DATES = re.compile(FULL_DATE)


def long_labels(lexicon: Lexicon) -> str:
    """Return the pattern of the labels that a wide blank may part from their value: 会议时间　…"""
    return "|".join(w for w in lexicon.words("outline.session_fields") if len(w) >= 4)


def topic_labels(lexicon: Lexicon) -> str:
    """Return the pattern of the labels that open a text of their own: 下一步, 督办事项."""
    return lexicon.alternation("outline.topics", "duties.task_columns", "duties.problem_columns")


@functools.lru_cache(maxsize=4)
def _patterns(lexicon: Lexicon) -> dict[str, re.Pattern[str]]:
    meta = lexicon.alternation("outline.meta")
    others = lexicon.alternation("outline.session_fields", "outline.form_fields")
    fields = f"{others}|{field_labels(lexicon)}"
    tails = lexicon.alternation("outline.title_tails")
    return {
        "website": re.compile(lexicon.raw("outline.website")),
        "page": re.compile(rf"{lexicon.alternation('outline.site_pages')}$"),
        "beyond": re.compile(lexicon.raw("outline.website_from_here")),
        "meta": re.compile(rf"^[（(【\[]?(?:{meta})[：:]"),
        "credit": re.compile(rf"^[\d\-./:年月日 \u3000|｜]{{6,24}}(?:{meta})[：:]"),
        "field": re.compile(rf"^({fields})：|^({long_labels(lexicon)})[ \u3000]+(?=\S)"),
        "form": re.compile(rf"^{lexicon.alternation('outline.form_fields')}："),
        "topic": re.compile(
            rf"^({topic_labels(lexicon)})：|^({lexicon.alternation('outline.topics')})$"
        ),
        "title": re.compile(rf"(?:{tails})(?:（[^）]*）)?$"),
        "letterhead": re.compile(rf"(?:{lexicon.alternation('outline.letterhead_tails')})$"),
    }


def _split(text: str, lines: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Part lines where a line break was lost before an enumerator or a signature."""
    parts: list[tuple[int, int, bool]] = []
    for start, end, is_table in lines:
        cuts = (
            []
            if is_table
            else [
                m.end()
                for m in _LOST_BREAK.finditer(text, start, end)
                if not _in_bracket(text, start, m.end())
            ]
        )
        if not is_table:
            signed = _SIGNED_TAIL.search(text[start:end])
            cuts += [start + signed.end()] if signed else []
        at = start
        for cut in sorted({c for c in cuts if start < c < end}):
            parts.append((at, cut, False))
            at = cut
        parts.append((at, end, is_table))
    return parts


def _in_bracket(text: str, start: int, at: int) -> bool:
    return text.rfind("（", start, at) > text.rfind("）", start, at)


def _enumerated(text: str, start: int, end: int) -> tuple[str, str, int, int] | None:
    match = _ENUMERATOR.match(text, start, end)
    if not match or not match.lastindex:
        return None
    style, level, _ = STYLES[match.lastindex - 1]
    return match[0].strip(), style, level, match.end()


def blocks(
    text: str, lines: list[tuple[int, int, bool]], lexicon: Lexicon
) -> tuple[tuple[Block, ...], tuple[int, int] | None]:
    """Classify every line; also return the run of the title."""
    patterns = _patterns(lexicon)
    parts = _split(text, lines)
    found = [_block(text, start, end, patterns, is_table=table) for start, end, table in parts]
    found = _session_times(text, _beyond(text, found, patterns["beyond"]))
    body_at = next(
        (i for i, block in enumerate(found) if _opens_body(text, block, patterns)), len(found)
    )
    head, title = _head(text, found[:body_at], patterns)
    if (
        body_at < len(found)
        and found[body_at].kind == "paragraph"
        and body_at <= 8
        and _ADDRESSEES.match(_line(text, found[body_at]))
    ):
        found[body_at] = replace(found[body_at], kind="addressees")
    found = head + _tail(text, found[body_at:])
    return tuple(_headings(text, found)), title


def _beyond(text: str, found: list[Block], pattern: re.Pattern[str]) -> list[Block]:
    """Under 相关新闻 only headlines of other pages follow."""
    start = next(
        (i for i, b in enumerate(found) if i and pattern.search(_line(text, b))), len(found)
    )
    rest = [
        replace(b, kind="website") if len(_line(text, b)) < 60 and b.kind != "meta" else b
        for b in found[start:]
    ]
    return found[:start] + rest


_SESSION = ("地点", "主持", "主持人", "参加", "出席", "参会人员", "参加人员", "出席人员", "列席")


def _session_times(text: str, found: list[Block]) -> list[Block]:
    """``时间：`` beside ``地点：`` tells when a meeting was held, not when a page was put up."""
    if not any(b.kind == "field" and b.label.endswith(_SESSION) for b in found):
        return found
    return [
        replace(b, kind="field", label="时间", body=b.start + 3)
        if b.kind == "meta" and text.startswith("时间：", b.start)
        else b
        for b in found
    ]


def _line(text: str, block: Block) -> str:
    return text[block.start : block.end]


def _block(
    text: str, start: int, end: int, patterns: dict[str, re.Pattern[str]], *, is_table: bool
) -> Block:
    line = text[start:end]
    if is_table:
        return Block(start, end, "table", start)
    if "。" not in line and (patterns["meta"].search(line) or patterns["credit"].search(line)):
        return Block(start, end, "meta", start)
    if len(line) < 160 and (patterns["website"].search(line) or _is_navigation(line, patterns)):
        return Block(start, end, "website", start)
    start += _dash_before_field(line, patterns["field"])
    line = text[start:end]
    enumerated = _enumerated(text, start, end)
    if enumerated:
        sign, style, level, body = enumerated
        return Block(start, end, "item", body, sign, style, level)
    return _labelled(start, end, line, patterns)


_PARTS = re.compile(r"[ \u3000]*[|｜/／>＞»·•—-][ \u3000]*|[ \u3000]+")
_BAR = re.compile(r"[|｜/／>＞»·•—-]")
_PART_OF_SITE = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,14}")


def _is_navigation(line: str, patterns: dict[str, re.Pattern[str]]) -> bool:
    """A row of three short names or more, at least two and half of them such as sites give their pages.

    Parted by nothing but blanks it must name the home page: else it may be a row of a table.
    """
    if not _BAR.search(line) and "首页" not in line:
        return False
    parts = [part for part in _PARTS.split(line.strip(" \u3000【】[]")) if part]
    if len(parts) < 3 or not all(_PART_OF_SITE.fullmatch(part) for part in parts):
        return False
    known = sum(bool(patterns["page"].search(part)) for part in parts)
    return known > 1 and 2 * known >= len(parts)


def _dash_before_field(line: str, field: re.Pattern[str]) -> int:
    """How long the dash is that stands before a field: ——责任单位：…"""
    dashed = re.match(r"[—–\-]{1,2}\s*", line)
    return dashed.end() if dashed and field.match(line[dashed.end() :]) else 0


def _labelled(start: int, end: int, line: str, patterns: dict[str, re.Pattern[str]]) -> Block:
    """A line that opens with a label, else a paragraph."""
    field = patterns["field"].match(line)
    if field:
        kind: BlockKind = (
            "copy-to" if _COPY.match(line) else "contact" if _CONTACT.match(line) else "field"
        )
        return Block(start, end, kind, start + field.end(), label=field[1] or field[2])
    boxed = re.match(r"【([^】]{2,10})】", line)
    if boxed and len(line) > boxed.end():
        return Block(start, end, "paragraph", start + boxed.end(), label=boxed[1])
    topic = patterns["topic"].match(line)
    if topic:
        return Block(start, end, "paragraph", start + topic.end(), label=topic[1] or topic[2])
    for kind, pattern in (("copy-to", _COPY), ("contact", _CONTACT), ("attachment", _ATTACHMENT)):
        if pattern.match(line):
            return Block(start, end, kind, start)
    return Block(start, end, "paragraph", start)


def _opens_body(text: str, block: Block, patterns: dict[str, re.Pattern[str]]) -> bool:
    line = _line(text, block)
    if block.kind in ("website", "meta"):
        return False
    if block.kind == "item":
        return block.style != "#"
    if block.kind in ("field", "table", "contact", "copy-to"):
        return not patterns["form"].match(line)
    return "。" in line or line.endswith(("：", "；", "，")) or len(line) > 70


def _head(
    text: str, head: list[Block], patterns: dict[str, re.Pattern[str]]
) -> tuple[list[Block], tuple[int, int] | None]:
    """Classify the lines above the body and choose the title among them."""
    choices: list[tuple[int, int]] = []
    for i, block in enumerate(head):
        line = _line(text, block)
        if block.kind not in ("paragraph", "item", "attachment"):
            continue
        if re.fullmatch(r"附件?\s*\d*\s*：?", line):
            head[i] = replace(block, kind="attachment")
            continue
        if _SIGNED.match(line) or (
            _MEMBER_DATES.search(line) and len(line) < 60 and not patterns["title"].search(line)
        ):
            head[i] = replace(block, kind="dateline")
        elif _NUMBER.search(line):
            head[i] = replace(block, kind="number")
        elif line.endswith("编") and UNIT_LINE.match(line[:-1]):
            head[i] = replace(block, kind="dateline")
        elif _BYLINE_LINE.match(line):
            head[i] = replace(block, kind="meta")
        else:
            score = (
                4 * line.startswith("关于")
                + 2 * bool(patterns["title"].search(line))
                - 3 * line.endswith("文件")
                - bool(_BARE_HEAD.fullmatch(line))
            )
            score -= 2 * bool(UNIT_LINE.match(line))
            score -= 3 * (bool(_BULLETIN.search(line)) and _is_numbered(text, head[i + 1 : i + 2]))
            choices.append((score, -i))
    if not choices:
        return head, None
    best = -max(choices)[1]
    for _, i in choices:
        after = -i > best
        head[-i] = replace(head[-i], kind="letterhead" if not after else "paragraph")
    title = replace(head[best], kind="title")
    head[best] = title
    return head, (title.body if title.style == "#" else title.start, title.end)


# The name of a bulletin, and the number of an issue below it.
_BULLETIN = re.compile(r"(?:简报|快报|专报|月报|周报|旬报|动态|通讯)$")
_ISSUE = re.compile(r"[（(]?(?:\d{4}年)?\s*第\s*\d+\s*期")


def _is_numbered(text: str, below: list[Block]) -> bool:
    """Tell whether the number of an issue stands right below."""
    return any(_ISSUE.match(_line(text, block)) for block in below)


def _tail(text: str, body: list[Block]) -> list[Block]:
    """Classify what stands below the body: signature, date, copies, bylines."""
    for i in range(len(body) - 1, -1, -1):
        block, line = body[i], _line(text, body[i])
        if block.kind in ("website", "contact", "copy-to", "attachment", "meta", "table"):
            continue
        if block.kind == "paragraph" and (
            _SIGNED.match(line) or (i >= len(body) - 6 and UNIT_LINE.match(line))
        ):
            body[i] = replace(block, kind="signature")
        elif block.kind == "paragraph" and _BYLINE_LINE.match(line) and len(line) < 120:
            body[i] = replace(block, kind="byline")
        elif block.kind == "field" and block.label in (
            "编辑",
            "责任编辑",
            "责编",
            "审核",
            "签发",
            "记录",
            "校对",
            "报送人",
        ):
            continue
        elif block.kind == "item" and i and body[i - 1].kind == "attachment":
            body[i] = replace(block, kind="attachment")
        elif block.kind == "paragraph" and len(line) > 20:
            break
    return body


# A field that tells whose project the line above names.
_OWNED_BY = re.compile(
    r"(?:业主|建设|实施|项目|承建|投资|责任)?(?:业主|建设|项目|承建|投资|实施)(?:单位|主体|业主|法人)?$"
)
_ASIDE = re.compile(r"（[^（）]*）$")


def _headings(text: str, found: list[Block]) -> list[Block]:
    """An enumerated line without a stop, with something beneath it, heads what follows."""
    for i, block in enumerate(found):
        line = _line(text, block)
        if (
            block.kind == "paragraph"
            and block.body == block.start
            and len(line) <= 24
            and not re.search(r"[。；：，]", line)
        ):
            found[i] = replace(block, kind="heading")
        short = len(line) <= 20 and line.find("。") == len(line) - 1 and "，" not in line
        closed = line.endswith(("；", "！")) or ("。" in line and not short)
        if (
            block.kind != "item"
            or closed
            or "：" in _ASIDE.sub("", text[block.body : block.end])[:-1]
        ):
            continue
        follower = next((b for b in found[i + 1 :] if b.kind not in ("website",)), None)
        if follower is None:
            continue
        deeper = follower.kind in ("item", "heading") and follower.level > block.level
        beneath = follower.kind in ("paragraph", "table") and not line.endswith("。")
        beneath |= follower.kind == "field" and bool(_OWNED_BY.match(follower.label))
        if deeper or (beneath and not _RESET_LINE.match(text, follower.start)):
            found[i] = replace(block, kind="heading")
    return found


_RESET_LINE = re.compile(r"以上|上述|特此|联系人")


@functools.lru_cache(maxsize=4)
def _byline_patterns(lexicon: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    opening = re.compile(r"（[^（）。，]{2,20}[ \u3000][^（）。，]{2,12}）")
    closing = re.compile(rf"（[^（）。]{{0,40}}?(?:{_BYLINE_WORDS})[^（）。]{{0,80}}）$")
    return opening, closing


def _press(block: Block, text: str) -> re.Match[str] | None:
    """The byline of a paper's own report: 本报讯（记者 某某）."""
    return re.compile(
        r"(?:本报讯|本网讯|[^，。（）]{0,8}(?:讯|电|消息))?\s*（[^（）。]{0,6}(?:记者|通讯员|实习生)[^（）。]{1,60}）"
    ).match(text, block.start, block.end)


def bylines(text: str, found: tuple[Block, ...], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return the bracketed bylines at the start or the end of a paragraph, and whole byline lines."""
    opening, closing = _byline_patterns(lexicon)
    runs: list[tuple[int, int]] = []
    for block in found:
        if block.kind == "byline":
            runs.append((block.start, block.end))
        elif block.kind in ("paragraph", "item"):
            at_start = opening.match(text, block.start, block.end) or _press(block, text)
            if at_start:
                runs.append(at_start.span())
            at_end = closing.search(text[block.start : block.end])
            if at_end:
                runs.append((block.start + at_end.start(), block.end))
    return runs
