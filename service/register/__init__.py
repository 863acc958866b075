"""The petition record: the only writer of its rows."""
