"""How somebody works: the views she keeps, the tour she took, and what she did to many rows at once."""
