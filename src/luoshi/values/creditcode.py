"""The unified social credit code (GB 32100-2015), with the organisation code inside (GB 11714).

The region inside is that of first registration and never follows a move: do not derive the
present place from it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from luoshi.values.errors import BadInput
from luoshi.values.sentences import gettext_noop

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LENGTH = 18
OLD_LENGTH = 15
_WEIGHTS = tuple(3**i % 31 for i in range(17))
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_INNER_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1"})

_DEPARTMENTS = {
    "1": gettext_noop("机构编制"),
    "2": gettext_noop("外交"),
    "3": gettext_noop("司法行政"),
    "4": gettext_noop("文化"),
    "5": gettext_noop("民政"),
    "6": gettext_noop("旅游"),
    "7": gettext_noop("宗教"),
    "8": gettext_noop("工会"),
    "9": gettext_noop("市场监管"),
    "A": gettext_noop("军队"),
    "N": gettext_noop("农业"),
    "Y": gettext_noop("其他"),
}
_KINDS = {
    "11": gettext_noop("机关"),
    "12": gettext_noop("事业单位"),
    "13": gettext_noop("群众团体"),
    "51": gettext_noop("社会团体"),
    "52": gettext_noop("民办非企业单位"),
    "53": gettext_noop("基金会"),
    "91": gettext_noop("企业"),
    "92": gettext_noop("个体工商户"),
    "93": gettext_noop("农民专业合作社"),
    "N1": gettext_noop("组级集体经济组织"),
    "N2": gettext_noop("村级集体经济组织"),
    "N3": gettext_noop("乡镇级集体经济组织"),
}


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code whose two check characters are right."""

    code: str

    @property
    def department(self) -> str | None:
        """The department that registered it, in Chinese; None if the letter is not in use."""
        return _DEPARTMENTS.get(self.code[0])

    @property
    def kind(self) -> str | None:
        """What kind of body it is, in Chinese; None where the first two say no more."""
        return _KINDS.get(self.code[:2])

    @property
    def first_region(self) -> str:
        """The six digits of the registrar at first registration (GB/T 2260)."""
        return self.code[2:8]

    def __str__(self) -> str:
        return self.code


def normalise(text: str) -> str:
    """Return ``text`` in half width and capitals, without blanks and hyphens; letters as they are."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in plain if not c.isspace() and c not in "-‐–—")


def check_character(first17: str) -> str:
    """Return the 18th character for the first 17; raises ValueError for a letter not in use."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def organisation_check(first8: str) -> str:
    """Return the 9th character of the organisation code whose first 8 are given."""
    total = sum(_INNER_ALPHABET.index(c) * w for c, w in zip(first8, _INNER_WEIGHTS, strict=True))
    return {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


def is_credit_code(text: str) -> bool:
    """Return whether ``text`` is a code with both checks right."""
    return _wrong(normalise(text)) is None


def credit_code(text: str) -> CreditCode:
    """Return the code written in ``text``; raises BadInput that says what is wrong with it.

    O and I are never replaced silently: the refusal suggests the code they were meant for.

    >>> str(credit_code("91350100m000100y43"))
    '91350100M000100Y43'
    """
    code = normalise(text)
    wrong = _wrong(code)
    if wrong is None:
        return CreditCode(code)
    repaired = code.translate(_MISREAD)
    if repaired != code and _wrong(repaired) is None:
        raise BadInput.of(
            "credit_code",
            gettext_noop("统一社会信用代码不使用字母O和I，是否应为%(suggestion)s？"),
            code="credit-code-misread",
            suggestion=repaired,
        )
    case, template, params = wrong
    raise BadInput.of("credit_code", template, code=case, **params)


def old_number(text: str) -> str:
    """Return the old registration number of fifteen digits that ``text`` is, "" if it is none.

    Such numbers stand in papers from before 2015 and are kept as they are; nothing is derived.
    """
    plain = normalise(text)
    return plain if len(plain) == OLD_LENGTH and plain.isdecimal() else ""


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of a code as it was typed: its name, its characters, what it says, if it is right.

    ``is_right`` is None while its characters are not all there.
    """

    name: str
    text: str
    says: str
    is_right: bool | None


def parts(text: str) -> tuple[Part, ...]:
    """Return the stretches of the code in ``text``, each with whether it is right by itself.

    >>> [(one.text, one.is_right) for one in parts("91350100M000100Y4Z")]
    [('91', True), ('350100', True), ('M000100Y', True), ('4', True), ('Z', False)]
    """
    code = normalise(text)
    kind, region, body = code[:2], code[2:8], code[8:16]
    inner, outer = code[16:17], code[17:18]
    known = set(ALPHABET)
    what = _KINDS.get(kind) or _DEPARTMENTS.get(kind[:1], "")
    right_body = set(body) <= known if len(body) == 8 else None
    return (
        Part(gettext_noop("登记管理部门和机构类别"), kind, what, bool(what) if kind[1:] else None),
        Part(
            gettext_noop("首次登记机关所在地区（不代表现在的所在地）"),
            region,
            "",
            region.isdecimal() if len(region) == 6 else None,
        ),
        Part(gettext_noop("组织机构代码本体"), body, "", right_body),
        Part(
            gettext_noop("组织机构代码校验码（第17位）"),
            inner,
            "",
            organisation_check(body) == inner if inner and right_body else None,
        ),
        Part(
            gettext_noop("校验码（第18位）"),
            outer,
            "",
            check_character(code[:17]) == outer if outer and set(code[:17]) <= known else None,
        ),
    )


def _wrong(code: str) -> tuple[str, str, dict[str, object]] | None:
    if len(code) != LENGTH:
        said = gettext_noop("统一社会信用代码应为18位，现在是%(length)s位。")
        return "credit-code-length", said, {"length": len(code)}
    strange = tuple(dict.fromkeys(c for c in code if c not in ALPHABET))
    if strange:
        said = gettext_noop("统一社会信用代码不使用这些字符：%(letters)s。")
        return "credit-code-letter", said, {"letters": strange}
    if not code[2:8].isdecimal():
        said = gettext_noop("统一社会信用代码第3至8位应为数字（登记机关所在地区的代码）。")
        return "credit-code-region", said, {}
    if check_character(code[:17]) != code[17]:
        said = gettext_noop("统一社会信用代码的校验码（第18位）不对，请核对是否抄错。")
        return "credit-code-check", said, {}
    if organisation_check(code[8:16]) != code[16]:
        said = gettext_noop(
            "统一社会信用代码中组织机构代码的校验码（第17位）不对，请核对是否抄错。"
        )
        return "credit-code-organisation", said, {}
    return None
