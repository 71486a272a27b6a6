"""Stories of the room diary."""
