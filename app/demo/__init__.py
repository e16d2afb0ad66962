"""One invented day with fictional names; must never run outside the demo."""
