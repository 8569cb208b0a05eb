"""Runs: what they depend on, how they are computed once, and how they are published whole."""
