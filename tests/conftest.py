"""What every test stands on: a data folder of its own.

The settings are named here and not in ``pyproject.toml``: there they would be read before this.
"""

from __future__ import annotations

import os
import tempfile

import django
import pytest
from django.utils import translation

os.environ.setdefault("LUOSHI_DATA", tempfile.mkdtemp(prefix="luoshi-test-"))
os.environ.setdefault("LUOSHI_SECRET_KEY", "only-for-tests")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.conf.settings")

django.setup()


@pytest.fixture(autouse=True)
def _each_story_begins_in_simplified_chinese() -> None:
    """A page asked for in another language leaves that language behind in its thread."""
    translation.activate("zh-hans")
