"""The embedded PostgreSQL, tried with real servers."""
