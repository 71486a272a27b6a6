"""Ledgers made for the stories, in the way offices keep them; everything in them is invented."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

HEADS = ["序号", "项目名称", "建设地点", "投资建设方", "计划总投资（万元）"]


def book(heads: Sequence[str], rows: Sequence[Sequence[Any]], *more: Any) -> bytes:
    """Return a workbook with one sheet: headings and rows, then more of both below each other."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as opened:
        sheet = opened.add_worksheet("台账")
        below = [row for part in _pairs(more) for row in (part[0], *part[1])]
        for at, line in enumerate([heads, *rows, *below]):
            sheet.write_row(at, 0, line)
    return made.getvalue()


def _pairs(more: Sequence[Any]) -> list[tuple[Any, Any]]:
    return list(zip(more[::2], more[1::2], strict=True))


def messy() -> bytes:
    """Return a workbook as it comes: title, unit, joined headings, sections, dittos, totals, two tables."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as opened:
        sheet = opened.add_worksheet("2026年")
        sheet.merge_range(0, 0, 0, 7, "瀚北自治区2026年合作项目台账")
        sheet.write(1, 7, "单位：万元")
        for at, head in enumerate(["序号", "项 目\n名 称", "业主单位"]):
            sheet.merge_range(2, at, 3, at, head)
        sheet.merge_range(2, 3, 2, 4, "投资情况")
        sheet.write_row(3, 3, ["总投资", "本年完成投资"])
        for at, head in enumerate(["开工\n时间", "责任单位", "备注"], 5):
            sheet.merge_range(2, at, 3, at, head)
        sheet.write(4, 0, "一、能源类")
        line = [1, "东陵风电", "瀚北能源投资有限公司", 52000, 10, "2026.5.1", "青泉州水利局", ""]
        sheet.write_row(5, 0, line)
        sheet.merge_range(6, 2, 7, 2, "瀚北建工集团")
        sheet.write_row(6, 0, [2, "青泉光伏"])
        sheet.write_row(6, 3, ["5.2亿元", 10, "5月1日", "同上"])
        sheet.write_row(7, 0, [3, "三河口水库"])
        sheet.write_row(7, 3, ["三千", 10, "2026年5月上旬", "〃"])
        sheet.write_row(8, 0, ["合计", "", "", 104000])
        sheet.write(9, 0, "注：本表每月更新一次。")
        sheet.write(11, 0, "附表2 督办事项清单")
        sheet.write_row(12, 0, ["序号", "督办事项", "牵头单位", "完成时限", "责任人"])
        sheet.write_row(13, 0, [1, "解决用水指标", "青泉州水利局", "年底前", "吴青"])
    return made.getvalue()
