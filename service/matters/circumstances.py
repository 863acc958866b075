"""What speaks for or against one matter beside the text: the place and the content class that classification found.

No labelled pairs carry both, so these weights are set, not learnt: in log-odds, the unit of the line over the texts.
"""

from itertools import pairwise

from service.matters.statement import Statement

OTHER_PLACE = -3.0  # "the street lamps are out" in two townships: 20 to 1 against
OTHER_CLASS = -1.0  # weak: of answered classes one in ten is wrong, and one matter has several sides
SAME_TOWNSHIP = 0.5
_LEVELS = (
    0,
    2,
    4,
    6,
    9,
    12,
)  # digits of province, city, district, township, village in a division code (GB/T 2260, 10114)
_TOWNSHIP = 4


def circumstances(one: Statement, other: Statement) -> float:
    """The log-odds that place and class add."""
    odds = 0.0
    shared = _shared_levels(one.division, other.division)
    if shared is None:
        odds += OTHER_PLACE
    elif shared >= _TOWNSHIP:
        odds += SAME_TOWNSHIP
    if one.content_class and other.content_class and one.content_class[:2] != other.content_class[:2]:
        odds += OTHER_CLASS
    return odds


def _shared_levels(one: str | None, other: str | None) -> int | None:
    """Down to which level both name the same division; None where they name different ones."""
    level = 0
    for start, end in pairwise(_LEVELS):
        ours, theirs = ((code or "")[start:end].rstrip("0") for code in (one, other))
        if not ours or not theirs:
            break
        if ours != theirs:
            return None
        level += 1
    return level
