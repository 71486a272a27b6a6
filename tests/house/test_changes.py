"""About edits: each tells the record what stood before and what stands now, and no secret."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "luoshi"
EDITS = ("edit_", "choose_", "keep_", "plan_", "enter_", "ended_seat", "reach_stage", "grant")
ELSEWHERE = {
    # They lay a list anew, edition after edition, and record it whole.
    "planning.py:lay_plan",
    # What it takes is an address of the office's own, not a row of the register.
    "keys.py:keep_key",
}
SECRET = {"password", "token", "secret", "key", "code_of_recovery"}


def functions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef):
                    yield path, node


def is_action(node: ast.FunctionDef) -> bool:
    return any("transaction.atomic" in ast.unparse(one) for one in node.decorator_list)


def recorded(node: ast.FunctionDef) -> bool:
    return any(
        isinstance(call, ast.Call) and ast.unparse(call.func) == "audit.record"
        for call in ast.walk(node)
    )


def edits() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (f"{path.name}:{node.name}", node)
        for path, node in functions()
        if node.name.startswith(EDITS) and is_action(node) and recorded(node)
    ]


def test_there_are_edits_to_look_at():
    assert {name.split(":")[1] for name, _ in edits()} >= {
        "edit_draft", "edit_engagement", "edit_group", "edit_person", "edit_project", "edit_unit",
        "choose_calendar", "keep_permit", "plan_year", "ended_seat",
    }  # fmt: skip


def test_each_edit_tells_what_stood_before_and_what_stands_now():
    silent = [
        name
        for name, node in edits()
        if name not in ELSEWHERE and "changes" not in ast.unparse(node)
    ]
    assert not silent, "give its event changes=luoshi.audit.changes.changes(before, after)"


def test_no_event_is_told_a_password_or_a_token():
    told = [
        f"{path.name}:{node.lineno}"
        for path in sorted(SOURCE.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"audit.record", "record"}
        for given in node.keywords
        if given.arg in SECRET
    ]
    assert not told, told
