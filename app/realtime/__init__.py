"""Live screens: reads what was recorded and shows it; nobody imports it."""
