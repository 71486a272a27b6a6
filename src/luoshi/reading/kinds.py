"""Of what kind a clause is: a task, a problem, an intent, a promise of support, or none of these.

Judged by its own words, by who says it and by the frame it stands in; the rules follow the order in
which a reader decides: what is told, what is asked, what is planned, what is laid on somebody.
"""

from __future__ import annotations

import re

from luoshi.reading.context import ReadingContext
from luoshi.reading.mentions import chains_in
from luoshi.reading.saying import INSIDE, Said
from luoshi.reading.speech import side_of
from luoshi.reading.types import MatterKind


def kind_of(context: ReadingContext, said: Said) -> MatterKind | None:
    """Return the kind of what is said, None where it is no matter."""
    mode = said.frame.mode
    if mode == "intent":
        return _under_intents(said)
    if mode == "problem" or said.frame.begs and not said.is_done():
        if said.frame.begs and _INTENDS.search(said.words) and not said.asks:
            return "intent"
        if said.frame.begs and _FIGURES.search(said.words) and not said.asks:
            return _under_problems(said)
        return "problem" if said.frame.begs else _under_problems(said)
    if mode != "task" and (_is_told(said) or _TAKES_PART.search(said.words)):
        return None
    told = _complaint(said) or (_asked_kind(said) if said.asks else None)
    return told or _own_kind(context, said)


def _own_kind(context: ReadingContext, said: Said) -> MatterKind | None:
    """Of what kind words are that neither complain nor ask."""
    mode, side = said.frame.mode, _subject_side(context, said)
    if (
        mode != "task"
        and not re.search(r"签[订署约]", said.words)
        and (not said.frame.is_order or side == "enterprise")
        and _INTENDS.search(said.words)
        and not said.has_happened()
    ):
        if side == "bank" or (side != "enterprise" and said.marks.support.search(said.words)):
            return "support"
        if side != "authority" or "合作" in said.words:
            return "intent" if _is_offer(said) else None
    if mode == "task":
        return _under_tasks(context, said)
    if mode == "intended" and _goes_on_planning(said):
        return "intent"
    if mode == "ordered" and _is_ordered(context, said):
        return "task"
    return _in_prose(context, said, side)


# Who took part, and where one went: a report's words, no duty.
_TAKES_PART = re.compile(
    r"^(?!.*(?:要(?!求)|须|应当|请|前|每))[^，]*(?:一同|一起|全程)?(?:参加|出席|列席|陪同|主持|见证|随同|陪同调研|参加考察|参加调研)(?:会议|活动|座谈|座谈会|调研|会见|签约|考察)?$"
    r"|^(?:赴|前往)[^，]{2,30}(?:对接|考察|调研|学习|洽谈|走访)"
)


def _under_intents(said: Said) -> MatterKind | None:
    """Under a list of wishes a request is still a request, and what a work measures is no wish."""
    if said.asks and re.match(r"请|恳请|商请|希望[^，]{2,20}(?:支持|帮助|协调)", said.words):
        return "problem" if said.frame.is_request else "task"
    plans = _INTENDS.search(said.words) or _goes_on_planning(said)
    if not plans and (_FIGURES.search(said.words) or said.marks.problem.search(said.words)):
        return None
    return "intent"


def _complaint(said: Said) -> MatterKind | None:
    """What somebody says who tells what is wrong: 企业反映，…"""
    complains = said.speaker.complains and said.frame.mode == "prose" and not said.is_done()
    return _under_problems(said) if complains else None


_INTENDS = re.compile(
    r"拟(?!定|订|稿|备|写|制|就|出|好|议)|(?<![年度造养护行动作资项划工营])计划(?=[\u4e00-\u9fff\d])(?!的|任务|外|内|书|表|总投资|单列|安排)"
    r"|正在谋划|正谋划|愿|有意|打算|意向|(?:希望|愿)(?:和|与|在)[^，]*合作"
)


