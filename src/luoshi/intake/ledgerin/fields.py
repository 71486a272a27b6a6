"""The fields that a ledger can fill, by register: their names, shapes and which cannot be missing.  Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from luoshi.values.sentences import Sentence, gettext_noop

Shape = Literal[
    "text", "day", "money", "stage", "kind", "urgency", "unit", "units", "person", "ignored"
]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: what it is called, what its cells hold, how long they may be (0: any length)."""

    name: str
    label: Sentence
    shape: Shape = "text"
    most: int = 0
    needed: bool = False


def _by_name(*fields: Field) -> Mapping[str, Field]:
    return {field.name: field for field in fields}


def _said(text: str) -> Sentence:
    return Sentence(text)


FIELDS: Mapping[str, Mapping[str, Field]] = {
    "projects": _by_name(
        Field("id", _said(gettext_noop("系统编号"))),
        Field("serial", _said(gettext_noop("序号")), "ignored"),
        Field("number", _said(gettext_noop("原有编号")), most=60),
        Field("name", _said(gettext_noop("项目名称")), most=200, needed=True),
        Field("place", _said(gettext_noop("建设地点")), most=120),
        Field("content", _said(gettext_noop("建设内容"))),
        Field("investors", _said(gettext_noop("投资建设方")), "units"),
        Field("partners", _said(gettext_noop("合作方")), "units"),
        Field("locals", _said(gettext_noop("属地服务单位")), "units"),
        Field("investment", _said(gettext_noop("计划总投资")), "money"),
        Field("stage", _said(gettext_noop("当前阶段")), "stage"),
        Field("start_on", _said(gettext_noop("开工日期")), "day"),
        Field("code", _said(gettext_noop("项目代码")), most=24),
        Field("authority", _said(gettext_noop("备案机关")), most=120),
        Field("approved_on", _said(gettext_noop("核准备案日期")), "day"),
        Field("unit", _said(gettext_noop("填报单位")), "unit"),
        Field("reporter", _said(gettext_noop("填报人")), "person"),
    ),
    "matters": _by_name(
        Field("id", _said(gettext_noop("系统编号"))),
        Field("serial", _said(gettext_noop("序号")), "ignored"),
        Field("number", _said(gettext_noop("原有编号")), most=60),
        Field("title", _said(gettext_noop("事项")), most=200, needed=True),
        Field("content", _said(gettext_noop("任务要求"))),
        Field("criterion", _said(gettext_noop("办结标准")), most=300),
        Field("kind", _said(gettext_noop("类别")), "kind"),
        Field("urgency", _said(gettext_noop("紧急程度")), "urgency"),
        Field("project", _said(gettext_noop("项目")), most=200),
        Field("lead", _said(gettext_noop("牵头单位")), "unit"),
        Field("responsible", _said(gettext_noop("责任单位")), "units"),
        Field("cooperating", _said(gettext_noop("配合单位")), "units"),
        Field("person", _said(gettext_noop("责任人")), "person"),
        Field("raised_by", _said(gettext_noop("提出单位")), "unit"),
        Field("due", _said(gettext_noop("完成期限")), "day"),
    ),
}
# What an import may change in a row that is there; the rest has moves of its own.
COMPARED: Mapping[str, tuple[str, ...]] = {
    "projects": ("name", "place", "content", "investors", "partners", "locals", "investment"),
    "matters": (
        *("title", "content", "criterion", "kind", "urgency", "lead", "responsible"),
        *("cooperating", "person", "raised_by", "due"),
    ),
}
UNIT_FIELDS: Mapping[str, tuple[str, ...]] = {
    register: tuple(one.name for one in fields.values() if one.shape in ("unit", "units"))
    for register, fields in FIELDS.items()
}
PERSON_FIELDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "projects": (("reporter", "unit"),),  # a person, and the field of the unit where she is
    "matters": (("person", "lead"),),
}
NAME_OF: Mapping[str, str] = {"projects": "name", "matters": "title"}
DOUBTS: Mapping[str, str] = {
    "formula-error": gettext_noop("公式出错（%(text)s），请填写正确的内容，或清空。"),
    "day-unreadable": gettext_noop("“%(text)s”看不出日期，请按 2026-05-01 的格式填写，或清空。"),
    "day-none-such": gettext_noop("“%(text)s”不是存在的日期，请更正。"),
    "day-no-year": gettext_noop("“%(text)s”没有年份，请补上年份。"),
    "day-year-of-table": gettext_noop("“%(text)s”没有年份，按表上的年份读作%(day)s，请核对。"),
    "day-short-year": gettext_noop("“%(text)s”读作%(day)s，请核对。"),
    "day-serial": gettext_noop("“%(text)s”是没有设成日期格式的数字，读作%(day)s，请核对。"),
    "day-rough": gettext_noop("“%(text)s”不是具体日期，按最后一天读作%(day)s，请核对。"),
    "day-vague": gettext_noop("“%(text)s”不是期限，没有填入；需要时请填写具体日期。"),
    "sum-unreadable": gettext_noop(
        "“%(text)s”看不出金额，请只填一个数（可带万元、亿元），或清空。"
    ),
    "sum-negative": gettext_noop("金额“%(text)s”小于零，请更正。"),
    "sum-huge": gettext_noop("“%(text)s”超过一万亿元，请核对金额单位。"),
    "sum-beside": gettext_noop("“%(text)s”里括号中的数没有计入，请核对。"),
    "sum-no-unit": gettext_noop("“%(text)s”没有写金额单位，按万元读，请核对。"),
    "code-unknown": gettext_noop("“%(text)s”不在可选的名称之中，没有填入；请改用其中一个。"),
    "too-long": gettext_noop("内容有%(length)s字，最多%(most)s字，请删减。"),
    "missing": gettext_noop("这一项不能为空，请填写。"),
    "many-leads": gettext_noop("只能有一个：取第一个，%(others)s登记为责任单位。"),
    "many-units": gettext_noop("只能有一个：取第一个，没有取%(others)s。"),
    "many-people": gettext_noop("只能有一个：取第一个，%(others)s写入任务要求。"),
    "row-twice": gettext_noop(
        "与第%(line)s行是同一项。确实是另一项时，请改名称以示区别；否则请选“不导入”。"
    ),
    "same-name": gettext_noop("登记册中已有同名的一项，按同一项处理；不是同一项时请改名称。"),
    "id-foreign": gettext_noop(
        "系统编号“%(text)s”不是本系统给出的，或者不在您的范围内，没有采用。"
    ),
    "unit-in-two-roles": gettext_noop("%(units)s已经是牵头或责任单位，没有再作配合单位。"),
    "project-unknown": gettext_noop("登记册中没有名为“%(text)s”的项目，没有关联。"),
    "not-yet": gettext_noop("日期晚于今天，没有作为已发生的日期登记。"),
}
WHY_SKIPPED: Mapping[str, str] = {
    "above": gettext_noop("表上方的标题或说明"),
    "total": gettext_noop("合计行"),
    "headings": gettext_noop("重复的表头"),
    "note": gettext_noop("备注行"),
    "section": gettext_noop("分节标题"),
    "title": gettext_noop("标题"),
    "numbers": gettext_noop("栏次编号行"),
    "register": gettext_noop("没有选择台账种类的表格"),
}


def doubt_said(code: str, params: Mapping[str, object]) -> Sentence:
    """Return the sentence of a doubt as it is kept with a row."""
    return Sentence(DOUBTS.get(code, code), code, params)
