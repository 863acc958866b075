"""What every stage works with: the time, a transaction, the bureau, and how a refusal is told."""
