"""What a clerk decides, and whether the bureau has the codes and the petition the words that it names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from service.bureau.load import Bureau
from service.desk.codes import of_organ, unknown
from service.rulebook.errors import ContentConflict, Fault
from service.rulebook.jurisdiction import Span, Submission
from service.rulebook.vocabulary import Purpose, Route


@dataclass(frozen=True, slots=True)
class DecidedClaim:
    """One of several claims, as a clerk sees it: named by its words, by a summary, or by both."""

    spans: tuple[Span, ...]
    summary: str
    content_class: str
    route: Route
    organ: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a clerk decides: all five answers, since what is not corrected is thereby confirmed.

    Without claims the petition is one matter; with claims the first is the main one, whose organ is that of the whole.
    """

    purpose: Purpose
    content_class: str
    division: str | None
    route: Route
    organ: str
    because: str
    claims: tuple[DecidedClaim, ...] = ()
    accused: tuple[str, ...] | None = None  # None: those that the decision before knew


def checked(decision: Decision, submission: Submission, bureau: Bureau, on: date) -> Decision:
    """The decision with its division as it is in force.

    Raises `ContentConflict` for codes that do not exist, organs not in force on that day, and words that are not there.
    """
    division = bureau.divisions.find(decision.division) if decision.division is not None else None
    faults = [*_codes("", decision.content_class, decision.organ, bureau, on)]
    if decision.division is not None and division is None:
        faults.append(unknown("/division", decision.division, []))
    for at, claim in enumerate(decision.claims):
        faults += _codes(f"/claims/{at}", claim.content_class, claim.organ, bureau, on)
        if not claim.spans and not claim.summary:
            faults.append(Fault(f"/claims/{at}", "claim_unnamed"))
    faults += _accused(decision, bureau)
    faults += _misplaced(decision.claims, submission)
    if decision.claims and decision.claims[0].organ != decision.organ:
        faults.append(Fault("/claims/0/organ", "main_claim_elsewhere", {"organ": decision.organ}))
    if faults:
        raise ContentConflict(tuple(faults))
    return replace(decision, division=division.code if division else None)


def _codes(pointer: str, content_class: str, organ: str, bureau: Bureau, on: date) -> Iterator[Fault]:
    if content_class not in bureau.content_classes:
        yield unknown(f"{pointer}/content_class", content_class, (one.code for one in bureau.content_classes))
    yield from of_organ(f"{pointer}/organ", organ, bureau, on)


def _accused(decision: Decision, bureau: Bureau) -> Iterator[Fault]:
    for at, organ in enumerate(decision.accused or ()):
        if organ not in bureau.organs:
            yield unknown(f"/accused/{at}", organ, (one.code for one in bureau.organs))


def _misplaced(claims: Iterable[DecidedClaim], submission: Submission) -> Iterator[Fault]:
    """Words that are not there, and words that two claims share: each word goes to one organ."""
    named = [
        (span, f"/claims/{at}/words/{nth}") for at, claim in enumerate(claims) for nth, span in enumerate(claim.spans)
    ]
    for span, pointer in named:
        length = len(submission.text(span.field))
        if not span.start < span.end <= length:
            yield Fault(pointer, "outside_text", {"length": length})
    for (one, _), (other, pointer) in pairwise(sorted(named, key=lambda each: (each[0].field, each[0].start))):
        if one.field is other.field and other.start < one.end:
            yield Fault(pointer, "words_shared")
