"""What a comparison starts from and what it finds."""

from dataclasses import dataclass
from typing import Any

from service.register.classifications import Answered
from service.register.petitions import Petition
from service.register.relations import Suspected
from service.rulebook.matters import Acquaintance
from service.rulebook.vocabulary import Relation


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A petition worth comparing."""

    petition: Petition
    made: Answered
    acquaintance: Acquaintance


@dataclass(frozen=True, slots=True)
class Found:
    """A petition that another is suspected to belong with."""

    other: Petition
    relation: Relation
    acquaintance: Acquaintance
    probability: float
    shared: tuple[str, ...]

    def suspected(self, petition: Petition) -> Suspected:
        """The pair as it is recorded: the later one points to the earlier one."""
        earlier, later = sorted((petition, self.other), key=lambda one: (one.registered_at, one.id))
        return Suspected(later.id, earlier.id, self.relation, self.probability, self.acquaintance, self.shared)

    def told(self) -> dict[str, Any]:
        """As the history tells it."""
        return {"number": self.other.number, "relation": self.relation, "probability": round(self.probability, 4)}
