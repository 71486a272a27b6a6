"""Addresses at which somebody's own calendar is fetched."""
