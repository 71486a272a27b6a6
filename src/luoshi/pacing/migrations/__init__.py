"""How often a door may be used, and what is remembered of it."""
