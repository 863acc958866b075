"""Work owed: jobs committed with the fact that caused them."""
