"""What shows that something ought to have been done and was not (四应四不), and what calls for supervision (40(1))."""

import re
from dataclasses import dataclass
from enum import StrEnum

from service.rulebook.terms import Clock


class Sign(StrEnum):
    """By which fact a detector finds a petition."""

    MISSED = "missed"  # one of these clocks passed its legal limit
    REGISTERED_LATE = "registered_late"  # entered more than so many days after receipt (21: promptly)
    UNATTENDED = "unattended"  # missed for more than so many days, and no supervision of it
    RETURNED_TWICE = "returned_twice"  # two organs had it and gave it back
    DISSATISFIED = "dissatisfied"
    REPEAT_AFTER_CLOSING = "repeat_after_closing"
    NO_LEGAL_BASIS = "no_legal_basis"  # an opinion that names no law (32)
    NOT_EXECUTED = "not_executed"  # supported, closed, and after so many days neither resolved nor carried out


_TEXT = re.compile("《.+》")

WITH_CLOCKS = frozenset((Sign.MISSED, Sign.UNATTENDED))
WITH_DAYS = frozenset((Sign.REGISTERED_LATE, Sign.UNATTENDED, Sign.NOT_EXECUTED))


@dataclass(frozen=True, slots=True)
class Detector:
    """A definition: its names, its article, the sign, and whether it calls for supervision."""

    code: str
    zh: str
    en: str
    article: str
    sign: Sign
    clocks: tuple[Clock, ...]
    days: int
    trigger: bool


def cites_a_text(legal_basis: str) -> bool:
    """Whether what an organ gives as its legal basis names any text at all (条例 32)."""
    return _TEXT.search(legal_basis) is not None
