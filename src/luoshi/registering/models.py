"""Voluntary help with registering a company locally, step by step."""
