"""Where the text model's answer comes from: its strongest stretches, as places in the fields of the petition."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from service.classification.cues import FoldedText
from service.classification.stretches import Stretch
from service.reading.grams import Grams
from service.rulebook.content_class import MODEL_RULE
from service.rulebook.jurisdiction import Candidate, Finding, Span
from service.rulebook.vocabulary import TextField


class TextModel(Protocol):
    """What weighs the content classes of a text; `content_model.ContentModel` is the one that ships."""

    @property
    def version(self) -> str: ...
    def weigh(self, petition: Grams) -> tuple[Candidate, ...]: ...
    def evidence(self, petition: Grams, code: str, most: int = 3) -> tuple[Stretch, ...]: ...


def pointed(finding: Finding, text: FoldedText, model: TextModel) -> Finding:
    """The finding with the words that led the model there, where no word of the lexicon was at hand to show."""
    if finding.answer is None or any(reason.evidence for reason in finding.reasons):
        return finding
    stretches = model.evidence(text.grams, finding.answer[:2] + "0000")
    spans = tuple(span for stretch in stretches for span in _spans(stretch, text))
    reasons = [replace(one, evidence=spans) if one.rule == MODEL_RULE else one for one in finding.reasons]
    return replace(finding, reasons=tuple(reasons))


def _spans(stretch: Stretch, text: FoldedText) -> Iterator[Span]:
    """The body is request and facts in one; a stretch that reaches over the seam is shown in both."""
    if stretch.where == "title":
        yield Span(TextField.SUBJECT, stretch.start, stretch.end)
        return
    seam = len(text.fields[TextField.REQUEST])
    parts: Sequence[tuple[TextField, int, int]] = (
        (TextField.REQUEST, stretch.start, min(stretch.end, seam)),
        (TextField.FACTS, max(stretch.start, seam) - seam, stretch.end - seam),
    )
    for field, start, end in parts:
        if start < end:
            yield Span(field, start, end)
