"""The clocks of all petitions: what a night makes of them, and what is owed by whom."""
