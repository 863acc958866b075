"""What is decided of a text before the organ: of a whole petition, or of one claim in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.classification.accused import Reproach
from service.rulebook.competence import Case
from service.rulebook.evidence import Evidence
from service.rulebook.jurisdiction import Finding
from service.rulebook.rules import Subject


@dataclass(frozen=True, slots=True)
class Opinion:
    """Purpose, class and route, what the organ depends on, the chance that the text accuses somebody, and all
    that speaks for it."""

    purpose: Finding
    content_class: Finding
    route: Finding
    case: Case
    accusation: float
    suspicion: float
    reproach: Reproach


def answered(evidence: Evidence, purpose: Finding, content_class: Finding, subjects: Iterable[Subject]) -> Evidence:
    """The evidence with the earlier answers as facts that later rules may ask after."""
    facts = {f"purpose:{purpose.answer}", f"class:{(content_class.answer or '')[:2]}0000"}
    facts.update(f"subject:{subject.id}" for subject in subjects)
    return replace(evidence, facts=evidence.facts | facts)
