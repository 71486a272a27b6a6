"""How often the owner finder names the unit that really led a case: the demonstration's own, leave one out.

    luoshi demo --folder demo-data --build-only
    python bench/owners.py demo-data

Each closed or archived matter is asked for as if it were new; it is left out of the past cases
itself.  Said with duty lists alone as well, because past cases of the same region are alike.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def measure(folder: Path) -> None:
    """Print how many cases there are, and of how many the first and the first three were right."""
    from luoshi.cli.house import open_house  # noqa: PLC0415 (Django is ready only then)

    os.environ.setdefault("LUOSHI_POLICY_DIR", str(folder / "policy"))
    open_house(folder)
    from luoshi.matters.models import Matter  # noqa: PLC0415 (Django is ready only then)
    from luoshi.orgs.duties import all_duties  # noqa: PLC0415 (Django is ready only then)
    from luoshi.orgs.models import Unit  # noqa: PLC0415 (Django is ready only then)
    from luoshi.rules import owners  # noqa: PLC0415 (Django is ready only then)

    rows = list(
        # What a session decided of a matter repeats its words: it would find itself.
        Matter.objects.filter(state__in=["closed", "archived"], lead__isnull=False)
        .filter(decided_as__isnull=True)
        .order_by("pk")
    )
    duties = [owners.Duty(one.unit_id, one.sentence) for one in all_duties()]
    places = dict(Unit.objects.values_list("pk", "place"))
    cases = {one.pk: owners.Case(one.lead_id, one.pk, one.title) for one in rows}
    for name, told, past in (
        ("duty lists and cases", duties, True),
        ("duty lists alone", duties, False),
        ("cases alone", [], True),
    ):
        first = three = none = 0
        for one in rows:
            others = [case for pk, case in cases.items() if past and pk != one.pk]
            text = f"{one.title} {one.content}"
            found = [s.unit for s in owners.suggest(text, duties=told, cases=others, places=places)]
            first += found[:1] == [one.lead_id]
            three += one.lead_id in found
            none += not found
        wrong = len(rows) - first - none
        print(
            f"{name}: {len(rows)} cases; first right {first} ({first / len(rows):.0%}), "
            f"among three {three} ({three / len(rows):.0%}), no unit {none}, first wrong {wrong}"
        )


if __name__ == "__main__":
    measure(Path(sys.argv[1]).resolve())
