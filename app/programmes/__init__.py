"""Programmes around the helpline; each folder is a room that knows none of the others."""
