"""Child Helpline 1098: one folder is one room; see docs/life-of-a-call.md for the way through."""
