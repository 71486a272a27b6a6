"""Text in, draft out: ``from luoshi.reading import read_report``."""

from luoshi.reading.report import read_report

__all__ = ["read_report"]
