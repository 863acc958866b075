"""What happened to its matters at organs: each counted under the organ that had it then."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from service.rulebook.dossier import Dossier
from service.rulebook.handling_vocabulary import Outcome
from service.rulebook.measures import Measure, Resolution, Urging
from service.rulebook.postings import Dimensions, Posting
from service.rulebook.replay import Happened
from service.rulebook.vocabulary import EventKind

# What counts one on its day, and where the history tells its kind.
_COUNTED: Mapping[EventKind, tuple[Measure, str | None]] = {
    EventKind.OBJECTED: (Measure.OBJECTIONS, None),
    EventKind.DISPUTED: (Measure.DISPUTES, None),
    EventKind.ACCEPTED: (Measure.ACCEPTANCES, None),
    EventKind.EXTENDED: (Measure.EXTENSIONS, None),
    EventKind.REPLIED: (Measure.REPLIES, "outcome"),
    EventKind.REVIEW_REQUESTED: (Measure.REVIEWS, "level"),
    EventKind.REVIEW_DECIDED: (Measure.REVIEW_DECISIONS, "outcome"),
}


@dataclass(frozen=True, slots=True)
class _Matter:
    """One matter while it is read."""

    under: Dimensions
    sent_on: date
    mediated: bool = False


def lines(dossier: Dossier) -> Iterator[Posting]:
    """Sent, objected to, accepted, answered, closed; and how many days that took."""
    matters: dict[int, _Matter] = {}
    for one in dossier.history:
        ordinal = one.detail.get("referral")
        if one.kind is EventKind.REFERRED:
            yield from _sent(one, matters, dossier)
        elif ordinal in matters:
            before = matters[ordinal]
            yield from _at_organ(one, before, dossier.registered.on)
            matters[ordinal] = _after(before, one)


def routes(dossier: Dossier) -> Mapping[int, str]:
    """Under which route each matter was sent, by its ordinal."""
    return {one.detail["referral"]: one.detail["route"] for one in dossier.history if one.kind is EventKind.REFERRED}


def days(since: date, until: date) -> str:
    """A number of days as the kind of a line; they sort as they are counted."""
    return f"{max((until - since).days, 0):04}"


def _sent(one: Happened, matters: dict[int, _Matter], dossier: Dossier) -> Iterator[Posting]:
    detail = one.detail
    under = replace(dossier.dimensions, organ=detail["organ"], route=detail["route"])
    if not matters:
        yield Posting(Measure.DAYS_TO_REFER, 1, one.on, under, days(dossier.registered.on, one.on))
    matters[detail["referral"]] = _Matter(under, one.on)
    yield Posting(Measure.REFERRALS, 1, one.on, under, detail["kind"])


def _after(before: _Matter, one: Happened) -> _Matter:
    if one.passes_a_matter_on:
        return replace(before, under=replace(before.under, organ=one.detail["organ"]))
    settled = one.kind is EventKind.REPLIED and one.detail["outcome"] == Outcome.SETTLED
    agreed = one.kind is EventKind.MEDIATED and bool(one.detail["agreed"])
    return replace(before, mediated=before.mediated or settled or agreed)


def _at_organ(one: Happened, matter: _Matter, registered_on: date) -> Iterator[Posting]:
    if one.kind in _COUNTED:
        measure, told = _COUNTED[one.kind]
        yield Posting(measure, 1, one.on, matter.under, one.detail[told] if told else None)
    yield from _how_long(one, matter, registered_on)
    match one.kind:
        case EventKind.CLOSED:
            resolved = Resolution.RESOLVED if one.detail["resolved"] else Resolution.UNRESOLVED
            yield Posting(Measure.CLOSINGS, 1, one.on, matter.under, resolved)
            if matter.mediated:
                yield Posting(Measure.MEDIATED_CLOSINGS, 1, one.on, matter.under, resolved)
        case EventKind.DELIVERED:
            on = date.fromisoformat(str(one.detail["delivered_on"]))
            yield Posting(Measure.DELIVERIES, 1, on, matter.under, one.detail["proof"])
        case EventKind.URGED if one.detail.get(Urging.AUTOMATIC):
            at_organ = replace(matter.under, organ=one.detail["organ"])
            yield Posting(Measure.URGES, 1, _on(one), at_organ, Urging.AUTOMATIC)
        case EventKind.TERMINATED:
            yield Posting(Measure.TERMINATIONS, 1, _on(one), matter.under)


def _how_long(one: Happened, matter: _Matter, registered_on: date) -> Iterator[Posting]:
    match one.kind:
        case EventKind.OBJECTION_UPHELD:
            yield Posting(Measure.WRONG_HANDS_DAYS, 1, one.on, matter.under, days(matter.sent_on, one.on))
        case EventKind.ACCEPTED:
            yield Posting(Measure.DAYS_TO_ACCEPT, 1, one.on, matter.under, days(registered_on, one.on))
        case EventKind.REPLIED:
            yield Posting(Measure.DAYS_TO_REPLY, 1, one.on, matter.under, days(registered_on, one.on))


def _on(one: Happened) -> date:
    """The day on which it was a fact, whichever night found it; its own day where somebody did it."""
    return date.fromisoformat(str(one.detail.get("on", one.on)))
