"""A chart and its table say the same."""

import json
from decimal import Decimal

from bs4 import BeautifulSoup
from django.template import Context, Template

from luoshi.web.charts import Chart, Edge, Graph, Node, Point, Series


def page_of(chart):
    said = Template('{% include "charts/_chart.html" %}').render(Context({"chart": chart}))
    return BeautifulSoup(said, "html.parser")


def of_windows(*points):
    return Chart(
        "late",
        "bars",
        "逾期的事项",
        axis="报告期",
        labels=("5月上半月", "5月下半月"),
        series=[Series("逾期", points)],
        unit="项",
    )


def test_the_table_says_what_is_drawn_and_leads_where_the_drawing_leads():
    page = page_of(of_windows(Point(3, "", "/matters/?late=1"), Point(Decimal("0.5"), "半项")))

    drawn = json.loads(page.find("script", id="chart-late-data").string)
    cells = page.select("tbody td")
    assert [p["said"] for p in drawn["series"][0]["points"]] == ["3", "半项"]
    assert [cell.text for cell in cells] == ["3", "半项"]
    assert cells[0].a["href"] == drawn["series"][0]["points"][0]["address"] == "/matters/?late=1"
    assert cells[1]["data-value"] == "0.5"


def test_what_is_missing_is_no_zero():
    page = page_of(of_windows(Point(None), Point(0)))

    drawn = json.loads(page.find("script", id="chart-late-data").string)
    assert [p["value"] for p in drawn["series"][0]["points"]] == [None, 0.0]
    assert [cell.text for cell in page.select("tbody td")] == ["—", "0"]


def test_with_nothing_to_draw_the_page_says_so_and_offers_no_file():
    page = page_of(of_windows(Point(None), Point(None)))

    assert "还没有可以画出的数据" in page.text
    assert page.find("button") is None and page.find("script") is None


def test_a_name_cannot_break_out_of_the_data():
    page = page_of(Graph("g", "等待", ("谁", "等谁", "为什么"), [Node("a", "</script><b>x")], []))

    assert json.loads(page.find("script").string)["nodes"][0]["name"] == "</script><b>x"
    assert page.find("b") is None


def test_a_graph_runs_from_left_to_right_and_a_ring_in_it_ends():
    nodes = [Node(key, key) for key in "abcd"]
    line = Graph(
        "g", "等待", ("谁", "等谁", ""), nodes, [Edge("a", "b"), Edge("b", "c"), Edge("a", "c")]
    )
    ring = Graph("g", "等待", ("谁", "等谁", ""), nodes, [Edge("a", "b"), Edge("b", "a")])

    assert [one["column"] for one in line.data["nodes"]] == [0, 1, 2, 0]
    assert [label for label, _ in line.rows] == ["a", "b", "a", "d"], (
        "what nothing touches is told too"
    )
    assert max(one["column"] for one in ring.data["nodes"]) < len(nodes)
