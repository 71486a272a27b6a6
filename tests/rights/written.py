"""Which permissions each action asks for, read from the code itself: its own, and those of what it calls."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import luoshi

ROOT = Path(luoshi.__file__).parent
ROOMS = (
    "audit",
    "commitments",
    "deciding",
    "diary",
    "docking",
    "habits",
    "intake",
    "issuing",
    "matters",
    "meetings",
    "notices",
    "orgs",
    "owed",
    "progress",
    "projects",
    "registering",
    "reviewing",
    "searching",
    "sources",
    "standing",
    "touring",
)
# What these admit is asked for by a table: that of moves, that of the steps of a paper.
ADMITTED = {("luoshi.matters.moves", "admit"): "move", ("luoshi.issuing.way", "admit"): "step"}
Place = tuple[str, str]  # module, function


@dataclass(frozen=True)
class Function:
    """What a function names: permissions, and whatever else it may call; is it an action?

    ``required`` are those permissions without which it goes no further.
    """

    permissions: frozenset[str]
    required: frozenset[str]
    names: frozenset[str]
    is_action: bool


@dataclass
class Code:
    """Every function of the rooms, and what each module calls by which name."""

    functions: dict[Place, Function]
    imports: dict[str, dict[str, Place]]

    def found(self, module: str, text: str) -> Place | None:
        """Return the function that ``text`` means within ``module``, None if it is none of ours."""
        head, _, rest = text.partition(".")
        there = self.imports[module].get(head)
        if not rest:
            return next((one for one in ((module, head), there) if one in self.functions), None)
        if there is None:
            return None
        full = ".".join(there)
        own = (full, rest), self.imports.get(full, {}).get(rest)
        return next((one for one in own if one in self.functions), None)

    def reached(self, place: Place) -> set[Place]:
        """Return ``place`` and every function of ours that it may come to call."""
        seen, level = set(), [place]
        while level:
            one = level.pop()
            if one not in seen:
                seen.add(one)
                called = (self.found(one[0], text) for text in self.functions[one].names)
                level += [other for other in called if other is not None]
        return seen

    def asked(self, place: Place) -> str:
        """Return what an action asks for as ``acts.toml`` says it.

        Where a table admits, that is the word of the table and what the action requires besides.
        """
        reached = self.reached(place)
        for table, word in ADMITTED.items():
            if table in reached and place[0] != table[0]:
                own = (self.functions[one].required for one in reached if one[0] == place[0])
                return " ".join(sorted({word, *(one.lower() for one in frozenset().union(*own))}))
        found = frozenset().union(*(self.functions[one].permissions for one in reached))
        return " ".join(sorted(found)).lower()


def code() -> Code:
    """Read the rooms."""
    functions: dict[Place, Function] = {}
    imports: dict[str, dict[str, Place]] = {}
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if "migrations" not in path.parts:
                module = ".".join(("luoshi", *path.relative_to(ROOT).with_suffix("").parts))
                _read(module.removesuffix(".__init__"), path, functions, imports)
    return Code(functions, imports)


def _read(
    module: str,
    path: Path,
    functions: dict[Place, Function],
    imports: dict[str, dict[str, Place]],
) -> None:
    tree = ast.parse(path.read_text())
    imports[module] = {
        one.asname or one.name: (node.module, one.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("luoshi")
        for one in node.names
    }
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            texts = {
                ast.unparse(one)
                for one in ast.walk(node)
                if isinstance(one, ast.Name | ast.Attribute)
            }
            asked = {
                one.removeprefix("Permission.") for one in texts if one.startswith("Permission.")
            }
            required = {
                ast.unparse(one.args[1]).removeprefix("Permission.")
                for one in ast.walk(node)
                if isinstance(one, ast.Call)
                and ast.unparse(one.func) == "access.require"
                and ast.unparse(one.args[1]).startswith("Permission.")
            }
            given = {one.arg for one in node.args.kwonlyargs}
            acts = {"by", "now"} <= given and not node.name.startswith("_")
            reads = module.endswith(
                (
                    ".queries",
                    ".hanging",
                    ".tokens",
                    ".access",
                    ".moves",
                    ".way",
                    ".documents",
                    ".owners",
                )
            )
            functions[module, node.name] = Function(
                frozenset(asked), frozenset(required), frozenset(texts), acts and not reads
            )
