"""What speaks for or against one matter beside the text: the place and the content class that classification found.

The messages that the line is learnt from carry neither, so these weights are set. They are log-odds, the unit of the
line, a little below what 47 pairs of written cases of one matter show against 116 pairs of two that share a mark: the
same class in 87 % against 37 %, the same township in 53 % against 13 %, another township in none against 57 %.
"""

from itertools import pairwise

from service.matters.statement import Statement

OTHER_PLACE = -6.0  # "the street lamps are out", word for word, in two townships: two matters
OTHER_VILLAGE = -2.0  # of one township: some matters reach over both
SAME_TOWNSHIP = 1.0
SAME_CLASS, OTHER_CLASS = 0.8, -1.2  # weak: one class in ten is wrong, and one matter has several sides
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
