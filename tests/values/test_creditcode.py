"""A credit code is taken only if both its checks are right; what is wrong is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from luoshi.values.creditcode import (
    ALPHABET,
    check_character,
    credit_code,
    is_credit_code,
    normalise,
    old_number,
    organisation_check,
    parts,
)
from luoshi.values.errors import BadInput

GOOD = ["91350100M000100Y43", "91110000600037341L", "11320000MB151840XJ", "N2654201MF1234567F"]


def made(department, region, first8):
    first17 = department + region + first8 + organisation_check(first8)
    return first17 + check_character(first17)


CODES = st.builds(
    made,
    st.sampled_from(["91", "11", "12", "51", "N2", "93"]),
    st.from_regex(r"[1-6][0-9]{5}", fullmatch=True),
    st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8),
)


@pytest.mark.parametrize("code", GOOD)
def test_a_right_code_is_taken(code):
    assert str(credit_code(code)) == code
    assert is_credit_code(code)


@pytest.mark.parametrize(
    "text",
    [
        "91350100m000100y43",
        "９１３５０１００Ｍ０００１００Ｙ４３",
        " 9135 0100 M000 100Y 43 ",
        "91350100-M000100Y-43",
    ],
)
def test_case_width_blanks_and_hyphens_do_not_matter(text):
    assert str(credit_code(text)) == "91350100M000100Y43"


def test_a_code_says_who_registered_what_where_first():
    code = credit_code("91350100M000100Y43")
    assert (code.department, code.kind, code.first_region) == ("市场监管", "企业", "350100")
    assert credit_code("N2654201MF1234567F").kind == "村级集体经济组织"
    assert credit_code("11320000MB151840XJ").kind == "机关"


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("", "credit-code-length"),
        ("91350100M000100Y4", "credit-code-length"),
        ("650000050001234", "credit-code-length"),
        ("91350100M000100Y4Z", "credit-code-letter"),
        ("9135S100M000100Y43", "credit-code-letter"),
        ("91350100M000100Y44", "credit-code-check"),
        ("91350100M000101Y43", "credit-code-check"),
        ("9135M100M000100Y43", "credit-code-region"),
    ],
)
def test_a_wrong_code_is_refused_for_what_is_wrong(text, case):
    with pytest.raises(BadInput) as refused:
        credit_code(text)
    assert refused.value.fields["credit_code"].code == case
    assert not is_credit_code(text)


def test_a_code_whose_inner_check_alone_is_wrong_is_refused():
    first17 = "91350100M000100Y5"
    with pytest.raises(BadInput, match="第17位"):
        credit_code(first17 + check_character(first17))


@pytest.mark.parametrize("text", ["9135O100M000100Y43", "9I350100M000100Y43", "91350100MOOO1OOY43"])
def test_letters_o_and_i_are_not_replaced_but_the_right_code_is_suggested(text):
    assert not is_credit_code(text)
    with pytest.raises(BadInput, match="是否应为91350100M000100Y43？"):
        credit_code(text)


def test_normalising_leaves_letters_as_they_are():
    assert normalise("o i ０") == "OI0"


@given(CODES)
def test_a_code_made_by_the_rules_is_taken(code):
    assert is_credit_code(code)


@given(CODES, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code, place, letter):
    wrong = code[:place] + letter + code[place + 1 :]
    assert is_credit_code(wrong) == (wrong == code)


@given(CODES, st.integers(0, 16))
def test_two_neighbours_changed_round_are_always_noticed(code, place):
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_credit_code(swapped) == (swapped == code)


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("650000050001234", "650000050001234"),
        (" 6500 0005 0001 234", "650000050001234"),
        ("91350100M000100Y43", ""),
        ("65000005000123X", ""),
    ],
)
def test_an_old_number_of_fifteen_digits_is_known_and_nothing_else(text, old):
    assert old_number(text) == old


def test_of_a_wrong_code_the_part_that_is_wrong_is_told():
    assert [one.is_right for one in parts("91350100M000100Y43")] == [True] * 5
    assert [one.is_right for one in parts("91350100M000100Y44")] == [True, True, True, True, False]
    assert [one.is_right for one in parts("Z1350100M000100Y43")] == [False, True, True, True, None]
    village = parts("N2654201MF1234567F")
    assert all(one.is_right for one in village) and village[0].says == "村级集体经济组织"


def test_while_a_code_is_being_typed_nothing_is_wrong_yet():
    assert [one.is_right for one in parts("9135")] == [True, None, None, None, None]
    assert [one.is_right for one in parts("")] == [None] * 5
