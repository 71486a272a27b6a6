"""Charts: every value is written, nothing hangs on colour, and one drawing serves page, .docx and PDF."""

from __future__ import annotations

import dataclasses
import io
from decimal import Decimal

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image, ImageChops

from luoshi.papers import asdocx, charts, typeset
from luoshi.papers.paper import Chart, Para
from tests.papers.measured import pages
from tests.papers.test_typeset import paper

BARS = Chart(
    "各县完成投资",
    ("青石县", "河湾县", "沙河口县（含经济技术开发区）"),
    (
        ("本期", (Decimal("2.6"), None, Decimal("-0.25"))),
        ("上期", (Decimal("1235.50"), Decimal("0"), Decimal("3"))),
    ),
    "亿元",
    "bars",
    "青石县本期2.6亿元，河湾县没有填报。",
)
KINDS = ("bars", "columns", "lines")


def of_kind(kind: str) -> Chart:
    return dataclasses.replace(BARS, kind=kind)


def picture(chart: Chart) -> Image.Image:
    return Image.open(io.BytesIO(charts.png(chart, ppi=96))).convert("RGB")


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_is_written_and_a_missing_one_is_a_dash_and_no_zero(kind):
    said = pages(typeset.pdf(paper(body=(Para("见图。"), of_kind(kind)))).content)
    text = "".join(page.text for page in said)
    for wanted in (
        "各县完成投资",
        "单位：亿元",
        "本期",
        "上期",
        "青石县",
        "2.6",
        "-0.25",
        "1,235.50",
        "3",
    ):
        assert wanted in text, wanted
    words = [line.text for page in said for line in page.lines if "经济" not in line.text]
    assert "".join(words).replace("— 1 —", "").replace("— 2 —", "").count("—") == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_has_no_colour_but_ink_and_grey(kind):
    pixels = picture(of_kind(kind))
    apart = max(
        ImageChops.difference(pixels.getchannel(a), pixels.getchannel(b)).getextrema()[1]
        for a, b in (("R", "G"), ("G", "B"))
    )
    assert apart <= 2


@pytest.mark.parametrize("kind", KINDS)
def test_two_series_look_different_without_any_colour(kind):
    one = dataclasses.replace(BARS, kind=kind, labels=("甲",), unit="", title="图")
    value = (Decimal("5"),)
    drawn = [
        picture(dataclasses.replace(one, series=(("一", first), ("一", second))))
        for first, second in ((value, (None,)), ((None,), value))
    ]
    grey = [image.convert("L").histogram() for image in drawn]
    assert grey[0] != grey[1]


def test_the_same_chart_gives_the_same_bytes_and_another_value_gives_others():
    other = dataclasses.replace(BARS, series=(("本期", (Decimal("2.7"), None, Decimal("1"))),))
    for draw in (charts.svg, charts.png):
        assert draw(BARS) == draw(BARS)
        assert draw(BARS) != draw(other)


def test_a_page_needs_no_font_to_show_a_chart():
    drawn = charts.svg(BARS).decode()
    assert drawn.startswith("<svg") and "<text" not in drawn and "font-family" not in drawn


def test_a_chart_is_as_wide_as_the_type_area_on_the_page_and_in_word():
    assert picture(BARS).width == pytest.approx(156 / 25.4 * 96, abs=2)
    document = Document(io.BytesIO(asdocx.docx(paper(body=(BARS,)))))
    (shape,) = document.inline_shapes
    assert shape.width.mm == pytest.approx(156, abs=0.5)
    assert next(document.element.body.iter(qn("wp:docPr"))).get("descr") == BARS.alt


def test_a_chart_of_very_many_rows_fits_the_page_in_word_and_runs_over_pages_in_pdf():
    many = Chart(
        "各项目完成率",
        tuple(f"第{n}个项目" for n in range(60)),
        (("完成率", tuple(Decimal(n) for n in range(60))),),
        "%",
    )
    document = Document(io.BytesIO(asdocx.docx(paper(body=(many,)))))
    assert document.inline_shapes[0].height.mm <= 201
    said = pages(typeset.pdf(paper(body=(Para("见图。"), many))).content)
    lines = [line for page in said for line in page.lines if "个项目" in line.text]
    assert len(lines) == 60 and all(line.top >= 37 and line.bottom <= 262 for line in lines)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chart_without_any_value_or_label_is_drawn_too(kind):
    nothing = Chart("无数据", ("甲",), (("数", (None,)),), kind=kind)
    assert charts.svg(nothing) != charts.svg(dataclasses.replace(nothing, labels=(), series=()))


def test_a_series_with_a_value_too_few_is_refused():
    with pytest.raises(ValueError, match="one value for each label"):
        charts.svg(Chart("图", ("甲", "乙"), (("数", (Decimal(1),)),)))


def test_the_figures_of_a_chart_can_be_read_as_a_table():
    table = charts.as_table(BARS)
    assert table.columns == ("各县完成投资", "本期（亿元）", "上期（亿元）")
    assert table.rows[1] == ("河湾县", "—", "0")