def _is_told(said: Said) -> bool:
    """Tell whether the words only report what somebody did: 介绍了情况."""
    told = re.search(
        r"(?:提出|汇报|介绍|通报|听取|回答|给予|进行|作|部署|研究|肯定|安排)了", said.words
    )
    return (
        bool(told)
        and not said.asks
        and not re.search(r"拟|意向|(?<![需主重])要(?!求)|由", said.words)
    )


def _is_ordered(context: ReadingContext, said: Said) -> bool:
    """Tell whether words behind 会议要求， lay a duty: they name a doer, a limit, or begin with a verb."""
    if said.is_done() or re.match(r"是|已|有|该|为(?!确保|了)", said.words):
        return False
    rhythm = _RHYTHM.search(said.words)
    if said.is_limited() or rhythm or said.marks.opening.match(said.words):
        return True
    chains = chains_in(context, said.start, said.start + len(said.words))
    return bool(chains) and chains[0][0].start == said.start


def _goes_on_planning(said: Said) -> bool:
    """Tell whether words behind an intent plan more: 在乙县建设…；投资3亿元建设…"""
    plans = re.match(
        r"在[^，]{2,20}(?:建设|投资|布局|建|打造|发展|设立|开展)|投资|参与|联合|共同|合作",
        said.words,
    )
    return (
        not said.is_done() and not said.asks and bool(plans or said.marks.opening.match(said.words))
    )


def _is_offer(said: Said) -> bool:
    words, planned = said.words, r"(?:计划|拟)(?:总)?投资(?:约)?[\d.]+[万亿]"
    if said.speaker.side == "unknown" and said.frame.is_item and re.match(planned, words):
        return False
    return not re.match(
        r"(?:该项目|项目|工程|全州|全市|今年|本年|其中|总)|[^，]{2,24}(?:项目|工程|园)(?:年度)?计划投资",
        words,
    )


def _asked_kind(said: Said) -> MatterKind | None:
    words, frame = said.words, said.frame
    if re.search(
        r"(?:希望|愿|期待|盼)(?:能)?(?:和|与|在|同)[^，]*(?:合作|共建|开展|建设|投资)", words
    ):
        return "intent" if not frame.is_order else None
    if re.match(r"要求|责成|责令|指派|安排|敦促", words):
        return "task"
    if re.match(r"恳请|恳求|请求|恳望|盼", words) and not frame.is_order:
        return "problem"
    needy = said.speaker.side == "enterprise" or frame.is_request or _begs_upward(said)
    if needy and (said.marks.help.search(words) or frame.is_request):
        return "problem"
    return "task"


_RANKS = (
    (4, r"国家|中央|国务院|[\u4e00-\u9fff]{2}部$"),
    (3, r"省|自治区(?!州|县)|兵团|区直|总公司"),
    (2, r"(?<!自治)州|市|盟|地区|行署|师"),
    (1, r"县|旗|区|镇|乡"),
)


def _rank(name: str) -> int:
    """How high an authority stands by its name, 0 where the name does not tell."""
    return next((rank for rank, sign in _RANKS if re.search(sign, name)), 0)


def _begs_upward(said: Said) -> bool:
    """Tell whether an authority asks one that stands above it for help: 某县长希望省厅给予支持."""
    asked = re.match(
        r"(?:真诚|诚挚|衷心|热切|恳切)?(?:恳请|希望|盼望|请|建议|期盼)([^，]{1,16}?)(?:选派|安排|能|在|对|帮助|协调|支持|给予|加大|尽快|出面|继续|将|予以|考虑)",
        said.words,
    )
    if said.speaker.side != "authority" or not asked or not said.speaker.office:
        return False
    here, there = _rank(said.speaker.office), _rank(asked[1])
    return 0 < here < there


_LACKS = (
    r"需(?!求)|盼|亟|缺|无(?!人机)|没|低(?!碳|保)|高(?!新|速|标|级|原|效|质|山)|差|慢|少(?!数)|窄|旧|坏|损|断|堵|漏|塌|限(?!公司|责任|于)"
    r"|能否|如何|是否|不(?!断|仅|动产)|未(?!来)|难|弱|重(?!点|要|大|庆|新)|超(?!过|市)|远(?!程|景)"
)


