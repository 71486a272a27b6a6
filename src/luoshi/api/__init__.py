"""The programming interface: a thin door to the same queries and actions as the pages."""
