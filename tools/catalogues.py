"""Tidy and compile the catalogues after ``makemessages``: no guesses, no obsolete entries."""

from __future__ import annotations

from pathlib import Path

import opencc
import polib

LOCALE = Path(__file__).parents[1] / "src" / "luoshi" / "web" / "locale"

# Characters come from OpenCC, words from here: its own word lists are those of programmers
# (项目 → 專案, 审核 → 稽核, 文件 → 檔案), which offices in Hong Kong and Macao do not use.
CHARACTERS = "s2tw"
WORDS = {
    "賬": "帳",
    "登錄": "登入",
    "信息": "資訊",
    "服務器": "伺服器",
    "聯繫": "聯絡",
    "粘貼": "貼上",
    "刷新": "重新整理",
    "菜單": "選單",
    "導出": "匯出",
    "界面": "介面",
    "字符": "字元",
    "電子表格": "試算表",
    "壓縮包": "壓縮檔",
    "運行": "執行",
    "文本": "文字",
    "采納": "採納",
    "“": "「",
    "”": "」",
}


def main() -> None:
    """Renew both catalogues and say how many entries still want a translation."""
    characters = opencc.OpenCC(CHARACTERS)
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
                entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
            if "zh_Hant" in path.parts and not entry.translated():
                word(entry, characters)
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


def word(entry: polib.POEntry, characters: opencc.OpenCC) -> None:
    """Fill an entry with its Traditional wording."""
    if entry.msgid_plural:
        entry.msgstr_plural = {0: traditional(entry.msgid_plural, characters)}
    else:
        entry.msgstr = traditional(entry.msgid, characters)


def traditional(text: str, characters: opencc.OpenCC) -> str:
    """Return ``text`` in Traditional characters and in the words of WORDS."""
    said = characters.convert(text).replace("臺", "台")
    for simplified, ours in WORDS.items():
        said = said.replace(simplified, ours)
    return said


if __name__ == "__main__":
    main()
