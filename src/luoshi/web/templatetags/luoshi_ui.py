"""Tags and filters of the pages: icons, controls, sums, days, half months."""

import datetime as dt
import functools
import pathlib
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, RadioSelect, Select
from django.forms.utils import flatatt
from django.forms.widgets import CheckboxSelectMultiple, FileInput
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from luoshi.values.halfmonth import HalfMonth
from luoshi.values.sentences import Sentence, show_in_chinese, show_in_english
from luoshi.web.navigating import Menu, menu
from luoshi.web.page import take_kept_done

register = template.Library()

ICONS = pathlib.Path(__file__).parent.parent / "static/vendor/tabler-icons/outline"
SHAPES = {"green": "circle", "yellow": "triangle", "orange": "diamond", "red": "square"}


@functools.cache
def _strokes(name: str) -> str:
    """Return what stands inside the <svg> of icon ``name``; KeyError if it is not vendored."""
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        raise KeyError(f"no vendored icon {name!r}: add it to ICONS in tools/vendor and run that")
    inside = re.sub(r"\s+", " ", path.read_text(encoding="utf-8").split(">", 1)[1])
    inside = inside.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none" />', "")
    return inside.replace("</svg>", "").replace("> <", "><").strip()


@register.simple_tag
def icon(name: str, css: str = "", label: str = "") -> SafeString:
    """Inline the vendored outline icon ``name``; with ``label`` it speaks, without it is decor."""
    return _drawn(name, css, str(label))


@functools.lru_cache(maxsize=500)
def _drawn(name: str, css: str, label: str) -> SafeString:
    speaks = format_html('role="img" aria-label="{}"', label) if label else None
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" {}>{}</svg>',
        f" {css}" if css else "",
        speaks or mark_safe('aria-hidden="true"'),
        mark_safe(_strokes(name)),
    )


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> Menu:
    """Return the menu of who looks, its entries that have an address, the current one marked."""
    said = {str(name): value for name, value in context.flatten().items()}
    return menu(said, path=getattr(said.get("request"), "path", ""))


@register.simple_tag(takes_context=True)
def kept_done(context: template.Context) -> SafeString:
    """Tell luoshi.js which unsent forms were received (see page.drop_kept)."""
    request = context.get("request")
    keys = take_kept_done(request) if request else []
    return format_html_join("", '<meta data-kept-done="{}">', ((key,) for key in keys))


@register.simple_tag
def control(field: BoundField, **attrs: Any) -> SafeString:
    """Render the input of ``field`` with its class, hint and error tied to it.

    Attribute names may be given with "_" for "-" (``hx_get=…``).
    """
    widget = field.field.widget
    wanted = {name.replace("_", "-"): value for name, value in attrs.items()}
    classes = [_control_class(widget), widget.attrs.get("class", "")]
    if field.errors:
        classes.append("is-invalid" if classes[0] else "")
        wanted["aria-invalid"] = "true"
    described = [f"{field.id_for_label}_hint"] if field.help_text else []
    described += [f"{field.id_for_label}_error"] if field.errors else []
    if described:
        wanted["aria-describedby"] = " ".join(described)
    if any(classes):
        wanted["class"] = " ".join(filter(None, classes))
    if type(widget) is Select and not field.field.show_hidden_initial:
        return _select(field, wanted)
    return field.as_widget(attrs=wanted)


def _select(field: BoundField, attrs: dict[str, Any]) -> SafeString:
    """Write a field of choices as its widget would, without a template for each option.

    The filters of a list hold dozens of them.
    """
    widget = field.field.widget
    attrs = field.build_widget_attrs(attrs, widget)
    if field.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", field.auto_id)
    told = widget.get_context(field.html_name, field.value(), attrs)["widget"]
    parts = [format_html('<select name="{}"{}>', told["name"], flatatt(told["attrs"]))]
    for group, options, _index in told["optgroups"]:
        parts += [format_html('<optgroup label="{}">', group)] if group else []
        parts += [
            format_html(
                '<option value="{}"{}>{}</option>',
                one["value"],
                flatatt({name: value for name, value in one["attrs"].items() if value != ""}),
                one["label"],
            )
            for one in options
        ]
        parts += [mark_safe("</optgroup>")] if group else []
    return mark_safe("".join([*parts, "</select>"]))


