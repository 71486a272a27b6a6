"""Tours: stops, people, questions to raise, notes taken on site."""
