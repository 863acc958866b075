"""Whose matter it is, and why."""
