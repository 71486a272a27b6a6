"""How each project and matter stands: the lights of time, progress and reports, and the worst of them."""
