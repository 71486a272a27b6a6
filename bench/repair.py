"""How often the repair is right, on invented reports that are damaged here in known places.

    python bench/repair.py

A simulated converter turns a report to Traditional characters in GBK and writes pinyin behind the
characters of its table, pair of bytes by pair of bytes, so that it also hits pairs that straddle two
characters.  A share of the annotated characters is then swallowed, whole or but for the second byte.
What comes back is compared with the undamaged report, character by character.
"""

from __future__ import annotations

import random
import re
import sys
import tomllib
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from opencc import OpenCC
from pypinyin.constants import PINYIN_DICT

from luoshi.reading import readings
from luoshi.reading.normalize import repair

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "src" / "luoshi" / "cli" / "demonstration" / "reports"
CASES = ROOT / "tests" / "reading" / "cases"
STYLES = (
    "tight",
    "spaced",
    "blank inside",
    "wide",
    "digits",
    "no tones",
    "capitals",
    "ü as v",
    "several",
)
ROUNDS = 1
DECODERS = ("?", "\ufffd", "")
REAL = ("(PPP)", "(a)", "(e)", "(二)", "(BOT)", "（EPC）", "(km)")
_MARKS = {"1": "\u0304", "2": "\u0301", "3": "\u030c", "4": "\u0300"}
_TRADITIONAL = OpenCC("s2t")
_SIMPLIFIED = OpenCC("t2s")


@dataclass
class Damaged:
    """A damaged text, the true one, and what happened to which of its characters."""

    text: str
    truth: str
    fates: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """What the converter does: how its notes look, how lost bytes show, how much it swallows."""

    style: str = "tight"
    decoder: str = "?"
    swallowed: float = 0.0
    lettered: float = 0.0
    real: float = 0.0
    others: int = 300


def pinyin(reading: str, style: str) -> str:
    """Return a reading as a converter writes it: ``xiang4`` as ``xiàng``.

    >>> pinyin("lv4", "tight"), pinyin("lv4", "digits")
    ('lǜ', 'lü4')
    """
    letters, tone = reading[:-1], reading[-1]
    if style == "ü as v":
        return letters + tone
    letters = letters.replace("v", "ü")
    if style == "digits":
        return letters + tone
    if style == "no tones" or tone == "5":
        return letters
    at = next((letters.index(v) for v in ("a", "e", "ou") if v in letters), -1)
    if at < 0:
        at = max((i for i, c in enumerate(letters) if c in "iouü"), default=len(letters) - 1)
    word = unicodedata.normalize("NFC", letters[: at + 1] + _MARKS[tone] + letters[at + 1 :])
    return word.capitalize() if style == "capitals" else word


def bracketed(said: str, style: str) -> str:
    """Return the note of one character."""
    if style == "blank inside":
        return f"({said[:2]} {said[2:]} )"
    return {"spaced": f" ({said}) ", "wide": f"（{said}）"}.get(style, f"({said})")


