"""Centres, workers and their coverage; must not know incidents."""
