"""The nearest of what exists to what was asked for: a misspelling gets a hint, never a plausible wrong answer."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(given: str, known: Iterable[str]) -> str | None:
    """The closest known word, if one is close enough to have been meant."""
    found = get_close_matches(given[:64], list(known), n=1, cutoff=0.6)
    return found[0] if found else None
