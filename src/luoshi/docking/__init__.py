"""Point-to-point docking: offers and needs, who meets whom, what was agreed, what came of it."""
