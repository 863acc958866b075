"""Codes that a caller names: whether the bureau has them, and what to name instead."""

from collections.abc import Iterable, Iterator
from datetime import date

from service.bureau.load import Bureau
from service.desk.suggestion import nearest
from service.rulebook.errors import Fault


def of_organ(pointer: str, organ: str, bureau: Bureau, on: date) -> Iterator[Fault]:
    """The fault of an organ that the bureau has not, or that is not in force on a day."""
    if organ not in bureau.organs:
        yield unknown(pointer, organ, (one.code for one in bureau.organs))
    elif not bureau.organs.by_code[organ].validity.covers(on):
        yield _not_in_force(pointer, organ, bureau, on)


def unknown(pointer: str, given: str, known: Iterable[str]) -> Fault:
    """The fault of a code that nobody has, with the nearest one that there is."""
    near = nearest(given, list(known))
    hints = {
        "suggestion_zh": f"是否指 {near}？" if near else "",
        "suggestion_en": f"Did you mean {near}? " if near else "",
    }
    return Fault(pointer, "unknown_code", {"given": given, **hints})


def _not_in_force(pointer: str, organ: str, bureau: Bureau, on: date) -> Fault:
    """条例 24(2): what an organ that is no more was competent for is its successor's."""
    acting = bureau.organs.in_force(organ, on)
    facts = {"given": organ, "on": on.isoformat()}
    if acting is None:
        return Fault(pointer, "organ_abolished", facts)
    return Fault(pointer, "organ_succeeded", {**facts, "acting": acting.code, "name": acting.name})
