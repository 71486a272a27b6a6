"""Write docs/matter-life.md from ``luoshi.rules.life`` and ``policy/roles.toml``.

python tools/life_table.py            # writes the page
python tools/life_table.py --check    # ends with 1 where the page is not what the table says
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

from luoshi.rules.access import roles_from
from luoshi.rules.life import MOVES, STATE_NAMES, Guard, Move, Part, State

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "matter-life.md"
PARTS = {
    Part.HOLDER: "the office that keeps it",
    Part.LEAD: "the lead unit",
    Part.PARTNER: "a responsible or cooperating unit",
    Part.RAISER: "the unit that raised it",
}
GUARDS = {
    Guard.WHOLE: "nothing is missing, the date lies ahead",
    Guard.PLACEHOLDERS_NAMED: "“other departments” are named",
    Guard.AUTHOR_DOES_NOT_APPROVE: "not by who drafted it",
    Guard.CLAIMANT_DOES_NOT_CLOSE: "not by who claimed it",
    Guard.LEAD_DOES_NOT_CLOSE: "not by somebody of the lead unit",
    Guard.HANDLER_DOES_NOT_CLOSE: "not by who handled it",
    Guard.CLAIMANT_DOES_NOT_CONFIRM: "not by who claimed it",
    Guard.ASKED_IN_TIME: "asked while there is time",
    Guard.NO_REQUEST_OPEN: "no request is open",
    Guard.REQUEST_OPEN: "a request is open",
    Guard.ASKER_DOES_NOT_DECIDE: "not by who asked",
    Guard.SECOND_IS_DECIDED_HIGHER: "a second one by the leader",
    Guard.OBJECTED_IN_TIME: "within the limit after issue or signing",
    Guard.NO_OBJECTION_BEFORE: "this unit has not objected before",
    Guard.OBJECTOR_DOES_NOT_DECIDE: "not by who objected",
    Guard.RAISER_DID_NOT_REFUSE: "the unit that raised it did not say no",
    Guard.CLOSED_WITHIN_A_YEAR: "closed within a year",
    Guard.FILE_IS_COMPLETE: "the file is complete",
}
HEAD = """# The life of a matter

Made from `luoshi.rules.life` and `policy/roles.toml` by `python tools/life_table.py`; do not write here. Pages show
these moves, actions and the programming interface obey them. `tests/matters/test_every_move.py` brings a matter into
each state and tries every move there: the right hand makes it, wrong hands are refused, and where the table has no row
nobody makes it; `tests/rules/test_life.py` holds the table against a second copy. What each move wants besides, and
why, is told in [ADR 14](adr/0014-a-matter-s-whole-life.md).
"""


def page() -> str:
    """Return the whole page."""
    roles = roles_from(tomllib.loads((ROOT / "policy" / "roles.toml").read_text("utf-8")))
    lines = [HEAD, "## States", "", "| state | on screen | leads on by |", "|---|---|---|"]
    for state in State:
        names = sorted({f"`{move.name}`" for move in MOVES if state in move.from_states})
        lines.append(f"| `{state}` | {STATE_NAMES[state]} | {', '.join(names) or '—'} |")
    lines += [
        "",
        "## Moves",
        "",
        "| move | on screen | from | to | acting for | roles | must hold |",
        "|---|---|---|---|---|---|---|",
    ]
    for move in MOVES:
        holders = "、".join(
            one.name for one in roles.values() if move.permission in one.permissions
        )
        guards = "; ".join(GUARDS[guard] for guard in move.guards)
        lines.append(
            f"| `{move.name}` | {move.label} | {listed(move.from_states)} | {target(move)} | "
            f"{PARTS[move.part]} | {holders} | {guards or '—'} |"
        )
    return "\n".join(lines) + "\n"


def listed(states: frozenset[State]) -> str:
    """Return states in the order of a life."""
    return ", ".join(f"`{state}`" for state in State if state in states)


def target(move: Move) -> str:
    """Return where a move leads."""
    if move.back_to:
        return "back to where it was"
    return f"`{move.to_state}`" if move.to_state else "stays"


def main() -> int:
    """Write or compare the page; return the exit status."""
    if "--check" in sys.argv[1:]:
        return int(PAGE.read_text("utf-8") != page())
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
