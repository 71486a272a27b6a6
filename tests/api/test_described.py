"""Whatever the description of the interface allows, and much that it does not, is answered as it says."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import CHECKS
from schemathesis.generation import GenerationMode

from luoshi import clock
from luoshi.api.door import api
from luoshi.conf.wsgi import application
from luoshi.orgs.actions import make_key
from luoshi.values.civil import civil_day
from tests import make
from tests.matters.stories import claimed, issued, signed
from tests.progress import filed

TODAY = make.at("2026-06-12", 9)
schema = schemathesis.openapi.from_dict(api.get_openapi_schema())
schema.app = application
LEFT_OUT = [CHECKS.get_one(name) for name in ("positive_data_acceptance", "ignored_auth")]


@pytest.fixture
def key(db, monkeypatch):
    """The key of a coordinator's program, in a register with something in every state that matters.

    As in Django's own client, an answer does not end the story's connection.
    """
    monkeypatch.setattr(clock, "now", lambda: TODAY)
    cast = make.cast()
    issued(cast)
    signed(cast, title="清淤")
    claimed(cast, title="修闸")
    filed.project(cast)
    _key, token = make_key(name="试", expires_on=civil_day(TODAY), by=cast.lin, now=TODAY)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield token
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_door_keeps_to_its_description(case, key):
    case.headers["Authorization"] = f"Bearer {key}"
    answer = case.call()
    # A body of the right shape may still break a rule of the register, which is told by its own code.
    # That a key is asked for has a story of its own.
    case.validate_response(answer, excluded_checks=LEFT_OUT)
    if case.meta.generation.mode is GenerationMode.POSITIVE:
        assert "misshapen" not in answer.text, answer.text