def _under_problems(said: Said) -> MatterKind | None:
    words = said.words
    if re.match(r"(?:无|暂无|没有)$", words):
        return None
    if not said.asks and not said.marks.problem.search(words) and not re.search(_LACKS, words):
        return None
    if re.search(r"由[^，]{2,30}(?:负责|牵头)", words) and not said.asks:
        return "task"
    return "problem"


def _describes(words: str) -> bool:
    """Tell whether words only give a time, a measure, or what a meeting heard."""
    return bool(
        re.fullmatch(
            r"(?:[上下]午|中午|晚上?)?[\d一二三四五六七八九十]{1,3}[时点][^，]{0,6}", words
        )
        or re.match(
            r"(?:该|本|此)?(?:项目|工程)[^，]{0,6}(?:总投资|概算|计划投资|全长|占地)"
            r"|(?:截至|目前|总投资|其中|累计|全长|占地)"
            r"|(?:会议)?(?:还|又)?(?:研究|听取|传达|学习|审议|通报|通过)了",
            words,
        )
    )


def _under_tasks(context: ReadingContext, said: Said) -> MatterKind | None:
    words = said.words
    if _describes(words):
        return None
    named = re.fullmatch(r"[^，]{2,40}(?:项目|工程|问题|事宜|事项|动议|概况)", words)
    if (
        named
        and not said.marks.opening.match(words)
        and not said.marks.task.search(words)
        and not _acts(said)
    ):
        return None
    if re.fullmatch(
        r"(?:(?:该|本|此)?(?:项目|工程))?由[^，]{2,30}(?:公司|集团)(?:负责)?(?:投资|承担)?(?:建设|实施)",
        words,
    ):
        return None
    if re.match(r"(?:原则)?同意|[^，]{2,24}(?<!不)是(?!否)", words) and not said.is_limited():
        return None
    if not said.is_limited() and not said.marks.task.search(words):
        if said.is_done():
            return None
        opens = said.marks.opening.match(words) or _is_charged(context, said)
        if _FIGURES.search(INSIDE.sub("", words)) and not opens:
            return None
    if said.marks.problem.search(words) and not said.is_limited() and not _acts(said):
        return "problem"
    return "task"


_FIGURES = re.compile(r"\d(?:[\d.]*)[万亿]?(?:千瓦|兆瓦|吨|元|亩|公里|平方米|人|台|公顷|立方米|%)")


def _acts(said: Said) -> bool:
    """Tell whether words that name a difficulty also say that something is to be done about it."""
    words = said.words
    return bool(
        said.marks.task.search(words)
        or said.marks.opening.match(words)
        or re.match(r"(?:协调|解决|妥善|推进|推动|处理|化解|加强|加大|完善|提升|补齐|破解|对|做好|落实|整改|督促|帮助|指导|消除|针对|办理|开展|清理|遇)", words)
        or re.search(r"[前内](?!往|容|部)[^，]*(?:完成|解决|实现|到位|开工|办结|建成|整改)|^(?:完成|建成|编制|实现|开展|确定|明确)", words)
        or re.search(r"[前内]解决|由[^，]{2,20}(?:解决|研究|协调)|予以", words)
    )  # fmt: skip


def _subject_side(context: ReadingContext, said: Said) -> str:
    """The side of whoever opens the clause, else of the speaker."""
    opening = re.match(
        r"[^，]{0,30}?(?=将|拟|计划|愿|全力|可以|会全|要|打算|有意|积极|在[^，]*方面)",
        said.words,
    )
    subject = opening.group() if opening else ""
    if re.match(r"(?:集团|公司|企业|我公司|我集团)", subject):
        return "enterprise"
    if len(subject) >= 2:
        if re.search(
            r"(?:[州市县区旗]里?|盟|地委|州委|县委|市委|行署|政府|局|委|地区|园区|管委会|院|办|部门|中心)$",
            subject,
        ):
            return "authority"
        side = side_of(subject, context.lexicon)
        if side in ("enterprise", "bank"):
            return side
    return said.speaker.side


