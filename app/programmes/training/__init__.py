"""Training: courses, sessions of them, who was there and who passed."""
