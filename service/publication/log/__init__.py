"""The transparency log, for anybody to check."""
