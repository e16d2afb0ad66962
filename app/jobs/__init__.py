"""Work due now and deadlines; must not know what the work is."""
