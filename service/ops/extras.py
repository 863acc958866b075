"""What an extra of the package would bring, and is not there."""


class TracingMissing(Exception):
    """Traces are wanted and cannot be made."""
