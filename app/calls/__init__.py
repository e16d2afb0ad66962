"""A live conversation from first ring to hang-up; must not know dispatch."""
