"""Whether two received items (信访件) are suspected to be one matter (信访事项) or one issue: pure decisions.

A suspicion shows a clerk what to look at. It refuses nothing, resets no clock and merges nothing (条例 43; PIPL 24):
even after a review's final opinion the same facts are registered (条例 36(3); domain §21.10).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from service.rulebook.jurisdiction import Reason
from service.rulebook.vocabulary import Purpose, Relation

# What a clerk has to know of a repeat: it may be R1 (19(3)) or R2 (36(3)), and it counts in 重复信访率.
REPEAT_ARTICLE = "信访工作条例 19(3)、36(3)"
# 可能造成社会影响的重大、紧急信访事项 must be reported in time, so a mass issue has to be seen while it is small.
SAME_ISSUE_ARTICLE = "信访工作条例 25"
ACQUAINTED = {"certain": "证件号码、电话或者姓名加住址相同", "namesake": "姓名相同"}


class Acquaintance(StrEnum):
    """What is known of the two petitioners, by keyed hashes alone."""

    CERTAIN = "certain"  # the same document, telephone, or name with address
    NAMESAKE = "namesake"  # the same name and no more
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Bars:
    """From which probability of being one matter on, and for how long, two items are shown together."""

    repeat: float
    same_issue: float
    within: timedelta  # of each other, for one issue of different people; a repeat may come after years


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known of two items."""

    probability: float  # that they are about one matter or issue
    acquaintance: Acquaintance
    apart: timedelta
    purposes: frozenset[str | None]  # those in force


def related(pair: Pair, bars: Bars) -> Relation | None:
    """How the two are suspected to belong together; None where they are not.

    An accusation is never shown beside what is no accusation, nor in a mass issue: whoever reads those lists need not
    know of it (条例 30(3), domain §7.5).
    """
    accusing = Purpose.ACCUSATION in pair.purposes
    if accusing and len(pair.purposes) > 1:
        return None
    if pair.acquaintance is Acquaintance.CERTAIN:
        return Relation.REPEAT if pair.probability >= bars.repeat else None
    if pair.probability < bars.same_issue:
        return None
    if pair.acquaintance is Acquaintance.NAMESAKE:
        return Relation.REPEAT
    return None if accusing or pair.apart > bars.within else Relation.SAME_ISSUE


def reason(relation: Relation, acquaintance: Acquaintance) -> Reason:
    """Why the two are shown together, with its article."""
    if relation is Relation.REPEAT and acquaintance is Acquaintance.STRANGER:  # the machine did not see it
        return Reason("matters:clerk", "工作人员认定为同一人就同一事项提出", REPEAT_ARTICLE)
    if relation is Relation.REPEAT:
        return Reason("matters:repeat", f"{ACQUAINTED[acquaintance]}，所述事项相近", REPEAT_ARTICLE)
    return Reason("matters:same_issue", "不同信访人所述事项相近", SAME_ISSUE_ARTICLE)
