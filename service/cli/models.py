"""`xinfang train` and `evaluate`."""


def train() -> None:
    """."""


def evaluate() -> None:
    """."""