_RHYTHM = re.compile(r"每[日天周月季半旬年个]|[按逐][日周旬月季]")


def _is_charged(context: ReadingContext, said: Said) -> bool:
    """Tell whether the clause opens with a unit and what it does: 市政府办公室统筹协调."""
    end = said.start + len(said.words)
    chains = chains_in(context, said.start, end)
    if not chains or chains[0][0].start != said.start or chains[0][0].kind == "person":
        return False
    at = chains[0][-1].end
    after = context.text[at:end]
    return bool(
        said.marks.opening.match(after)
        or _RHYTHM.match(after)
        or re.match(
            r"\d|[一二三四五六七八九十两]+个?[周月天日]|年内|本[周月]|下[周月]|今年|明年|会同|联合|与[^，]{2,20}(?:共同|联合)|于|在[^，]{1,12}[前内]",
            after,
        )
    )


def _in_prose(context: ReadingContext, said: Said, side: str) -> MatterKind | None:
    words, done = said.words, said.is_done()
    promised = _promised_kind(context, said, side)
    if promised:
        return promised
    if _lays_duty(context, said) and not (done and not re.search(r"要|应|须|请", words)):
        told = side == "enterprise" and said.marks.problem.search(words) and not _acts(said)
        return "problem" if told else "task"
    if said.is_limited() and said.frame.is_item and not done:
        return "task"
    if (
        said.frame.is_order
        and not done
        and (
            (_is_charged(context, said) and (said.frame.is_item or said.is_limited()))
            or re.match(r"(?:成立|实行|建立|组建|健全)(?!了|以来|[^，]*过堂)", words)
        )
    ):
        return "task"
    if said.marks.problem.search(words) and _is_difficulty(said, side):
        return "problem"
    return None


# What an office says that it will do itself, whatever that is.
_PROMISES = re.compile(
    r"(?:我们|[^，]{1,14}(?:[州市县区旗盟委局]|政府|地区))将(?!其|要求)(?=[当把以全一按为进切对组成尽])"
)


def _answers_kindly(said: Said) -> bool:
    """Tell whether an office writes back what it will do for others: 我委将…, 市政府支持…"""
    return said.frame.is_answer and bool(
        re.match(
            r"(?:我|本)[\u4e00-\u9fff]{1,3}(?:将|支持|愿)|[^，]{2,12}(?:政府|委|局)(?:将|支持)",
            said.words,
        )
    )


def _rest(context: ReadingContext, said: Said) -> str:
    """The words of a clause with those that follow it in its statement."""
    stop = re.compile(r"[；。]").search(context.text, said.start, said.start + 160)
    return context.text[said.start : stop.start() if stop else said.start + len(said.words)]


def _promised_kind(context: ReadingContext, said: Said, side: str) -> MatterKind | None:
    """What somebody undertakes: help for others, or a step in a work of one's own."""
    words, frame = said.words, said.frame
    promises = re.search(
        r"(?:^|[^\d])将(?!其|要求)|我们[^，]{0,4}(?:一律|都|全程|一定)|一窗|全程代办|愿|全力(?!以赴)|大力支持|给予|提供|优先|承诺",
        words,
    )
    if (
        promises
        and not said.is_done()
        and (said.speaker.side != "unknown" or side in ("authority", "bank"))
        and (
            not frame.is_order
            or side == "bank"
            or said.speaker.unit
            or said.speaker.name
            or _answers_kindly(said)
        )
    ):
        rest = _rest(context, said)
        helps = said.marks.support.search(rest) or _PROMISES.match(words)
        if re.search(r"整改|照单全收|逐条|逐项", rest):
            helps = None
        if side in ("authority", "bank", "meeting") and helps:
            return "support"
        if re.search(r"(?:安排|拿出|捐赠|提供)[^，]*元[^，]*(?:支持|用于|帮扶|帮助)", words):
            return "support"
        if side == "enterprise" and re.search(r"将[^，]*(?:免收|捐赠|捐建|无偿|减免|让利)", words):
            return "support"
        if side == "enterprise" and re.search(r"将|确保|力争|前|内", words):
            joins = re.search(r"投资|合作|参与|布局|共建|落户|深耕|携手|共同", words)
            return "intent" if joins and not said.is_limited() else "task"
    if frame.is_request and re.search(r"^(?:我公司|我集团|我局|公司|我方)(?:将|承诺)", words):
        return "task"
    if (
        frame.is_order
        and re.search(r"^[^，]{2,20}将(?!其|在建)", words)
        and not re.match(r"项目|工程", words)
    ):
        return "task"
    return None


