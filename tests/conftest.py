"""What every test stands on: a data folder of its own, before the settings are read."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("LUOSHI_DATA", tempfile.mkdtemp(prefix="luoshi-test-"))
os.environ.setdefault("LUOSHI_SECRET_KEY", "only-for-tests")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "luoshi.conf.settings")
