"""The programmes children are served by, each in a room of its own that knows no other."""
