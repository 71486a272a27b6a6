"""The register of numbers: each series of each office, without gaps, voids explained."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from luoshi import clock
from luoshi.issuing import documents, numbering
from luoshi.rules.access import Permission
from luoshi.values.civil import civil_day
from luoshi.values.errors import BadInput, IllegalMove, Incomplete
from luoshi.web.errors import say
from luoshi.web.forms.documents import FormerForm, WordForm
from luoshi.web.forms.told import tell
from luoshi.web.page import Request, go_to, page


@require_http_methods(["GET"])
def paper_numbers(request: Request) -> HttpResponse:
    """The numbers of one year, series by series."""
    return _shown(request, None)


@require_http_methods(["POST"])
def office_word(request: Request) -> HttpResponse:
    """Say with which word the numbers of an office begin."""
    by, now = request.user, clock.now()
    documents.require_any(by, Permission.PAPER_ISSUE, now=now)
    form = WordForm(
        request.POST, offices=documents.offices_for(by, Permission.PAPER_ISSUE, now=now)
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            numbering.name_office(said["office"], word=said["word"], by=by, now=now)
        except (BadInput, Incomplete) as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("已设置机关代字，从下一份公文起使用。"))
            return go_to(request, "paper_numbers")
    return _shown(request, form)


@require_http_methods(["POST"])
def former_numbers(request: Request) -> HttpResponse:
    """Enter the numbers of a series that were used before it was kept here."""
    by, now = request.user, clock.now()
    documents.require_any(by, Permission.PAPER_ISSUE, now=now)
    offices = documents.offices_for(by, Permission.PAPER_ISSUE, now=now)
    form = FormerForm(request.POST, offices=offices, auto_id="former_%s")
    if form.is_valid():
        try:
            numbering.enter_former_numbers(by=by, now=now, **form.cleaned_data)
        except (BadInput, Incomplete) as refusal:
            tell(form, refusal)
        except IllegalMove as refusal:
            form.add_error("last", say(refusal))
        else:
            messages.success(request, _("已补登，下一份公文接着编号。"))
            return go_to(request, "paper_numbers")
    return _shown(request, None, former=form)


def _shown(
    request: Request, form: WordForm | None, *, former: FormerForm | None = None
) -> HttpResponse:
    by, now = request.user, clock.now()
    years = documents.years_for(by, now=now) or [civil_day(now).year]
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked[:5]) in years else years[0]
    offices = documents.offices_for(by, Permission.PAPER_ISSUE, now=now)
    context = {
        "years": years,
        "year": year,
        "series": documents.series_for(by, year=year, now=now),
        "words": [(one, documents.word_of(one)) for one in offices[:30]],
        "form": form or WordForm(offices=offices),
        "former": former
        or FormerForm(offices=offices, auto_id="former_%s", initial={"year": civil_day(now).year}),
    }
    status = 422 if form or former else 200
    return page(request, "papers/paper_numbers.html", context, status=status)
