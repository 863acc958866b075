"""Transactions and the database: the only commit."""
