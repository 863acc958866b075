"""What an organ answered is reviewed by the one above it, twice at most."""
