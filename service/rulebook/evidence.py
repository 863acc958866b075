"""What was read in a petition, as the pure rules see it: signs with their strength and the words they stand on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.rulebook.jurisdiction import Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """The signs found (a sign is a group of cue words of the lexicon) and facts that follow from form or place."""

    strengths: Mapping[str, float] = field(default_factory=dict)
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    facts: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """Every sign found and every fact that holds."""
        return self.facts.union(self.strengths)

    def holds(self, condition: str) -> bool:
        """Whether a sign was found or a fact holds."""
        return condition in self.strengths or condition in self.facts

    def strength(self, sign: str) -> float:
        """How strongly a sign speaks; 0 where it was not found."""
        return self.strengths.get(sign, 0.0)

    def stand_on(self, signs: Iterable[str]) -> tuple[Span, ...]:
        """The words behind these signs, at most five of them."""
        return tuple(span for sign in signs for span in self.spans.get(sign, ()))[:5]
