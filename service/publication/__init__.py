"""What the bureau must make public (条例 18), as data."""
