"""A city as a sponge: rain, soil water and heat answered by one stock of water."""

__version__ = "0.1.0"
