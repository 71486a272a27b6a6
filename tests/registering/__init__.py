"""Help with registering a company."""
