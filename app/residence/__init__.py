"""Beds of centres: held for a child on the way, taken by a child who stays; sends nobody."""
