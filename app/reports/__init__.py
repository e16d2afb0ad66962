"""Reports: tables of what is known, read-only; nothing here writes, and nothing is added twice."""