class Converter:
    """A table of pairs of bytes and the readings that are written behind them."""

    def __init__(self, text: str, fault: Fault, chance: random.Random) -> None:
        held = [
            c for c in dict.fromkeys(text) if _SIMPLIFIED.convert(c) != c and readings.readings(c)
        ]
        common = [
            t
            for t in map(_TRADITIONAL.convert, _common())
            if len(t) == 1 and _SIMPLIFIED.convert(t) != t
        ]
        chosen = [c for c in held if chance.random() < 0.7]
        chosen += chance.sample(common, min(len(common), fault.others))
        self.table = {}
        for char in chosen:
            if readings.readings(char):
                self.table[char.encode("gbk", "ignore")] = _usual_reading(char)
        self.fault = fault
        self.chance = chance

    def convert(self, text: str, truth: str) -> Damaged:
        """Return the text with notes, straddled pairs and swallowed characters."""
        raw, owner, clean = bytearray(), [], True
        for i, char in enumerate(text):
            for byte in char.encode("gbk"):
                raw.append(byte)
                owner.append(i)
        damaged = Damaged("", truth)
        stream: list[tuple[int | str, int]] = []
        for at in range(len(raw)):
            stream.append((raw[at], owner[at]))
            reading = self.table.get(bytes(raw[at - 1 : at + 1])) if at else None
            if not reading:
                continue
            clean = owner[at - 1] == owner[at]
            if not clean and self.fault.style in ("wide", "several"):
                continue
            whole = clean and all(isinstance(byte, int) for byte, _ in stream[-2:])
            if whole and self.chance.random() < self.fault.swallowed:
                del stream[-2:]
                damaged.fates[owner[at]] = "swallowed"
            elif whole and 0x40 <= raw[at] < 0x7F and self.chance.random() < self.fault.lettered:
                stream[-2:] = [(chr(raw[at]), -1)]
                damaged.fates[owner[at]] = "lettered"
            note = bracketed(pinyin(reading, self.fault.style), self.fault.style)
            stream += [(char, -1) for char in note]
        damaged.text = self._shown(stream, damaged)
        return damaged

    def _shown(self, stream: list[tuple[int | str, int]], damaged: Damaged) -> str:
        """Decode the stream as a reader of GBK does, and note whose bytes went out of step."""
        shown, at = [], 0
        while at < len(stream):
            byte, owner = stream[at]
            following = stream[at + 1] if at + 1 < len(stream) else ("", -1)
            if isinstance(byte, str) or byte < 0x80:
                shown.append(byte if isinstance(byte, str) else chr(byte))
                at += 1
                if isinstance(byte, int) and owner in damaged.fates:
                    continue
                if isinstance(byte, int) and byte >= 0x40 and damaged.truth[owner] != chr(byte):
                    damaged.fates[owner] = "shifted"
                continue
            pair = bytes([byte, following[0]]) if isinstance(following[0], int) else b""
            char = pair.decode("gbk", "ignore") if pair else ""
            if char:
                shown.append(char)
                if owner != following[1]:
                    damaged.fates[owner] = damaged.fates[following[1]] = "shifted"
                at += 2
                continue
            damaged.fates[owner] = "shifted"
            shown.append(self.fault.decoder)
            at += 2 if self.fault.decoder == "?" else 1
        return "".join(shown)


def _common() -> str:
    listed = (ROOT / "src/luoshi/reading/lexicon/frequencies.txt").read_text("utf-8").splitlines()
    return "".join(w for line in listed[-14:] for w in line.split()[1:] if len(w) == 1)


def _usual_reading(char: str) -> str:
    spelt = readings.sounds(PINYIN_DICT[ord(char)].split(",")[0])
    return spelt.letters + (spelt.tone_in(0, 9) or "5")


def several(text: str, fault: Fault, chance: random.Random) -> Damaged:
    """Annotate words of two characters at once: ``項目(xiàng mù)``."""
    shown, last = [], 0
    for found in re.finditer("[\u4e00-\u9fff]{2}", text):
        if chance.random() < 0.4 and all(readings.readings(c) for c in found[0]):
            said = " ".join(pinyin(_usual_reading(c), "tight") for c in found[0])
            shown.append(f"{text[last : found.end()]}({said})")
            last = found.end()
    return Damaged("".join(shown) + text[last:], text)


def damage(text: str, fault: Fault, seed: int) -> Damaged:
    """Damage a Simplified text; the same seed does the same."""
    chance = random.Random(seed)
    if fault.real:
        text = re.sub(
            "(?<=[\u4e00-\u9fff])(?=[\u4e00-\u9fff])",
            lambda _: chance.choice(REAL) if chance.random() < fault.real else "",
            text,
        )
    traditional = _TRADITIONAL.convert(text)
    if len(traditional) != len(text):
        return Damaged(traditional, text)
    if fault.style == "several":
        return several(traditional, fault, chance)
    return Converter(traditional, fault, chance).convert(traditional, text)


def score(damaged: Damaged) -> Counter[str]:
    """Count for each fate how many characters came back, and how many there were."""
    gold = repair(_SIMPLIFIED.convert(_TRADITIONAL.convert(damaged.truth)))
    back = repair(damaged.text).text
    right = bytearray(len(gold.text))
    for a, _, size in SequenceMatcher(None, gold.text, back, autojunk=False).get_matching_blocks():
        right[a : a + size] = b"\x01" * size
    counts: Counter[str] = Counter()
    for i, (start, end) in enumerate(gold.origins):
        fate = damaged.fates.get(start, "kept") if end == start + 1 else "kept"
        counts[fate] += 1
        counts[fate, "right"] += right[i]
    counts["text"] += 1
    counts["text", "right"] += back == gold.text
    truth, there = narrow(damaged.truth), narrow(back)
    for real in dict.fromkeys(map(narrow, REAL)):
        counts["real bracket"] += truth.count(real)
        counts["real bracket", "right"] += min(truth.count(real), there.count(real))
    return counts


