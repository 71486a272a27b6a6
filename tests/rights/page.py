"""The table of doors as a page for people: docs/rights.md."""

from __future__ import annotations

import tomllib
from pathlib import Path

from luoshi import policy
from luoshi.rules import life
from luoshi.rules.access import Permission
from tests.rights.table import Door, doors

HEAD = """# Who may do what, at which door

Made by `tools/rights` from `tests/rights/doors.toml`, `policy/roles.toml` and the table of moves; a test
fails where it is out of date. `tests/rights/test_doors.py` asks every door as every role.

**How it is decided.** An account holds seats; a role of a seat carries permissions and a reach
([ADR 8](adr/0008-seats-instead-of-groups-and-flags.md)). A row belongs to units by the part they have in it; a
seat reaches the rows of its unit and of the units below. Whoever does not see a row gets the very
page of a row that does not exist. Names of linked rows are words; they are links only for whoever may open them
([ADR 25](adr/0025-one-table-of-doors.md)).

| row | units that are part of it |
|---|---|
| matter | office, lead, responsible, cooperating, raiser; before it is issued only office and raiser |
| project, its reports and links | office, parties, reporting unit |
| group | office, lead, units that are or were in it |
| engagement | office, units that took part |
| source, draft, finding, demand | the office that holds the document |
| paper that is being written | the office and whoever issues with it, by a seat there or above that carries a permission of papers: a seat for the whole register elsewhere does not count |
| issued paper | office, joint issuers, units that received it |
| issued order | office, addressee, lead of its matter: not who only helps |
| proposed circular, interview, referral | office, the unit that owes |
| list of work handed over | both units, who drew it up, both people |
| debt, notice | debtor unit, creditor unit, who is named; a notice also for the lead of the matter |
| unit, person | whoever holds a seat |

✓ passes · – is refused · a deputy has what the absent person has, from–to, but never the right to manage accounts.
"""

COMMANDS = """No command acts as an account: nobody logs in at a terminal. *operator*: whoever may read and write the data
folder, or holds the database's address and the key, on the machine; *anyone* needs neither. So the
folder and the machine are guarded by the system's own accounts ([security](security.md)), and what is done to the
record from there stands in the record. `tests/rights/commands.toml`, `tests/rights/test_commands.py`."""


def written() -> str:
    """Return the page."""
    found = doors()
    return "\n".join([HEAD, _roles(), _doors(found), _reads(found), _commands(), _moves()]) + "\n"


def _roles() -> str:
    roles = policy.current().roles.values()
    lines = ["## Permissions by role", "", _line(["permission", *(role.code for role in roles)])]
    lines.append(_line(["---"] * (len(roles) + 1)))
    for one in Permission:
        marks = ["✓" if one in role.permissions else "–" for role in roles]
        lines.append(_line([f"`{one.value}`", *marks]))
    reach = [role.reach.value for role in roles]
    return "\n".join([*lines, _line(["reach", *reach]), ""])


def _doors(found: list[Door]) -> str:
    roles = [role for role in policy.current().roles]
    lines = ["## Doors", ""]
    lines.append(_line(["door", "method", "rests on", "row", "else", *roles]))
    lines.append(_line(["---"] * (len(roles) + 5)))
    for door in found:
        for method, wanted in door.rests_on.items():
            marks = ["✓" if door.holds(role, method) else "–" for role in roles]
            refusal = "404" if door.hidden else "401" if door.area == "interface" else "403"
            told = [f"`{door.name}`", method, wanted, door.row, refusal]
            lines.append(_line([*told, *marks]))
    return "\n".join([*lines, ""])


def _reads(found: list[Door]) -> str:
    lines = ["## What leaves an event when it is read", ""]
    lines.append(
        "`tests/rights/test_reads.py` takes each, as every role; no other door hands out a file."
    )
    lines += ["", _line(["door", "event"]), _line(["---"] * 2)]
    lines += [_line([f"`{one.name}`", f"`{one.records}`"]) for one in found if one.records]
    return "\n".join([*lines, ""])


def _commands() -> str:
    """Return the table of the terminal: who may open the folder may run what works on it."""
    lines = ["## Commands", "", COMMANDS, ""]
    lines += [_line(["command", "run by", "in the record as", "records"]), _line(["---"] * 4)]
    rows = tomllib.loads(Path(__file__).with_name("commands.toml").read_text())
    for name, row in rows.items():
        records = ", ".join(one if one == "by rule" else f"`{one}`" for one in row["records"])
        lines.append(_line([f"`{name}`", row["who"], row["as"] or "–", records or "–"]))
    return "\n".join([*lines, ""])


def _moves() -> str:
    lines = ["## Moves of a matter", "", _line(["move", "permission", "for units", "guards"])]
    lines.append(_line(["---"] * 4))
    for move in life.MOVES:
        guards = ", ".join(guard.value for guard in move.guards)
        lines.append(
            _line([f"`{move.name}` {move.label}", move.permission.value, move.part.value, guards])
        )
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
