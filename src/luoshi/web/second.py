"""The second reader on the draft page: its button, what came of it, where it reads differently."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from luoshi import clock
from luoshi.asking.endpoint import Endpoint, Misconfigured, endpoint_in
from luoshi.intake import queries
from luoshi.intake.second import ask_second
from luoshi.values.sentences import Sentence
from luoshi.web.errors import say
from luoshi.web.facts import CADENCES, ENGAGEMENT_KINDS, MATTER_KINDS
from luoshi.web.page import Request, go_to
from luoshi.web.templatetags.luoshi_ui import show

FIELDS = {
    "title": gettext_lazy("标题"),
    "date": gettext_lazy("文件日期"),
    "issuer": gettext_lazy("发文单位"),
    "authors": gettext_lazy("作者"),
    "editors": gettext_lazy("编辑"),
    "kind": gettext_lazy("类别"),
    "lead": gettext_lazy("牵头单位"),
    "responsible": gettext_lazy("责任单位"),
    "cooperating": gettext_lazy("配合单位"),
    "persons": gettext_lazy("责任人"),
    "due": gettext_lazy("完成时限"),
    "cadence": gettext_lazy("报送频次"),
    "organisations": gettext_lazy("参与单位"),
    "place": gettext_lazy("地点"),
    "name": gettext_lazy("名称"),
    "start": gettext_lazy("开始"),
    "end": gettext_lazy("结束"),
    "chair": gettext_lazy("主持"),
    "people": gettext_lazy("参加人员"),
    "post": gettext_lazy("职务"),
}
WORDS = {**MATTER_KINDS, **ENGAGEMENT_KINDS, **CADENCES}


@dataclass(frozen=True)
class Apart:
    """One line of the differences; ``pk`` leads to the card, None for the document itself."""

    pk: int | None
    kind: str
    head: str
    field: str
    first: str
    second: str


@dataclass(frozen=True)
class Panel:
    """What the draft page says of the second reader."""

    row: Any
    may_ask: bool
    host: str
    trouble: str
    apart: list[Apart]
    unseen: list[Apart]


def panel(draft: Any, *, may_decide: bool) -> Panel | None:
    """Return the panel of ``draft``, None where there is nothing to say or to ask."""
    row = queries.second_of(draft)
    endpoint, trouble = _endpoint()
    may_ask = may_decide and endpoint is not None and (row is None or row.state == "failed")
    if row is None and not may_ask and not (trouble and may_decide):
        return None
    if row is not None and row.trouble:
        trouble = Sentence(row.trouble["template"], "", row.trouble["params"]).said(_, show)
    lines = [_line(one) for one in (row.differences if row else ())]
    return Panel(
        row,
        may_ask,
        endpoint.host if endpoint else "",
        trouble,
        [one for one in lines if one.field],
        [one for one in lines if not one.field],
    )


def _endpoint() -> tuple[Endpoint | None, str]:
    try:
        return endpoint_in(os.environ), ""
    except Misconfigured as refusal:
        return None, say(refusal)


def _line(told: dict[str, Any]) -> Apart:
    field = str(FIELDS.get(told["field"], told["field"]))
    first, second = (str(WORDS.get(told[side], told[side])) for side in ("first", "second"))
    return Apart(told["finding"], told["kind"], told["head"], field, first, second)


@require_POST
def draft_second(request: Request, pk: int) -> HttpResponse:
    """Ask the second reader about a draft; what it proposes waits like every finding."""
    now = clock.now()
    draft = queries.draft_for(request.user, pk, now=now)
    queries.require_decide(request.user, draft, now=now)
    endpoint = endpoint_in(os.environ)
    if endpoint is None:
        messages.info(request, _("本单位没有设置第二读者，没有送出任何内容。"))
        return go_to(request, "draft_detail", pk)
    second = ask_second(draft, endpoint=endpoint, by=request.user, now=now)
    if second.state == "answered":
        said = _("第二读者已回答：新提出 %(count)s 项，请逐项确认。") % {"count": second.added}
        messages.success(request, said)
    return go_to(request, "draft_detail", pk)
