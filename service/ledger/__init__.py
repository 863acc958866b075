"""The double-entry book behind every figure: append-only postings."""
