"""Accounts, roles, sign-in and duty state; must not know calls or cases."""
