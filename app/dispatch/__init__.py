"""Somebody goes: request, alert, accept, arrive; must not know calls."""
