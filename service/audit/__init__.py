"""Everything recomputed: whether the register still is what was signed for."""
