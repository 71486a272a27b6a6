"""The forms by which a ledger comes in: the file, and what each of its columns is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from luoshi.intake.ledgerin.fields import FIELDS
from luoshi.intake.ledgerin.mapping import reproposed
from luoshi.intake.ledgerin.writing import letters
from luoshi.sources.files.rows import BYTES_MAX, ENDINGS
from luoshi.values.sentences import Sentence

REGISTERS = {
    "projects": _("合作项目台账"),
    "matters": _("事项台账"),
    "": _("不导入"),
}
MONEY_UNITS = ("元", "万元", "亿元")


class LedgerFileForm(forms.Form):
    """One ledger as a file."""

    file = forms.FileField(
        label=_("台账文件"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        help_text=_(
            "xlsx、xls、et、ods或csv，不超过 20 MB、20 万行。表头叫什么、合并单元格、几个表格都可以。"
        ),
        error_messages={"required": _("请选择一个台账文件。")},
    )

    def clean_file(self) -> Any:
        """Refuse what is empty or too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size == 0:
            raise forms.ValidationError(gettext("这个文件是空的，请检查后重新选择。"))
        if file.size > BYTES_MAX:
            raise forms.ValidationError(
                gettext(
                    "文件有 %(size)s MB，超过 %(limit)s MB 的上限，没有保存。请拆成几个文件分次导入。"
                )
                % {"size": round(file.size / 1024 / 1024), "limit": BYTES_MAX // 1024 // 1024}
            )
        return file


@dataclass(frozen=True, slots=True)
class ColumnShown:
    """One column as the page of columns shows it."""

    key: str
    place: str
    title: str
    field: str
    options: tuple[tuple[str, Sentence], ...]
    unit_key: str
    unit: str
    unit_is_told: bool
    is_money: bool
    is_sure: bool
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableShown:
    """One table as the page of columns shows it."""

    key: str
    data: Mapping[str, Any]
    register: str
    columns: tuple[ColumnShown, ...]
    error: str


def tables_shown(
    tables: Sequence[Mapping[str, Any]],
    samples: Mapping[int, Sequence[Sequence[str]]],
    wanted: Mapping[str, str],
    errors: Mapping[str, str],
) -> list[TableShown]:
    """Return the tables for the page; ``wanted`` are registers that somebody picked, by ``t0``."""
    found = []
    for at, table in enumerate(tables):
        chosen = wanted.get(f"t{at}", table["register"])
        now = reproposed(table, chosen) if f"t{at}" in wanted else table
        rows = samples.get(at, ())
        columns = tuple(
            _column(at, place, now, rows)
            for place in range(len(now["titles"]))
            if _says(now, rows, place)
        )
        error = errors.get(f"table-{at}", "")
        found.append(TableShown(f"t{at}", now, now["register"], columns, error))
    return found


def _says(table: Mapping[str, Any], rows: Sequence[Sequence[str]], at: int) -> bool:
    return bool(table["titles"][at] or any(at < len(row) and row[at] for row in rows))


def _column(
    table_at: int, at: int, table: Mapping[str, Any], rows: Sequence[Sequence[str]]
) -> ColumnShown:
    known = FIELDS.get(table["register"], {})
    field = table["fields"][at] if table["fields"][at] in known else ""
    like = table.get("like", [])
    return ColumnShown(
        key=f"t{table_at}-f{at}",
        place=letters(at),
        title=table["titles"][at],
        field=field,
        options=tuple((name, one.label) for name, one in known.items()),
        unit_key=f"t{table_at}-u{at}",
        unit=table["units"][at] or "万元",
        unit_is_told=bool(table["units"][at]),
        is_money=bool(field) and known[field].shape == "money",
        is_sure=table.get("remembered") or not field or (at < len(like) and like[at] >= 1),
        samples=tuple(row[at][:40] for row in rows if at < len(row) and row[at])[:2],
    )


def tables_said(
    tables: Sequence[Mapping[str, Any]], posted: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return what a form says of each table, as `set_mapping` takes it."""
    return [
        {
            "register": posted.get(f"t{at}", ""),
            "fields": [posted.get(f"t{at}-f{i}", "") for i in range(len(table["titles"]))],
            "units": [posted.get(f"t{at}-u{i}", "") for i in range(len(table["titles"]))],
        }
        for at, table in enumerate(tables)
    ]
