"""About edits: each tells the record what stood before and what stands now, and no secret."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "luoshi"
# Who took a step, when and why: the kind of the event says the step, from where and to where.
STEP = {"state", "verdict", "ruling", "note", "reason", "version", "before", "password"}
STEP_ENDS = ("_at", "_by", "_why", "_note")
ELSEWHERE = {
    # They lay a list anew, edition after edition, and record it whole.
    "planning.py:lay_plan",
    # What it asks of a second reader is asked anew; what left the house stands in the event.
    "second.py:begin",
    # The new edition stands beside the old one; `_record_corrected` tells both.
    "actions.py:mend",
    # They fill in once what stood empty, and their events say with what.
    "actions.py:issue",
    "archiving.py:archive",
    "extending.py:decide_extension",
    "grouping.py:establish_group",
    "grouping.py:dissolve_group",
    "actions.py:_settle",
    "actions.py:_end_adjustments",
    "actions.py:end_adjustment",
    "checking.py:pass_check",
    "checking.py:settle",
    "flagging.py:keep_flag",
    "numbering.py:issue",
    "numbering.py:void",
    "signing.py:sign",
    "drafting.py:drop",
    "receiving.py:file_document",
    # Turns of a promise, a re-check or a question: what is filled in stood empty, and the event says it.
    "actions.py:bind",
    "actions.py:confirm",
    "actions.py:hold_stop",
    "actions.py:judge",
    "actions.py:withdraw",
    "asking.py:answer",
    "asking.py:promise",
    "asking.py:put_off",
    "disputing.py:answer",
    "disputing.py:dispute",
    "disputing.py:settle",
    "noting.py:join_commitment",
    "noting.py:make_matter",
    "rechecking.py:check",
}
SECRET = {"password", "token", "secret", "key", "code_of_recovery"}


def functions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "migrations" not in path.parts:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.FunctionDef):
                    yield path, node


def recorded(node: ast.FunctionDef) -> bool:
    return any(
        isinstance(call, ast.Call) and "record" in ast.unparse(call.func).split(".")[-1]
        for call in ast.walk(node)
    )


def rewritten(node: ast.FunctionDef) -> bool:
    """Return whether a function writes over what stood in a row, or takes a row away."""
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            name = ast.unparse(call.func).split(".")[-1]
            names = {one.arg or "**" for one in call.keywords}
            left = {one for one in names - STEP if not one.endswith(STEP_ENDS)}
            if name == "update_or_create" or (name in {"update", "carry", "_carry"} and left):
                return True
            if ast.unparse(call).endswith("(pk=alias.pk).delete()"):
                return True
    return False


def edits() -> list[tuple[str, ast.FunctionDef]]:
    return [
        (f"{path.name}:{node.name}", node)
        for path, node in functions()
        if recorded(node) and rewritten(node)
    ]


def test_there_are_edits_to_look_at():
    assert {name.split(":")[1] for name, _ in edits()} >= {
        "edit_draft", "edit_engagement", "edit_group", "edit_person", "edit_project", "edit_unit",
        "add_alias", "choose_calendar", "drop_alias", "hand_over", "keep_permit", "plan_year",
        "promise", "reach_benefit", "ended_seat", "switched", "_decided", "issue_order",
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