def _is_handed(context: ReadingContext, said: Said) -> bool:
    """Tell whether 由 hands the duty to a unit that is told what to do: 由主责部门书面报…批准."""
    end = said.start + len(said.words)
    for chain in chains_in(context, said.start, end):
        at = chain[-1].end
        handed = context.text[chain[0].start - 1 : chain[0].start] == "由"
        if handed and chain[0].kind != "person" and at < end:
            return not _NO_HANDING.match(context.text, at, end)
    return False


# 由 that tells who builds, pays, makes up or leads, not who has to do something.
_NO_HANDING = re.compile(
    r"等|委托|的|、|和|[^，]*(?:投资|承建|承担|带队|主持|陪同|介绍|提出|引起|造成|组成|整理|起草|记录)|[^，]{0,4}(?:建设|实施|管理|运营|开发|主办|组织实施)"
)


def _lays_duty(context: ReadingContext, said: Said) -> bool:
    words = said.words
    if not said.is_done() and _is_handed(context, said):
        return True
    if re.search(
        r"由[^，]{2,40}(?:负责|牵头|承办|落实|组织|汇总|研究|召集|承担|分担|自筹|予以|督办|审批|约谈|通报|审核|印发|监督|统筹|跟踪|兜底|协调|解决|缴纳|支付|出资|配套|保障|提供|完成|制定|编制|报送|牵总|对接|会商)(?!建设$)",
        words,
    ):
        return not re.search(
            r"由[^，]{2,30}(?:公司|集团)[^，]{0,4}(?:投资)?建设|^(?:该|本|此)?(?:项目|工程)[^，]{0,4}由[^，]*(?:承担|建设|实施)$",
            words,
        )
    if re.fullmatch(r"[^，]*(?:负责|组织)(?:实施|建设|承建|运营)", words):
        return False
    found = said.marks.task.search(words)
    if not found:
        return bool(
            re.search(
                r"(?:每(?:日|天|周|月|季|半)|按(?:月|季|周))[^，]{0,20}(?:报|调度|通报|召开|开展|会商|公布|发布|汇总|督办|督导|反馈|更新|巡查|例会|分析|研判|检查|排查|盘点|梳理|会诊|监测|评估|考核|走访|约谈|评比|晾晒|提交|提供|组织|公示|核查|复查|清点|点评|对账|对接|座谈|培训|演练|抽查|维护|清零|销号|填报|录入|推送|形成|统计)",
                words,
            )
        ) or bool(re.search(r"按季督办", words))
    return not re.search(r"(?:正在|正|将会|有序|不断)[^，]*(?:加快|推进)", words)


def _is_difficulty(said: Said, side: str) -> bool:
    words, frame = said.words, said.frame
    if re.match(r"收到|接到|受理", words.removeprefix("会后")):
        return False
    strong = re.search(
        r"未(?!来|雨|经|按|必)[\u4e00-\u9fff]|迟迟|一拖再拖|困难|不足|尚未|未落实|未获|未通过|滞后|缺口|短缺|紧张|缺乏|无法|制约|未接通|欠付|拖欠|冲毁|封堵|未定|瓶颈|卡点|缓慢|不全|阻工|未统一|不便|难以|未批复|未办理|受限|停工",
        words,
    )
    if side == "enterprise":
        return bool(strong) or bool(re.search(r"问题|影响|难|严重", words))
    if strong and frame.mode == "prose" and said.turns:
        return True
    return bool(strong) and frame.mode == "prose" and side == "unknown" and frame.is_item
