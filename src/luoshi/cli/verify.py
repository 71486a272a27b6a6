"""``luoshi verify``: the older name of ``luoshi audit verify``."""

from luoshi.cli.audit import verify

__all__ = ["verify"]
