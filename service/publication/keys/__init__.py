"""With which keys the bureau signs."""
