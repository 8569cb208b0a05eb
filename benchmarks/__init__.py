"""Measured, not tested: how fast the models are, and how near the fast ones come to the slow."""
