"""A backup: one snapshot of the database, the files it names, and a sealed list of both; and the way back."""
