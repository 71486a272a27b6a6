"""About the code itself: what a new module, model or action must not forget."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "luoshi"
ROOMS = [
    "pacing",
    "audit",
    "orgs",
    "sources",
    "owed",
    "meetings",
    "projects",
    "matters",
    "progress",
    "standing",
    "intake",
    "docking",
    "registering",
    "commitments",
    "deciding",
    "issuing",
    "reviewing",
    "touring",
    "notices",
    "diary",
    "searching",
    "habits",
]


def modules() -> list[Path]:
    return [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts]


def ours() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("luoshi.")]


def test_no_module_is_over_500_lines():
    long = {
        str(p.relative_to(ROOT)): n
        for p in modules()
        if (n := len(p.read_text().splitlines())) > 500
    }
    assert not long, f"split these: {long}"


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_no_function_is_over_40_lines_of_code():
    long = []
    for path in modules():
        for node in functions(ast.parse(path.read_text())):
            body = node.body
            if ast.get_docstring(node):
                body = body[1:]
            length = node.end_lineno - body[0].lineno + 1 if body else 0
            if length > 40:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name} ({length})")
    assert not long, "split these:\n" + "\n".join(long)


def test_every_module_and_public_function_says_what_it_is():
    silent = []
    for path in modules():
        tree = ast.parse(path.read_text())
        if tree.body and not ast.get_docstring(tree):
            silent.append(str(path.relative_to(ROOT)))
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name[0] != "_"
            if public and not ast.get_docstring(node) and not is_choices_or_rows(node):
                silent.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert not silent, "a docstring is missing:\n" + "\n".join(silent)


def is_choices_or_rows(node: ast.AST) -> bool:
    """Enumerations, query sets, app configs and forms say what they are by name and base."""
    bases = {ast.unparse(b) for b in getattr(node, "bases", [])}
    return any(
        re.search(r"Choices|QuerySet|AppConfig|Enum|Config|Form|FilterSet|Filter", b) for b in bases
    )


def test_foreign_keys_never_point_up_a_floor():
    up = [
        f"{m.__name__}.{f.name} → {f.related_model.__name__}"
        for m in ours()
        for f in m._meta.get_fields()
        if f.is_relation
        and f.concrete
        and f.related_model in ours()
        and ROOMS.index(m._meta.app_label) < ROOMS.index(f.related_model._meta.app_label)
    ]
    assert not up, up


def test_no_field_reads_the_clock_by_itself():
    hidden = [
        f"{m.__name__}.{f.name}"
        for m in ours()
        for f in m._meta.fields
        if getattr(f, "auto_now", False)
        or getattr(f, "auto_now_add", False)
        or (callable(f.default) and "now" in getattr(f.default, "__name__", ""))
    ]
    assert not hidden, f"time arrives as an argument: {hidden}"


def test_every_field_with_choices_is_checked_by_the_database():
    loose = []
    for m in ours():
        checked = " ".join(
            str(c.condition) for c in m._meta.constraints if isinstance(c, models.CheckConstraint)
        )
        loose += [
            f"{m.__name__}.{f.name}"
            for f in m._meta.fields
            if f.choices and f"'{f.name}__in'" not in checked
        ]
    assert not loose, f"add audit.refusals.known(): {loose}"


def actions() -> list[tuple[str, object]]:
    found = []
    for room in ROOMS:
        for path in (SOURCE / room).glob("*.py"):
            if "def " not in path.read_text() or path.stem in {
                "models",
                "queries",
                "apps",
                "access",
                "refusals",
                "chain",
                "inserting",
                "files",
                "secrecy",
                "tasks",
                "series",
            }:
                continue
            module = import_module(f"luoshi.{room}.{path.stem}")
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if function.__module__ == module.__name__ and name[0] != "_" and writes(function):
                    found.append((f"{room}.{path.stem}.{name}", function))
    return found


def writes(function: object) -> bool:
    return "transaction.atomic" in inspect.getsource(function)


@pytest.mark.parametrize(("name", "function"), actions())
def test_each_action_is_told_who_and_when_by_keyword(name, function):
    parameters = inspect.signature(inspect.unwrap(function)).parameters
    assert parameters["now"].kind is inspect.Parameter.KEYWORD_ONLY, f"{name} wants now="
    by_rule = name.startswith(
        (
            "owed.actions.open",
            "owed.actions.relight",
            "orgs.founding.found",
            "orgs.changes.lapse",
            "notices.climbing",
            "notices.ordering.tell",
            "notices.outbox",
            "progress.actions.open",
            "standing.actions.relight",
        )
    )
    if not by_rule:
        assert parameters["by"].kind is inspect.Parameter.KEYWORD_ONLY, f"{name} wants by="
    positional = [p for p in parameters.values() if p.kind is p.POSITIONAL_OR_KEYWORD]
    assert len(positional) <= 1, f"{name}: everything but the row is keyword-only"


def test_there_are_actions_to_check():
    assert len(actions()) > 30


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout
    return [ROOT / name.decode() for name in listed.split(b"\0") if name]


def test_the_repository_names_no_machine_and_no_registry():
    own = str(ROOT.parent) + "/"
    hosts = "|".join(
        [
            "py" + r"pi\.org",
            "pythonhosted" + r"\.org",
            "registry" + r"\.npmjs",
            "deb" + r"\.debian\.org",
            "/ro" + "ot/",
        ]
    )
    named = []
    for path in tracked():
        if (
            not path.is_file()
            or path.suffix in {".png", ".mo", ".woff2", ".otf", ".docx"}
            or "vendor" in path.parts
        ):
            continue
        text = path.read_text("utf-8", errors="replace")
        if re.search(hosts, text) or (len(own) > 3 and own in text):
            named.append(str(path.relative_to(ROOT)))
    assert not named, named


def test_there_are_no_drawers():
    drawers = [
        p for p in modules() if p.stem in {"utils", "helpers", "common", "lib", "misc", "tools"}
    ]
    assert not drawers, drawers


@pytest.mark.django_db
def test_the_triggers_that_guard_the_record_and_the_original_dates_are_there():
    """Adding a column may rebuild a table and lose its triggers: they must be made again then."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        names = {name for (name,) in cursor.fetchall()}
    kept = {"matters_matter_due_original_kept", "owed_obligation_due_original_kept"}
    record = (
        {"audit_event_no_update", "audit_event_no_delete"}
        if connection.vendor == "sqlite"
        else {"audit_event_append_only"}
    )
    apart = {"orgs_seat_apart_insert", "orgs_seat_apart_update", "orgs_change_kept"}
    apart |= {"orgs_change_mapped_insert", "orgs_change_mapped_update"}
    assert kept | record | apart <= names
