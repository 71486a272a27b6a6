"""What every test stands on: a data folder of its own.

The settings are named here and not in ``pyproject.toml``: there they would be read before this.
"""

from __future__ import annotations

import os
import tempfile

import django

os.environ.setdefault("LUOSHI_DATA", tempfile.mkdtemp(prefix="luoshi-test-"))
os.environ.setdefault("LUOSHI_SECRET_KEY", "only-for-tests")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.conf.settings")

django.setup()
