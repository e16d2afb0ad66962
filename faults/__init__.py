"""Proofs that the line holds: breaks things from outside and judges what people lived through."""
