"""Conditional cash transfer: who is enrolled, what is released and paid, and its ledger."""