def _control_class(widget: Any) -> str:
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return ""  # Django would put it on the group as well
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, Select):
        return "form-select"
    if isinstance(widget, FileInput):
        return "form-control form-file"
    return "form-control"


def show(value: object) -> str:
    """Write a value inside a sentence as the reader's language does."""
    if not _is_english():
        return show_in_chinese(value)
    match value:
        case HalfMonth():
            return window_full(value)
        case tuple() | list():
            return ", ".join(show(one) for one in value)
        case _:
            return show_in_english(value)


@register.filter
def say(words: Any) -> str:
    """Say a Sentence of the pure floor, or a Chinese word of it, in the reader's language."""
    if isinstance(words, Sentence):
        return words.said(gettext, show)
    return gettext(words) if isinstance(words, str) and words else str(words or "")


@register.filter
def shape_of(light: Any) -> str:
    """Return the shape of a light: its own, or the one that goes with its colour."""
    own = light.get("shape") if isinstance(light, dict) else getattr(light, "shape", "")
    colour = light.get("colour") if isinstance(light, dict) else light.colour
    return str(own or SHAPES.get(str(colour), "ring"))


DRAWN = {  # what is drawn for each shape; a ring is what is left
    "circle": '<circle cx="8" cy="8" r="6.5"/>',
    "triangle": '<path d="M8 1.5 15 14.2H1z"/><path class="light-mark" d="M8 6v3.6M8 11.9v.1"/>',
    "diamond": '<path d="M8 .9 15.1 8 8 15.1.9 8z"/><path class="light-mark" d="M8 4.6v4M8 11.2v.1"/>',
    "square": '<rect x="1.6" y="1.6" width="12.8" height="12.8" rx="1"/>'
    '<path class="light-mark" d="m5.4 5.4 5.2 5.2m0-5.2-5.2 5.2"/>',
    "check": '<g class="light-line"><circle cx="8" cy="8" r="6.2"/><path d="m5.2 8.2 2 2 3.6-4"/></g>',
    "late-check": '<g class="light-line"><circle cx="8" cy="8" r="6.2" stroke-dasharray="2.6 1.6"/>'
    '<path d="m5.2 8.2 2 2 3.6-4"/></g>',
    "pause": '<g class="light-line"><circle cx="8" cy="8" r="6.2"/>'
    '<path d="M6.3 5.4v5.2M9.7 5.4v5.2"/></g>',
    "ring": '<circle class="light-line" cx="8" cy="8" r="6.2"/>',
}


@register.simple_tag
def light_shapes() -> SafeString:
    """Return what a page draws many times over, once: the shapes of lights, the sign of a column."""
    drawn = "".join(
        f'<symbol id="light-{shape}" viewBox="0 0 16 16">{strokes}</symbol>'
        for shape, strokes in DRAWN.items()
    )
    drawn += f'<symbol id="icon-selector" viewBox="0 0 24 24">{_strokes("selector")}</symbol>'
    return mark_safe(f'<svg class="light-shapes" aria-hidden="true">{drawn}</svg>')


@register.simple_tag
def light_mark(light: Any, hide_reason: Any = None) -> SafeString:
    """Draw a light: colour, shape, word and reason.

    With ``hide_reason`` the reason is heard, and seen where the pointer or the keyboard rests.
    Lists draw it on every row, so it is written in one piece.
    """
    own = light.get if isinstance(light, dict) else functools.partial(getattr, light)
    reason, shape = say(own("reason", "")), shape_of(light)
    return _mark(str(own("colour", "")), shape, say(own("word", "")), reason, bool(hide_reason))


@functools.lru_cache(maxsize=2000)
def _mark(colour: str, shape: str, word: str, reason: str, hidden: bool) -> SafeString:  # noqa: FBT001
    css = "light-whispered" if hidden else "light-reason"
    return format_html(
        '<span class="light light-{}"><svg class="light-shape" aria-hidden="true">'
        '<use href="#light-{}"/></svg><span class="light-word">{}</span>{}</span>',
        colour,
        shape if shape in DRAWN else "ring",
        word,
        format_html('<span class="{}">{}</span>', css, reason) if reason else "",
    )


