"""What one night finds of one petition: changes of its clocks, lines of its history, entries, who is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from service.bureau.load import Bureau
from service.delivery.messages import Message, Value
from service.desk.kit import ZONE
from service.register.history import Event
from service.register.referrals import Referral
from service.register.sweeps import Held
from service.rulebook import handling, sweeping
from service.rulebook.duties import BUREAU, PETITIONER, Change, Duty
from service.rulebook.guard import Ties, barred
from service.rulebook.handling_vocabulary import ReviewLevel
from service.rulebook.sweeping import TERMINATING, Alert, Passing, Watched
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import AlertKind, EventKind, MessageKind

SWEEPER = "worker"
REVIEWS = {Clock.C8: ReviewLevel.REVIEW, Clock.C10: ReviewLevel.RE_REVIEW}
_TELLS = {AlertKind.NEAR_DUE: MessageKind.REFERRAL_DUE_SOON, AlertKind.OVERDUE: MessageKind.REFERRAL_OVERDUE}


@dataclass(frozen=True, slots=True)
class Almanac:
    """What a night is reckoned by. Organs change on `changes`; those in `gone` are no more on the day."""

    on: date
    at: datetime
    bureau: Bureau
    lead: timedelta
    ties: Ties
    changes: tuple[date, ...]
    gone: frozenset[str]

    @classmethod
    def of(cls, on: date, at: datetime, bureau: Bureau) -> "Almanac":
        """For one day."""
        organs = bureau.organs
        gone = frozenset(organ for organ, acting in organs.replaced(on).items() if acting is not None)
        ties = organs.ties
        return cls(on, at, bureau, bureau.supervision.lead, ties, organs.changes(), gone)

    @property
    def midnight(self) -> datetime:
        """When the day began at the bureau."""
        return datetime.combine(self.on, time(), ZONE)

    def acting(self, organ: str, day: date) -> str | None:
        """Who acts for an organ on a day."""
        found = self.bureau.organs.in_force(organ, day)
        return found.code if found else None

    def passings(self, organ: str, since: date) -> list[Passing]:
        """How what it has since a day has passed on by now."""
        if organ not in self.gone:
            return []
        return list(sweeping.passings(organ, since, self.on, self.changes, self.acting))


@dataclass(frozen=True, slots=True)
class Petition:
    """A petition with all that a night looks at. `over`: the matters whose procedure has ended."""

    held: Held
    watched: Sequence[Watched]
    referrals: Sequence[Referral]
    over: frozenset[int]


@dataclass(slots=True)
class Found:
    """What is to be recorded of a page of petitions, each line with its petition."""

    changes: list[tuple[int, Change]] = field(default_factory=list)
    events: list[tuple[int, Event]] = field(default_factory=list)
    alerts: list[tuple[int, Alert, str]] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    passed: list[tuple[int, int, str, int]] = field(default_factory=list)
    reviews: list[tuple[int, int, str, int, str]] = field(default_factory=list)


def look(petition: Petition, almanac: Almanac, found: Found) -> None:
    """Add what the night finds of a petition."""
    _pass_on(petition, almanac, found)
    running = [one.duty for one in petition.watched if one.runs]
    gone_by = [_as_owed(one, almanac) for one in sweeping.gone_by(running, almanac.on, almanac.midnight)]
    found.changes += [(petition.held.id, change) for change in gone_by]
    lapsed = [replace(change.duty, missed_on=None) for change in gone_by]
    for duty in sweeping.terminations(petition.watched, lapsed, petition.over):
        detail = {"referral": duty.referral, "clock": duty.clock, "article": TERMINATING[duty.clock]}
        day = duty.legal_limit_on + timedelta(days=1)
        _event(petition, EventKind.TERMINATED, {**detail, "on": day}, almanac, found)
    for watched in petition.watched:
        for alert in sweeping.alerts(watched, almanac.on, almanac.lead):
            if alert.kind not in watched.told:
                _enter(petition, alert, almanac, found)


def _as_owed(change: Change, almanac: Almanac) -> Change:
    """Missed by whoever acted for its organ on that day, also where a later night only hands it over."""
    duty = change.duty
    return replace(change, duty=replace(duty, owner=_owner(duty, change.on, almanac)))


def _owner(duty: Duty, day: date, almanac: Almanac) -> str:
    if duty.owner in (BUREAU, PETITIONER):
        return duty.owner
    return almanac.acting(duty.owner, day) or duty.owner


def _enter(petition: Petition, alert: Alert, almanac: Almanac, found: Found) -> None:
    """An entry; what an organ owes is also told to it, and where it is overdue, urged."""
    duty = alert.watched.duty
    owner = _owner(duty, alert.on, almanac)
    found.alerts.append((petition.held.id, alert, owner))
    if owner in (BUREAU, PETITIONER):
        return
    said: dict[str, Value] = {"clock": duty.clock, "due_on": duty.due_on, "legal_limit_on": duty.legal_limit_on}
    _tell(petition, _TELLS[alert.kind], duty.referral, owner, {**said, "on": alert.on}, almanac, found)
    if alert.kind is AlertKind.OVERDUE:
        detail = {"referral": duty.referral, "clock": duty.clock, "organ": owner, "on": alert.on, "automatic": True}
        _event(petition, EventKind.URGED, detail, almanac, found)


def _pass_on(petition: Petition, almanac: Almanac, found: Found) -> None:
    """What is open at an organ that is no more is its successor's, with its history (24(2), invariant 16)."""
    owing = {(one.duty.referral, one.duty.owner) for one in petition.watched if one.runs}
    for referral in petition.referrals:
        if referral.stage in handling.ENDED and (referral.ordinal, referral.organ) not in owing:
            continue
        steps = almanac.passings(referral.organ, referral.sent_on)
        for step in steps:
            _passed(petition, referral.ordinal, step, {}, almanac, found)
            sent: Mapping[str, Value] = {"kind": referral.kind, "route": referral.route, "sent_on": referral.sent_on}
            _tell(petition, MessageKind.REFERRAL_SENT, referral.ordinal, step.after, sent, almanac, found)
        if steps:
            found.passed.append((petition.held.id, referral.ordinal, steps[-1].after, len(steps)))
    for duty in (one.duty for one in petition.watched if one.runs):
        steps = almanac.passings(duty.owner, duty.starts_on)
        found.changes += [(petition.held.id, change) for change in sweeping.passed_on(duty, steps)]
        if steps and duty.clock in REVIEWS:
            _pass_review(petition, duty, steps, almanac, found)