def narrow(text: str) -> str:
    """Return the text with half-width brackets."""
    return text.replace("（", "(").replace("）", ")")


def texts() -> list[str]:
    """Return the invented reports: those of the demonstration, and the tests' cases."""
    shown = [
        re.sub(r"\{\w+\}", "5月19日", p.read_text("utf-8")) for p in sorted(REPORTS.glob("*.txt"))
    ]
    for path in sorted(CASES.glob("*.toml")):
        if path.stem.startswith("repair"):
            continue
        shown += [
            c["text"] for c in tomllib.loads(path.read_text("utf-8"))["case"] if len(c["text"]) > 20
        ]
    plain = [_SIMPLIFIED.convert(text) for text in shown]
    return [
        t
        for t in plain
        if not re.search("[(（][a-zāáǎà]", t) and len(t.encode("gbk", "ignore")) >= len(t)
    ]


FAULTS = {
    **{f"notes, {style}": Fault(style, real=0.01) for style in STYLES},
    **{f"shifted, shown as {d or 'nothing'!r}": Fault(decoder=d, others=9000) for d in DECODERS},
    "swallowed": Fault(swallowed=0.12),
    "swallowed but a letter": Fault(lettered=0.5),
    "swallowed, no tones": Fault("no tones", swallowed=0.12),
    "swallowed, digits": Fault("digits", swallowed=0.12),
    "everything": Fault(decoder="?", swallowed=0.05, lettered=0.2, real=0.01, others=1500),
}


FATES = ("kept", "swallowed", "lettered", "shifted", "real bracket")
WRONG_TABLES = (
    ("gbk", "latin-1"), ("gbk", "cp1252"), ("gbk", "big5"), ("utf-8", "latin-1"), ("utf-8", "cp1252"),
    ("utf-8", "gb18030"), ("utf-8", "gbk"), ("utf-8", "big5"), ("big5", "latin-1"), ("big5", "cp1252"),
    ("big5", "gb18030"), ("big5", "gbk"),
)  # fmt: skip


def decoded_wrongly(reports: list[str]) -> None:
    """Print what comes back of texts that were saved in one encoding and shown in another."""
    print("\n| saved as | shown as | characters there | texts whole |\n|---|---|---|---|")
    for saved, shown in WRONG_TABLES:
        there = right = whole = count = 0
        for text in reports:
            source = _TRADITIONAL.convert(text) if saved == "big5" else text
            raw = source.encode(saved, "ignore")
            if raw.decode(saved) != source:
                continue
            gold, back = repair(source).text, repair(raw.decode(shown, "replace")).text
            blocks = SequenceMatcher(None, gold, back, autojunk=False).get_matching_blocks()
            right += sum(block.size for block in blocks)
            there += len(gold)
            whole += back == gold
            count += 1
        print(f"| {saved} | {shown} | {right / there:.1%} | {whole} of {count} |")


def main() -> None:
    """Print tables of what came back."""
    reports = [t for t in texts() if t.encode("gbk", "ignore").decode("gbk") == t]
    show = "-v" in sys.argv
    print(f"{len(reports)} invented texts, {sum(map(len, reports)):,} characters\n")
    print(f"| damage | {' | '.join(FATES)} | texts whole |\n|---|{'---|' * (len(FATES) + 1)}")
    for name, fault in FAULTS.items():
        total: Counter[str] = Counter()
        for seed, text in enumerate(reports * (ROUNDS if "shifted" in name else 1)):
            damaged = damage(text, fault, seed)
            total += score(damaged)
            if show:
                told(damaged)
        cells = [
            f"{total[fate, 'right'] / total[fate]:.1%} of {total[fate]}" if total[fate] else ""
            for fate in FATES
        ]
        print(f"| {name} | {' | '.join(cells)} | {total['text', 'right']} of {total['text']} |")
    decoded_wrongly(reports)


def told(damaged: Damaged) -> None:
    """Print what did not come back."""
    gold = repair(_SIMPLIFIED.convert(_TRADITIONAL.convert(damaged.truth))).text
    mended = repair(damaged.text)
    back = mended.text
    for kind, a, b, c, d in SequenceMatcher(None, gold, back, autojunk=False).get_opcodes():
        if kind != "equal":
            start, end = mended.original(max(0, c - 4), min(len(back), d + 4))
            print(
                f"   {gold[max(0, a - 4) : b + 4]!r} {back[max(0, c - 4) : d + 4]!r} {damaged.text[start:end]!r}"
            )


if __name__ == "__main__":
    main()
