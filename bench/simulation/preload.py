"""What each desk's process needs, read once: the processes are forked from one that has it."""

from __future__ import annotations

import django

django.setup()

import bench.simulation.desk  # noqa: F401
