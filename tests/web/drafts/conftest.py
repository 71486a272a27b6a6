"""Who meets the pages of drafts, and where their files go."""

from __future__ import annotations

import pytest

from tests import make


@pytest.fixture
def cast():
    return make.cast()


@pytest.fixture
def lin(client, cast):
    """Lin's browser, logged in."""
    client.force_login(cast.lin)
    return client


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
