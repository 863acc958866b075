"""What speaks for or against one matter beside the text: the place and the content class that classification found.

No labelled pairs carry both, so these weights are set, not learnt. They are log-odds, the unit of the line over texts.
"""

from itertools import pairwise

from service.matters.statement import Statement

OTHER_PLACE = -6.0  # "the street lamps are out", word for word, in two townships: two matters
OTHER_VILLAGE = -2.0  # of one township: some matters reach over both
SAME_TOWNSHIP = 0.7  # a district has some ten townships, and what shares a name is mostly in one
SAME_CLASS, OTHER_CLASS = 0.5, -1.0  # weak: one class in ten is wrong, and one matter has several sides
_LEVELS = (0, 2, 4, 6, 9, 12)  # digits of province, city, county, township, village in a code (GB/T 2260, GB/T 10114)
_TOWNSHIP = 4


def circumstances(one: Statement, other: Statement) -> float:
    """The log-odds that place and class add."""
    return _place(one.division or "", other.division or "") + _class(one.content_class, other.content_class)


def _place(one: str, other: str) -> float:
    level = 0
    for start, end in pairwise(_LEVELS):
        ours, theirs = (code[start:end].strip("0") for code in (one, other))
        if not ours or not theirs:
            break
        if one[start:end] != other[start:end]:
            return OTHER_PLACE if level < _TOWNSHIP else OTHER_VILLAGE
        level += 1
    return SAME_TOWNSHIP if level >= _TOWNSHIP else 0.0


def _class(one: str | None, other: str | None) -> float:
    if not one or not other:
        return 0.0
    return SAME_CLASS if one[:2] == other[:2] else OTHER_CLASS
