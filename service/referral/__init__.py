"""A petition goes to the organ that is competent, and comes back answered."""
