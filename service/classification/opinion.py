"""What is decided of a text before the organ: of a whole petition, or of one claim in it."""

from dataclasses import dataclass

from service.classification.accused import Reproach
from service.rulebook.competence import Case
from service.rulebook.jurisdiction import Finding


@dataclass(frozen=True, slots=True)
class Opinion:
    """Purpose, class and route, what the organ depends on, and the chance that the text accuses somebody."""

    purpose: Finding
    content_class: Finding
    route: Finding
    case: Case
    accusation: float
    reproach: Reproach
