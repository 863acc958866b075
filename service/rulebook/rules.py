"""The decision tables as values: rules with their article, and subjects that say where a kind of matter belongs."""

from collections.abc import Mapping
from dataclasses import dataclass

TOWNSHIP = "@township"  # the organ that governs the township or subdistrict where the problem is (条例 15(3), 属地)


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule speaks: all of `all_of`, at least one of `any_of`, none of `none_of`; empty means no demand."""

    all_of: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    def met(self, known: frozenset[str]) -> bool:
        """Whether what is known (`Evidence.known`) meets the condition."""
        return (
            known.issuperset(self.all_of)
            and (not self.any_of or not known.isdisjoint(self.any_of))
            and known.isdisjoint(self.none_of)
        )

    @property
    def signs(self) -> tuple[str, ...]:
        """Everything the condition asks after."""
        return (*self.all_of, *self.any_of)


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """A rule that speaks for one purpose or one route with a weight."""

    id: str
    answer: str
    weight: float
    when: Condition
    article: str
    because: str


@dataclass(frozen=True, slots=True)
class OrganRule:
    """One cell or row of the organ table; empty tuples stand for every value. A lower rank decides before a higher."""

    id: str
    rank: int
    classes: tuple[str, ...]
    purposes: tuple[str, ...]
    routes: tuple[str, ...]
    places: tuple[str, ...]
    when: Condition
    organs: tuple[str, ...]
    article: str
    because: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of matter (供暖, 欠薪 …): its content class, the way of 条例 31 it normally goes, the organs in order."""

    id: str
    name: str
    content_class: str
    route: str
    organs: tuple[str, ...]
    general: bool  # a wide kind (学校管理, 消费 …) that yields to a narrower one named beside it
    article: str
    because: str


@dataclass(frozen=True, slots=True)
class Rules:
    """All tables of one bureau."""

    purposes: tuple[AnswerRule, ...]
    routes: tuple[AnswerRule, ...]
    organs: tuple[OrganRule, ...]
    defaults: Mapping[str, OrganRule]  # by level-1 class: no class without an organ
    subjects: Mapping[str, Subject]
    discipline: tuple[str, ...]  # who receives an accusation, the first that is not itself accused
    superior: str
