"""Orders that push: what the ladder prepared, let go with a number or dropped with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from luoshi import clock
from luoshi.issuing import orders as papers
from luoshi.notices import ordering, queries
from luoshi.papers import faces
from luoshi.papers.faces import NoFont
from luoshi.papers.typeset import NotSet
from luoshi.values.errors import BadInput, Incomplete
from luoshi.web.attached import attached
from luoshi.web.forms.notices import DropForm, OrderFilters, OrderForm
from luoshi.web.forms.told import tell
from luoshi.web.history import history_of
from luoshi.web.lists import Column, listing
from luoshi.web.notices import tabs_of
from luoshi.web.page import Request, go_to, page

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
COLUMNS = (
    Column("number", gettext_lazy("编号"), ("number",)),
    Column("about", gettext_lazy("事项或项目")),
    Column("to", gettext_lazy("主送"), ("addressee__name",)),
    Column("answer", gettext_lazy("要求反馈日期"), ("answer_by",), css="date"),
    Column("state", gettext_lazy("状态"), ("state",)),
    Column("prepared", gettext_lazy("拟出"), ("prepared_at",), css="date"),
)


def order_list(request: Request) -> HttpResponse:
    """The orders of her office: prepared, issued, dropped."""
    found = listing(
        request,
        queries.visible_orders(request.user, now=clock.now()),
        columns=COLUMNS,
        default_sort="-prepared",
        filters=OrderFilters,
    )
    context = {"listing": found} | tabs_of(request, "order_list")
    return page(request, "orders/order_list.html", context, partial="orders/_order_list.html")


@require_http_methods(["GET", "POST"])
def order_detail(request: Request, pk: int) -> HttpResponse:
    """One order; while it is only prepared, its words may change, and it is issued from here."""
    by, now = request.user, clock.now()
    order = queries.order_for(by, pk, now=now)
    if request.method != "POST":
        return _shown(request, order)
    form = OrderForm(request.POST)
    if form.is_valid():
        try:
            told = ordering.issue(order, **form.cleaned_data, by=by, now=now)
        except (BadInput, Incomplete) as refusal:
            tell(form, refusal)
        else:
            said = ngettext(
                "已签发%(number)s，告知%(count)s人。", "已签发%(number)s，告知%(count)s人。", told
            )
            messages.success(request, said % {"number": order.number, "count": told})
            _set_at_once(request, order)
            return go_to(request, "order_detail", pk)
    return _shown(request, order, form=form)


def _set_at_once(request: Request, order: Any) -> None:
    """Keep the papers of an order as things stand on the day it is issued."""
    try:
        papers.keep_all(order, by=request.user, now=clock.now())
    except (NoFont, NotSet) as refusal:
        messages.warning(request, refusal.sentence.said(_))


@require_GET
def order_pdf(request: Request, pk: int) -> HttpResponse:
    """An issued order as PDF, for whoever sees the matter or project that it moves."""
    return _file(request, pk, papers.FORMS.PDF, "application/pdf")


@require_GET
def order_docx(request: Request, pk: int) -> HttpResponse:
    """An issued order as .docx, for whoever sees the matter or project that it moves."""
    return _file(request, pk, papers.FORMS.DOCX, DOCX)


def _file(request: Request, pk: int, form: Any, media_type: str) -> HttpResponse:
    by, now = request.user, clock.now()
    order = papers.issued_order_for(by, pk, now=now)
    paper = papers.hand_out(order, form=form, by=by, now=now)
    return attached(
        bytes(paper.content),
        f"{order.number}.{paper.form}",
        media_type,
        plain=f"order.{paper.form}",
        sha256=paper.sha256,
    )


@require_POST
def order_drop(request: Request, pk: int) -> HttpResponse:
    """Let a prepared order rest for good, and say why."""
    by, now = request.user, clock.now()
    order = queries.order_for(by, pk, now=now)
    form = DropForm(request.POST, auto_id="drop_%s")
    if form.is_valid():
        ordering.drop(order, note=form.cleaned_data["note"], by=by, now=now)
        messages.success(request, _("已记下不签发的原因。"))
        return go_to(request, "order_list")
    return _shown(request, order, drop_form=form)


def _shown(
    request: Request,
    order: Any,
    *,
    form: OrderForm | None = None,
    drop_form: DropForm | None = None,
) -> HttpResponse:
    begun = {"text": order.text, "answer_by": order.answer_by}
    context = {
        "order": order,
        "form": form or OrderForm(initial=begun),
        "drop_form": drop_form or DropForm(auto_id="drop_%s"),
        "is_prepared": order.state == queries.ORDER_STATES.PREPARED,
        "stand_ins": _stand_ins() if order.state == queries.ORDER_STATES.ISSUED else (),
        "told": [one.person for one in order.notices.select_related("person")],
        "events": history_of(order),
    }
    context |= tabs_of(request, "order_list")
    status = 422 if form or drop_form else 200
    return page(request, "orders/order_detail.html", context, status=status)


def _stand_ins() -> Any:
    """Return the free fonts that stand for official ones on this server; all, if there is none."""
    try:
        return faces.here().stand_ins
    except NoFont:
        return ()
