"""Bodies and papers of every shape, for properties that must hold of all of them."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from luoshi.papers.paper import Chart, Code, Item, Labelled, Paper, Para, Sheet, Table

SIGNS = "落实督办事项一二、。：（）()12.|\\-↵【】［］图：\n ·《》x\u2028"
words = st.text(alphabet=SIGNS, max_size=12)
said = words.filter(str.strip)
values = st.none() | st.decimals(allow_nan=False, allow_infinity=False, places=2)


@st.composite
def tables(draw):
    wide = draw(st.integers(1, 4))
    row = st.tuples(*[words] * wide)
    aligns = st.tuples(*[st.sampled_from(["left", "center", "right"])] * wide)
    return Table(
        tuple(draw(st.lists(row, max_size=3))),
        draw(st.tuples(*[st.integers(1, 5)] * wide)),
        draw(st.just(()) | row),
        draw(st.just(()) | aligns),
    )


@st.composite
def charts(draw):
    labels = tuple(draw(st.lists(words, max_size=3)))
    one = st.tuples(words, st.tuples(*[values] * len(labels)))
    kind = st.sampled_from(["bars", "columns", "lines"])
    series = tuple(draw(st.lists(one, max_size=2)))
    return Chart(draw(said), labels, series, draw(words), draw(kind), draw(words))


blocks = st.one_of(
    st.builds(Para, said),
    st.builds(Item, st.integers(1, 4), said, words, st.just("")),
    st.builds(Item, st.integers(1, 4), st.just(""), said, st.just("")),
    st.builds(Labelled, said, words),
    tables(),
    st.builds(Code, said, st.lists(words, max_size=2).map(tuple)),
    charts(),
)
bodies = st.lists(blocks, max_size=6).map(tuple)
names = st.lists(words, max_size=2).map(tuple)
days = st.dates(dt.date(2016, 1, 1), dt.date(2030, 1, 1))
sheets = st.builds(Sheet, words, bodies, words, st.booleans())
FIELDS = dict(
    format=st.sampled_from(["general", "letter", "minutes", "bulletin", "form"]),
    mark=words,
    title=words,
    body=bodies,
    issuer=words,
    dated=days,
    number=words,
    issue=words,
    editor=words,
    urgency=words,
    signer=words,
    cosigners=names,
    joint=names,
    serial=words,
    foreword=words,
    addressees=names,
    attachments=names,
    sealed=st.booleans(),
    note=words,
    author=words,
    editors=names,
    reviewer=words,
    reported=names,
    sent=names,
    distributed=names,
    copies=names,
    printed_by=words,
    printed_on=st.none() | days,
    printed_copies=st.integers(0, 500),
    sheets=st.lists(sheets, max_size=2).map(tuple),
)
papers = st.builds(Paper, **FIELDS)
