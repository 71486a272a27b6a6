"""Why a reading found something, and what made it more or less sure: one sentence for each.

A rule is named by its family and itself (``person.title``); what was noticed by a short word
(``no-doer``).  ``why`` gives the sentences a person is shown, the rule's first.
"""

from __future__ import annotations

from collections.abc import Iterable

from luoshi.values.sentences import Sentence, gettext_noop

BY_HAND = gettext_noop("由人工从原文中选出。")
SECOND = gettext_noop("不是规则读出的，文字都在原文中。")

RULES: dict[str, str] = {
    "by-hand": BY_HAND,
    "second-reader": SECOND,
    # matters
    "matter.task": gettext_noop("列在任务、要求或议定事项之下，逐条读作任务。"),
    "matter.problem": gettext_noop("列在问题或困难之下，读作须有人解决的问题。"),
    "matter.intent": gettext_noop("列在合作意向之下，读作意向。"),
    "matter.ordered": gettext_noop("前文有“会议要求”“强调”一类的话，后面的话读作任务。"),
    "matter.prose": gettext_noop("句中有请、要、须、拟一类的词，读作要办的事。"),
    "matter.table": gettext_noop("表格中任务或问题一栏，一行读作一项。"),
    # people
    "person.title": gettext_noop("姓名前有职务。"),
    "person.label": gettext_noop("姓名前有“责任人”“联系人”一类的栏目名。"),
    "person.column": gettext_noop("在表格的人员一栏。"),
    "person.byline": gettext_noop("在署名处。"),
    "person.dot": gettext_noop("名字中间有间隔号。"),
    "person.bracket": gettext_noop("姓名后的括号里是职务。"),
    "person.apposition": gettext_noop("姓名后紧接着说明职务。"),
    "person.verb": gettext_noop("后面是“指出”“主持”等只有人才做的动作。"),
    "person.office": gettext_noop("姓名后带着职务，后面是人的动作。"),
    "person.unit": gettext_noop("姓名紧跟在单位名称之后。"),
    "person.for a unit": gettext_noop("姓名写在参加单位之后。"),
    "person.list": gettext_noop("与前面的人名用顿号并列。"),
    "person.known title": gettext_noop("姓名前是名录中有过的职务。"),
    "person.known": gettext_noop("名录中有这个姓名。"),
    # units
    "unit": gettext_noop("以局、委、公司一类的字结尾，读作单位全称。"),
    "unit.known": gettext_noop("名录中有这个单位的全称、简称或别名。"),
    "acting region": gettext_noop("地名出现在牵头、负责、配合等动作之前，读作单位。"),
    "alias": gettext_noop("原文给这个单位定了简称。"),
    "self": gettext_noop("“本公司”“我局”一类的自称，按上下文认定。"),
    # projects
    "project.tail": gettext_noop("以“项目”“工程”结尾的名称。"),
    "project.built": gettext_noop("写在“建设”“实施”之后。"),
    "project.laid": gettext_noop("写在“开工”“奠基”一类的话旁边。"),
    "project.plan": gettext_noop("写在“拟投资”“计划建设”之后。"),
    "project.stated": gettext_noop("前后文说明它在建设或投资。"),
    "project.line": gettext_noop("单独成行，后面跟着它的指标。"),
    "project.listed": gettext_noop("与其他项目并列。"),
    "project.joined": gettext_noop("与前面的项目用顿号相连。"),
    "project.heading": gettext_noop("作为小标题出现。"),
    "project.table": gettext_noop("在表格的项目一栏。"),
    # engagements
    "engagement.tour": gettext_noop("写明带队前往一地，期间有多项活动。"),
    "engagement.site-visit": gettext_noop("写明到现场察看。"),
    "engagement.meeting": gettext_noop("写明召开会议或座谈。"),
    "engagement.talk": gettext_noop("写明会见、会谈。"),
    "engagement.signing": gettext_noop("写明签订、签约。"),
}
FAMILIES: dict[str, str] = {
    "matter": gettext_noop("句中有请、要、须、拟一类的词，读作要办的事。"),
    "person": gettext_noop("上下文表明这是人名。"),
    "unit": gettext_noop("以局、委、公司一类的字结尾，读作单位全称。"),
    "organisation": gettext_noop("以局、委、公司一类的字结尾，读作单位全称。"),
    "project": gettext_noop("上下文表明这是一个项目。"),
    "engagement": gettext_noop("写明某日在某地有一项活动。"),
}
ANY = gettext_noop("上下文符合这一类的写法。")

