"""A simulated phone network in its own process; it knows the product only by HTTP."""
