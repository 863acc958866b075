"""Texts with placeholders, as a bureau writes them: which facts they ask for, and that none claims 受理 (domain §9)."""

from string import Formatter

from service.bureau.documents import Entry

ACCEPTED = "受理"
SAFE = ("不等于受理", "是否受理")  # the two ways to say the word without claiming the thing


def placeholders(entry: Entry, field: str) -> set[str]:
    """The facts that a text asks for; a placeholder with a format of its own stops the start."""
    try:
        parsed = tuple(Formatter().parse(entry.text(field)))
    except ValueError:
        raise entry.broken(field, "braces only around placeholders") from None
    if any(conversion or specification for _, _, specification, conversion in parsed):
        raise entry.broken(field, "placeholders without a format of their own")
    return {name for _, name, _, _ in parsed if name is not None}


def claims_nothing(entry: Entry, field: str) -> None:
    """Registered is not accepted: a text that says 受理 otherwise than in the two safe ways stops the start."""
    rest = entry.text(field)
    for phrase in SAFE:
        rest = rest.replace(phrase, "")
    if ACCEPTED in rest:
        raise entry.broken(field, f"no claim of {ACCEPTED}; only {' or '.join(SAFE)} may be said")