def _pass_review(petition: Petition, duty: Duty, steps: list[Passing], almanac: Almanac, found: Found) -> None:
    level = REVIEWS[duty.clock]
    for step in steps:
        _passed(petition, duty.referral, step, {"level": level}, almanac, found)
        _tell(petition, MessageKind.REVIEW_REQUESTED, duty.referral, step.after, {"level": level}, almanac, found)
    found.reviews.append((petition.held.id, duty.referral, steps[-1].after, len(steps), level))


def _passed(
    petition: Petition, ordinal: int, step: Passing, more: Mapping[str, object], almanac: Almanac, found: Found
) -> None:
    detail = {"referral": ordinal, "organ": step.after, "before": step.before, "on": step.on, **more}
    _event(petition, EventKind.SUCCEEDED, detail, almanac, found)


def _event(petition: Petition, kind: EventKind, detail: Mapping[str, object], almanac: Almanac, found: Found) -> None:
    found.events.append((petition.held.id, Event(kind, almanac.at, SWEEPER, detail)))


def _tell(
    petition: Petition,
    kind: MessageKind,
    referral: int,
    organ: str,
    data: Mapping[str, Value],
    almanac: Almanac,
    found: Found,
) -> None:
    """Never to an organ that the petition accuses, or what is below it, whatever it still has in hand (30(3))."""
    if organ not in barred(petition.held.accused, almanac.ties):
        held = petition.held
        found.messages.append(Message(kind, held.id, held.number, referral, organ, None, almanac.at, dict(data)))


def parties(found: Found) -> Iterator[int]:
    """The petitions of which something is to be recorded."""
    yield from {line[0] for lines in (found.changes, found.events, found.alerts) for line in lines}