SIGNALS: dict[str, str] = {
    # anything
    "damaged": gettext_noop("附近的文字有缺损，是修复出来的。"),
    "in-table": gettext_noop("取自表格。"),
    "undated": gettext_noop("文件没有写明日期。"),
    "once": gettext_noop("全文只出现一次。"),
    # matters
    "no-doer": gettext_noop("没有读到由谁来办。"),
    "many-doers": gettext_noop("单位较多，分工容易读错。"),
    "doer-elsewhere": gettext_noop("单位取自小标题、前一句或后面的栏目，不在这句话里。"),
    "doer-unlisted": gettext_noop("有一个单位的名称不完整。"),
    "doer-bare": gettext_noop("有一个单位只写了通称，指哪一个要看上下文。"),
    "half-bracket": gettext_noop("括号或引号只有一半，起止处请看一眼。"),
    "person-named": gettext_noop("写明了责任人。"),
    "day-left-out": gettext_noop("句中有时间，没有读作完成时限。"),
    "year-inferred": gettext_noop("完成时限的年份取自文件日期。"),
    "no-year": gettext_noop("日期没有年份。"),
    "due-elsewhere": gettext_noop("完成时限取自小标题或栏目。"),
    "cadence": gettext_noop("写明了报送频次。"),
    "long": gettext_noop("文字较长，可能含不止一项。"),
    "short": gettext_noop("文字很短，可能不完整。"),
    "names-project": gettext_noop("文字只是一个项目的名称。"),
    "many-clauses": gettext_noop("分句较多，可能含不止一项。"),
    "no-demand": gettext_noop("另一种找法没有把这句话当作要求。"),
    "one-of-several": gettext_noop("同一句话里读出了几项。"),
    # people
    "no-post": gettext_noop("姓名旁没有职务。"),
    "long-post": gettext_noop("职务较长，起止处请看一眼。"),
    "many-posts": gettext_noop("兼有几个职务。"),
    "post-inherited": gettext_noop("职务取自并列的前一人。"),
    "post-elsewhere": gettext_noop("职务取自文中另一处。"),
    "rare-surname": gettext_noop("姓氏少见，可能不是人名。"),
    "long-name": gettext_noop("名字较长且没有间隔号，起止处请看一眼。"),
    # units
    "short-unit": gettext_noop("名称很短，可能不完整。"),
    "long-unit": gettext_noop("名称较长，起止处请看一眼。"),
    "has-alias": gettext_noop("文中有不止一种叫法，已合为一个。"),
    "bare": gettext_noop("只写了通称，指哪一个要看上下文。"),
    "runs-on": gettext_noop("名称前面紧连着别的字，起头处请看一眼。"),
    "place-like": gettext_noop("像是地点，也可能是单位。"),
    "only-within": gettext_noop("只在职务、会议名称或引文中出现。"),
    # engagements
    "odd-name": gettext_noop("名称不像会议或活动的名称。"),
    "several-days": gettext_noop("跨了几天。"),
    "no-day": gettext_noop("没有读到日期。"),
    "no-place": gettext_noop("没有读到地点。"),
    "long-place": gettext_noop("地点较长，起止处请看一眼。"),
    "no-chair": gettext_noop("没有读到主持或带队的人。"),
    "nobody": gettext_noop("没有读到参加的人。"),
    "many-people": gettext_noop("参加的人较多，可能有遗漏。"),
    "same-day": gettext_noop("同一天还有同类活动，可能是同一项。"),
    # projects
    "no-party": gettext_noop("没有读到投资或建设单位。"),
    "no-figure": gettext_noop("没有读到投资、规模等数字。"),
    "many-figures": gettext_noop("数字较多，归属容易读错。"),
    "odd-figure": gettext_noop("有的数字说不准是什么指标。"),
    "no-work-word": gettext_noop("名称不以“项目”“工程”一类的词结尾。"),
    "odd-word": gettext_noop("名称里有不像名称的字，起止处请看一眼。"),
    "in-matter": gettext_noop("只在一项任务里提到。"),
}


def of_rule(rule: str) -> Sentence:
    """Return what a rule looked at; rules nobody has worded are told by their family."""
    for name in (rule, rule.rpartition(".")[0]):
        if name in RULES:
            return Sentence(RULES[name], name)
    family = rule.partition(".")[0]
    return Sentence(FAMILIES.get(family, ANY), family or "any")


def why(rule: str, signals: Iterable[str], *, most: int = 4) -> tuple[Sentence, ...]:
    """Return the rule's sentence and those of the first signals that have one."""
    noticed = [Sentence(SIGNALS[signal], signal) for signal in signals if signal in SIGNALS]
    return of_rule(rule), *noticed[:most]
