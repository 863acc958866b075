"""A petition comes in, once."""
