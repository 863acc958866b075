"""What the bureau does to see that others act (条例 36-40, 18(2)), and what shows that it ought to."""
