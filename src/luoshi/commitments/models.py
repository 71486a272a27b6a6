"""What each side promised the other, in words both confirmed; re-checks of what was closed."""
