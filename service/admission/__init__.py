"""How a system that has a key is let in otherwise: access tokens, and proofs of work for who has none."""
