"""The edge to phone networks: translates and decides nothing."""
