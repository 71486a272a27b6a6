"""One index over everything, followed from the record."""