@register.simple_tag
def unit_options(units: Any) -> SafeString:
    """Return the options of a field of units: each with its full name, its short name beside it."""
    if not units:
        return mark_safe("")
    names = units.select_related(None).values_list("name", "short_name")
    return format_html_join("", '<option value="{}">{}</option>', names)


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """True for a single tick box, whose label stands behind it."""
    widget = field.field.widget
    return isinstance(widget, CheckboxInput)


@register.filter
def is_choice_group(field: BoundField) -> bool:
    """True for radio buttons and groups of tick boxes, which need a legend."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.filter
def is_wide(field: BoundField) -> bool:
    """True for a filter whose widget asks for more room (attrs={"data-wide": True})."""
    return bool(field.field.widget.attrs.get("data-wide"))


def _plain(value: Decimal, places: int = 2) -> str:
    """Write ``value`` with thousands separators, rounded half up, without idle zeros."""
    rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{rounded:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


@register.filter
def money(yuan: Any) -> str:
    """Write a sum in yuan as offices say it: 元, 万元 from 10,000, 亿元 from 100,000,000.

    Two decimals at most, rounded half up; "—" for nothing.  The exact sum is
    what `money_exact` writes; put it in the title.
    """
    number = _decimal(yuan)
    if number is None:
        return "—"
    steps = (
        (Decimal("1e8"), gettext("%(sum)s 亿元")),
        (Decimal("1e4"), gettext("%(sum)s 万元")),
    )
    if _is_english():
        steps = (
            (Decimal("1e9"), gettext("%(sum)s 十亿元")),
            (Decimal("1e6"), gettext("%(sum)s 百万元")),
        )
    for size, words in steps:
        if abs(number) >= size:
            return words % {"sum": _plain(number / size)}
    return gettext("%(sum)s 元") % {"sum": _plain(number)}


@register.filter
def money_exact(yuan: Any) -> str:
    """Write the sum in yuan to the cent (分), with thousands separators."""
    number = _decimal(yuan)
    if number is None:
        return ""
    return gettext("%(sum)s 元") % {"sum": _plain(number)}


@register.filter
def day(value: dt.date | None) -> str:
    """Write a civil date for reading: 2026年5月6日; "—" for nothing."""
    if value is None or value == "":
        return "—"
    names = {"year": value.year, "month": value.month, "day": value.day}
    if _is_english():
        return f"{value.day} {value:%b} {value.year}"
    return gettext("%(year)s年%(month)s月%(day)s日") % names


@register.filter
def day_dense(value: dt.date | None) -> str:
    """Write a civil date for tables: 2026-05-06; "—" for nothing."""
    return value.strftime("%Y-%m-%d") if value else "—"


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Write an instant in the reader's time zone: 2026-05-06 14:30; "—" for nothing."""
    if not value:
        return "—"
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return local.strftime("%Y-%m-%d %H:%M")


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


def _half_month(window: Any) -> HalfMonth:
    """Return ``window``, a HalfMonth or an id like "2026-05A"; raises BadInput for other ids."""
    return HalfMonth.parse(window) if isinstance(window, str) else window


def _in_english(window: HalfMonth) -> str:
    first, last = window.first_day, window.last_day
    return f"{first.day}–{last.day} {first:%b}"


@register.filter
def window_name(window: Any) -> str:
    """Name a half month without its year: 5月上半月, 1–15 May."""
    if not window:
        return "—"
    half_month = _half_month(window)
    if _is_english():
        return _in_english(half_month)
    words = gettext("%(month)s月上半月") if half_month.half == 1 else gettext("%(month)s月下半月")
    return words % {"month": half_month.month}


@register.filter
def window_full(window: Any) -> str:
    """Name a half month with its year: 2026年5月上半月, 1–15 May 2026."""
    if not window:
        return "—"
    half_month = _half_month(window)
    if _is_english():
        return f"{_in_english(half_month)} {half_month.year}"
    words = (
        gettext("%(year)s年%(month)s月上半月")
        if half_month.half == 1
        else gettext("%(year)s年%(month)s月下半月")
    )
    return words % {"year": half_month.year, "month": half_month.month}
