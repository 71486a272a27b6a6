"""What is laid before a leader: the question, the options, by when; and what she decided."""
