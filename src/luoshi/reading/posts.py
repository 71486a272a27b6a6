"""The run of titles beside a name: 自治区国资委党委副书记、主任."""

from __future__ import annotations

import functools
import re

from luoshi.reading.lexicon import Lexicon

_HAN = r"\u3400-\u9fff"
_HARD = "，。；：（）“”！？\n《》\t|"
_TIME = re.compile(
    r".*(?:[\d一二三四五六七八九十]日|\d月|上午|下午|晚上|当天|当晚|中午|期间|会上|会后)"
)


@functools.lru_cache(maxsize=4)
def _patterns(lexicon: Lexicon) -> dict[str, re.Pattern[str]]:
    heads = lexicon.alternation("people.heads")
    joined = ("和", "及", "以及", "同", "暨")
    leads = [w for w in (*lexicon.words("people.before"), "与", "的") if w not in joined]
    anywhere = [w for w in leads if len(w) > 1 or w in "由在率被与的"]
    opening = [w for w in leads if w not in anywhere]
    return {
        "head": re.compile(rf"(?:{heads})(?:（[^）]{{1,10}}）)?$"),
        "lead": re.compile(rf"(?:{'|'.join(anywhere)})"),
        "opening": re.compile(rf"(?:{'|'.join(opening)})"),
        "joint": re.compile(rf"(.*?)(?:{'|'.join(joined)})"),
        "unit": re.compile(
            rf"(?:{lexicon.alternation('organisations.tails')}|{heads}|一行|组|等)$"
        ),
        "starts": re.compile(rf"^(?:原|时任|现任)?(?:副|常务|{heads})"),
    }


@functools.lru_cache(maxsize=4)
def _not_names(lexicon: Lexicon) -> frozenset[str]:
    return frozenset(lexicon.words("people.not_names"))


@functools.lru_cache(maxsize=16)
def _among(lexicon: Lexicon, *names: str) -> frozenset[str]:
    return frozenset(lexicon.words(*names))


_NO_NAMES = ("中心", "公司", "集团", "银行", "医院", "学校", "管委会", "委员会", "办公室")


def is_word(run: str, lexicon: Lexicon, *, whole: bool = False) -> bool:
    """Tell whether a run that looks like a name is an ordinary word or (unless ``whole``) holds one."""
    words = _not_names(lexicon)
    if run in words or run in _among(lexicon, "people.name_labels"):
        return True
    if run[1:] in _among(lexicon, "people.heads", "people.no_posts", "people.short_titles"):
        return True
    if (run[-1] in "副总" and len(run) == 2) or run.endswith(_NO_NAMES):
        return True
    if len(run) > 2 and run[:2] in _among(lexicon, "people.compound_surnames"):
        return False
    if whole:
        return run[-1] in "部局厅署科" or run[:2] in _not_names(lexicon)
    return run[:2] in _not_names(lexicon) or run[-2:] in _not_names(lexicon)


def eats(text: str, at: int, lexicon: Lexicon) -> bool:
    """Tell whether the character at ``at`` belongs to a word before a name and not to the name."""
    lead = text[at]
    return lead in "由与和对向在同" and bool(re.match(rf"[{_HAN}]", text[at + 1 : at + 2]))


# A bracket inside the name of a company: 某某（集团）有限公司.
_IN_A_NAME = re.compile(rf"（[{_HAN}]{{2,6}}）$")
_COMPANY = re.compile(rf"[{_HAN}]{{0,8}}(?:公司|集团)")
_SAYS_NOTHING = ("同志", "记者", "先生", "女士", "通讯员", "联系人", "责任人", "作者")


def is_post(run: str, lexicon: Lexicon) -> bool:
    """Tell whether a run is a title or titles joined by 、."""
    if run in lexicon.words("people.no_posts") or run.endswith(_SAYS_NOTHING):
        return False
    return bool(_patterns(lexicon)["head"].search(run))


def behind(text: str, start: int, end: int, lexicon: Lexicon) -> str | None:
    """The title right after the name ``text[start:end]``: in brackets, between commas, or said with it."""
    match = re.compile(r"(?:先生|女士|小姐|博士|教授)?（([^（）]{2,40})）").match(text, end)
    if match and is_post(match[1], lexicon):
        parts = re.split("[，,]", match[1])
        return parts[0] if len(parts) > 1 and is_post(parts[0], lexicon) else match[1]
    printed = _PRINTED.match(text, end)
    if printed and text[start - 1 : start] in "：\n、；" and is_post(printed[1], lexicon):
        return printed[1]
    apposed = _APPOSED.match(text, end)
    if apposed and text[start - 1 : start] in "。；：“\n" and is_post(apposed[1], lexicon):
        return apposed[1]
    called = _called(lexicon).match(text, end)
    if called:
        return called[1]
    among = _AMONG.match(text, end)
    if among and not re.search(r"[负领]", among[1][:1]):
        return among[1]
    return None


