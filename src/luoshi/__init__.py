"""Luoshi (落实) carries what was agreed at a meeting through to done."""

__version__ = "0.1.0"
