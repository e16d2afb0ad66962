"""Shared ground of all rooms; must not know a word of the helpline's language."""
