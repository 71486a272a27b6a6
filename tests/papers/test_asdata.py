"""A paper kept as JSON comes back as the paper that it was."""

from __future__ import annotations

import dataclasses
import json

import pytest
from hypothesis import given, settings

from luoshi.papers import asdata
from luoshi.papers.paper import Paper
from tests.papers import bodies, samples


@given(bodies.papers)
@settings(max_examples=80, deadline=None)
def test_what_was_kept_is_what_comes_back(paper):
    kept = json.dumps(asdata.to_data(paper), ensure_ascii=False)

    assert asdata.from_data(json.loads(kept)) == paper


def test_every_field_of_a_paper_is_among_those_that_were_tried():
    assert {one.name for one in dataclasses.fields(Paper)} == set(bodies.FIELDS)


def test_a_field_that_papers_do_not_have_is_refused_and_not_lost():
    data = asdata.to_data(samples.papers()["letter"])
    assert asdata.from_data(data) == samples.papers()["letter"]
    with pytest.raises(ValueError, match="secrecy"):
        asdata.from_data(data | {"secrecy": "秘密"})


def test_what_a_paper_does_not_say_takes_no_room():
    data = asdata.to_data(samples.papers()["letter"])
    assert "signer" not in data and data["dated"] == "2026-06-02"
