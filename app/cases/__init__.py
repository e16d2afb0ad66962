"""Incidents and the children in them, the still centre; must not know calls or dispatches."""
