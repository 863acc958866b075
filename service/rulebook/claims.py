"""Whether the parts of a petition are matters of their own for organs of their own (条例 22(1), 30(3)).

A needless split sends somebody's letter to an organ that it does not concern; a missed one is seen by the organ that
gets the letter. So everything here leans towards one matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from service.rulebook.jurisdiction import Finding, Reason
from service.rulebook.rules import Subject

ARTICLE = "信访工作条例 22(1)、30(3)"
RULE = "claims:several"
BECAUSE = "反映两个以上事项，分属不同机关，由工作人员核定是否分开办理"
SHARES = (1.0, 0.35, 0.1)  # how a kind of matter bears on the organs it names, in their order
GENERAL = 0.5  # a wide kind (学校管理, 消费 …) says half as much
KINDRED = 0.5  # parts whose organs share this much of their bearing are one matter
DISTINCT = 0.6  # and an organ that is this probable beside the first is no other organ
SURE = 0.3  # below this an organ is a guess, and a guess founds no claim
LEAST_BEARING = 1.5  # what is mentioned in passing weighs less
LEAST_CUES = 2
LEAST_POINTS = 5

Bearing = Mapping[str, float]  # organ → how much the words speak for it


@dataclass(frozen=True, slots=True)
class Signs:
    """What, beside their organs, speaks for two matters or against.

    The points were set on 175 labelled petitions and 12,759 real messages whose splits were read by hand: all that
    reach five points were sensible, of those with four about a third.
    """

    asked: bool = False  # two organs asked to act, one after the other
    announced: bool = False  # the petitioner says that there are two matters
    added: bool = False  # a later part opens with 另外, 此外 …
    continued: bool = False  # or with 还有, 同时 …, which more often goes on
    numbered: bool = False  # two items of a list
    titled: int | None = 0  # how many of the matters the title names; None where it names none at all
    classes: int = 1  # level-1 content classes among the parts
    proceedings: bool = False  # courts and arbitration: mostly the further story of the same matter
    long: bool = False  # long letters mention much

    @property
    def points(self) -> int:
        """What all signs amount to."""
        title = 1 if self.titled is None else {0: 0, 1: -1}.get(self.titled, 3)
        added = 3 if self.added else int(self.continued)
        return (
            4 * self.asked
            + 3 * self.announced
            + added
            + 2 * self.numbered
            + title
            + (1 if self.classes > 1 else -1)
            - self.proceedings
            - 2 * self.long
        )

    @property
    def speak_for_two(self) -> bool:
        """Whether they suffice."""
        return self.points >= LEAST_POINTS


def bearing(strengths: Mapping[Subject, float]) -> dict[str, float]:
    """How much kinds of matter speak for each organ, before class, purpose and route are asked."""
    found: dict[str, float] = {}
    for subject, strength in strengths.items():
        weight = strength * (GENERAL if subject.general else 1.0)
        for organ, share in zip(subject.organs, SHARES, strict=False):
            found[organ] = found.get(organ, 0.0) + weight * share
    return found


def leading(found: Bearing) -> tuple[str, float]:
    """The organ that most is said for, and how much; an empty code where nothing is said for any."""
    return max(((organ, weight) for organ, weight in found.items()), key=lambda pair: pair[::-1], default=("", 0.0))


def kindred(one: Bearing, other: Bearing) -> bool:
    """Whether either part speaks so much for the other's organ that one organ can have both."""
    (first, weight), (second, against) = leading(one), leading(other)
    return first == second or one.get(second, 0.0) >= KINDRED * weight or other.get(first, 0.0) >= KINDRED * against


def rivals(one: Subject, other: Subject) -> bool:
    """Whether two kinds of matter have organs so different that they may be two claims."""
    return one.organs[0] not in other.organs[:2] and other.organs[0] not in one.organs[:2]


def apart(one: Finding, other: Finding) -> bool:
    """Whether two organs found are surely two."""
    return one.answer != other.answer and _clear_of(one, other.answer) and _clear_of(other, one.answer)


def _clear_of(finding: Finding, organ: str | None) -> bool:
    chance = next((each.probability for each in finding.candidates if each.code == organ), 0.0)
    return finding.confidence >= SURE and chance < DISTINCT * finding.confidence


def undecided(organ: Finding) -> Finding:
    """The organ of a petition with several claims: a clerk confirms the split, since it decides who reads what."""
    return replace(organ, open=True, reasons=(*organ.reasons, Reason(RULE, BECAUSE, ARTICLE)))