_PRINTED = re.compile(r"[ \u3000]{1,6}([^\s，。；：（）]{2,40})(?=$|\n|[ \u3000]{2}|；)", re.M)
_APPOSED = re.compile(rf"，([{_HAN}（）、]{{3,40}})，(?=[^，。\n]{{2,}})")


@functools.lru_cache(maxsize=4)
def _called(lexicon: Lexicon) -> re.Pattern[str]:
    """An office said right behind the whole name: 韦桂芳副市长."""
    plain = ("总", "同志", "教授", "委员", "董事")
    said = "|".join(w for w in lexicon.words("people.short_titles") if w not in plain)
    return re.compile(rf"({said})(?=[，。；、）\s|]|$|在|说|表示|强调|指出|要求|主持|率|对)")


_AMONG = re.compile(
    r"(?:、[^，。；、（）]{2,18}){0,6}等([^，。；、的]{0,6}(?:代表|专家|企业家))(?!们?的|团|队|性)"
)


def _begin(text: str, stop: int, names: frozenset[int]) -> int:
    """Where the run of words that ends at ``stop`` begins: at a mark or behind a name."""
    begin = stop
    if text[stop - 1 : stop] == "）" and (at := text.rfind("（", max(0, stop - 8), stop)) >= 0:
        begin = at
    while begin and stop - begin < 80 and begin not in names:
        if text[begin - 1] in _HARD:
            inside = _IN_A_NAME.search(text, max(0, begin - 8), begin)
            if not inside or not _COMPANY.match(text, begin):
                break
            begin = inside.start() + 1
        begin -= 1
    return begin


def before(text: str, start: int, names: frozenset[int], lexicon: Lexicon) -> str | None:
    """The title run right before a name.  ``names`` are the places where names end."""
    patterns = _patterns(lexicon)
    stop = start
    while stop and text[stop - 1] in " \u3000":
        stop -= 1
    begin = _begin(text, stop, names)
    run = text[begin:stop]
    if begin in names:
        run = re.sub(r"^(?:以及|和|与|及|同)", "", run)
    if not run or not patterns["head"].search(run):
        return None
    kept: list[str] = []
    for piece in reversed(re.split("(?<=、)|(?<=[ \u3000])", run)):
        bare = piece.rstrip("、 \u3000")
        if bare and not patterns["head"].search(bare):
            break
        kept.insert(0, piece)
    post = _without_lead("".join(kept), patterns).strip("、 \u3000")
    if not post or not is_post(post, lexicon) or (post in lexicon.words("people.no_posts")):
        return None
    return post


def _without_lead(run: str, patterns: dict[str, re.Pattern[str]]) -> str:
    """Cut what leads up to the titles: verbs, prepositions, times, another unit joined by 和."""
    first, mark, rest = run.partition("、")
    for _ in range(4):
        before = first
        timed = _TIME.match(first)
        if timed and timed.end() < len(first):
            first = first[timed.end() :]
        leads = [m.end() for m in patterns["lead"].finditer(first)]
        first = first[
            max((end for end in leads if patterns["head"].search(first[end:])), default=0) :
        ]
        opening = patterns["opening"].match(first)
        if (
            opening
            and not re.match(r".[县市州旗](?!长|委)", first[opening.end() :])
            and opening.end() < len(first)
            and not _is_name_start(first)
        ):
            first = first[opening.end() :]
        joint = patterns["joint"].match(first)
        if (
            joint
            and joint.end() < len(first)
            and (
                not joint[1]
                and first[0] in "及"
                or (joint[1] and patterns["unit"].search(joint[1]))
            )
        ):
            first = first[joint.end() :]
        if before == first:
            break
    return first + mark + rest


def _is_name_start(run: str) -> bool:
    """Words that begin units and look like prepositions."""
    return bool(
        re.match(
            r"经济|经开|经信|自治|自然|自贸|对外|对口|把|请示|转型|报社|同江|同心|同仁|和田|和静|和硕|和布|同德|向阳|因|被|送",
            run,
        )
    ) and not run.startswith(("把", "被", "送"))
