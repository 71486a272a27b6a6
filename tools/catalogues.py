"""Tidy and compile the catalogues after ``makemessages``: no guesses, no obsolete entries."""

from __future__ import annotations

from pathlib import Path

import opencc
import polib

LOCALE = Path(__file__).parents[1] / "src" / "luoshi" / "web" / "locale"


def main() -> None:
    """Renew both catalogues and say how many entries still want a translation."""
    traditional = opencc.OpenCC("s2twp")
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        catalogue = polib.pofile(str(path), wrapwidth=0)
        for entry in list(catalogue):
            if entry.obsolete:
                catalogue.remove(entry)
                continue
            if entry.fuzzy:
                entry.msgstr = ""
                entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, "")
                entry.flags.remove("fuzzy")
                entry.previous_msgid = None
            if "zh_Hant" in path.parts and not entry.translated():
                word(entry, traditional)
        catalogue.metadata.pop("POT-Creation-Date", None)
        catalogue.metadata.pop("PO-Revision-Date", None)
        catalogue.sort()
        catalogue.save(str(path))
        catalogue.save_as_mofile(str(path.with_suffix(".mo")))
        print(
            path.parts[-3],
            len(catalogue),
            "entries,",
            len(catalogue.untranslated_entries()),
            "without translation",
        )


def word(entry: polib.POEntry, traditional: opencc.OpenCC) -> None:
    """Fill an entry with its Traditional wording."""
    if entry.msgid_plural:
        entry.msgstr_plural = {0: traditional.convert(entry.msgid_plural)}
    else:
        entry.msgstr = traditional.convert(entry.msgid)


if __name__ == "__main__":
    main()
