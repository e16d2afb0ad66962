"""Awareness and recreation: what was told to whom, where and when, and how many it reached."""
