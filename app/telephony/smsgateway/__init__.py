"""Texts through an aggregator of the country: any that takes a request and may report back."""
