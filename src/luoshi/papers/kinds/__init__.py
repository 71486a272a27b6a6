"""The papers of the regime: each module takes values of the register and returns a ``Paper``."""
