"""What the petitioner is told, in writing."""
