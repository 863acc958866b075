"""Files of petitions."""
