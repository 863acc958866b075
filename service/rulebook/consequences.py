"""What each step of the procedure does to the clocks (条例 22-24, 31-36; domain §6). Each answers with what changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from service.rulebook.duties import (
    BUREAU,
    ITSELF,
    PETITIONER,
    Change,
    Duty,
    Reckoning,
    ended,
    find,
    met,
    minutes_missed,
    missed,
)
from service.rulebook.errors import ExtensionRefused, TermExpired
from service.rulebook.handling import ANSWERABLE
from service.rulebook.handling_vocabulary import Disposition, Procedure, ReferralKind, ReviewLevel
from service.rulebook.terms import LAW, Clock
from service.rulebook.vocabulary import DeadlineStep, Purpose, Route


@dataclass(frozen=True, slots=True)
class Channelled:
    """A procedure of its own into which a matter is led (导入), and in how many days it must end, if its law says."""

    name: str
    days: int | None
    article: str


# domain §7.1; discipline and litigation answer by their own rules and to nobody here (22(2), 23(4)).
TARGETS = {
    Route.LITIGATION: Channelled("诉讼、检察或者公安机关法律程序", None, "信访工作条例 31(1)"),
    Route.ARBITRATION: Channelled("仲裁", 45, "劳动争议调解仲裁法 43"),  # 自受理仲裁申请之日起45日内结束
    Route.PARTY_APPEAL: Channelled("党员申诉、申请复审", None, "信访工作条例 31(3)"),
    Route.ADMINISTRATIVE_PROCEDURE: Channelled("行政复议、裁决、确认、许可等程序", 60, "行政复议法 62"),
    Route.STATUTORY_DUTY: Channelled("履行法定职责", 60, "行政诉讼法 47"),  # 两个月内履行
    Route.DISCIPLINE: Channelled("纪检监察机关处理检举控告", None, "信访工作条例 30(1)"),
    Route.STUDY: Channelled("研究采纳意见建议", None, "信访工作条例 29"),
    Route.REPLY: Channelled("直接答复", None, "信访工作条例 31"),
}

# domain §12: what is not rated. A matter refused for good neither.
_UNRATED_PURPOSES, _UNRATED_ROUTES = frozenset((Purpose.ACCUSATION,)), frozenset((Route.LITIGATION, Route.DISCIPLINE))

ASKING = {ReviewLevel.REVIEW: Clock.C7, ReviewLevel.RE_REVIEW: Clock.C9}
DECIDING = {ReviewLevel.REVIEW: Clock.C8, ReviewLevel.RE_REVIEW: Clock.C10}


@dataclass(frozen=True, slots=True)
class Clocks:
    """The running duties of one petition on one day, and by what new ones are reckoned."""

    running: Sequence[Duty]
    on: date
    by: Reckoning

    def at(self, on: date) -> "Clocks":
        """The same clocks on the day of a fact that is recorded later."""
        return Clocks(self.running, on, self.by)

    @property
    def disposal_owed(self) -> bool:
        """Whether the bureau has something to dispose of."""
        return any(find(self.running, clock) is not None for clock in (Clock.C1, Clock.REROUTE))

    def of_registration(self, received_on: date) -> Iterator[Change]:
        """C1 counts from receipt (收到), not from data entry (22(1))."""
        yield self.by.start(Clock.C1, received_on, BUREAU)

    def of_disposal(self, disposition: Disposition | ReferralKind, rating: bool) -> Iterator[Change]:
        """The bureau has disposed: what it owed is met, and the petitioner may rate it, in one window at a time."""
        yield from met(self.running, self.on, Clock.C1, Clock.REROUTE)
        window = find(self.running, Clock.RATE_BUREAU)
        if window is not None and window.overdue(self.on):
            yield from missed([window], self.on)
            window = None
        if rating and disposition is not Disposition.REFUSE_FURTHER and window is None:
            yield self.by.start(Clock.RATE_BUREAU, self.on, PETITIONER)

    def of_taking_back(self) -> Iterator[Change]:
        """What came back is for the bureau to dispose of anew; where it owes that already, its first day stays."""
        if not self.disposal_owed:
            yield self.by.start(Clock.REROUTE, self.on, BUREAU)

    def of_sending(self, kind: ReferralKind, organ: str, referral: int, report_on: date | None) -> Iterator[Change]:
        """An organ has to sign for what it was sent; of an assignment it reports by the day set (22(1)(三))."""
        yield self.by.start(Clock.ARRIVAL, self.on, organ, referral)
        if kind is ReferralKind.ASSIGN and report_on is not None:
            yield self.by.start_until(Clock.C11, self.on, report_on, organ, referral)

    def of_arrival(self, kind: ReferralKind, organ: str, referral: int, procedure: Procedure) -> Iterator[Change]:
        """From its receipt an organ has 15 days to tell the petitioner, 5 working days to object (23(3))."""
        yield from met(self.running, self.on, Clock.ARRIVAL, referral=referral)
        if kind in ANSWERABLE:
            telling = Clock.C13_ACCEPT if procedure is Procedure.SIMPLE else Clock.C3
            yield self.by.start(telling, self.on, organ, referral)
            yield self.by.start(Clock.C4, self.on, organ, referral)

    def of_objection(self, referral: int) -> Iterator[Change]:
        """Raises `TermExpired` where the 5 working days have gone by (23(3))."""
        self._in_time(Clock.C4, referral)
        yield from met(self.running, self.on, Clock.C4, referral=referral)

    def of_waiting_objection(self, referral: int) -> Iterator[Change]:
        """The bureau verifies and decides."""
        yield self.by.start(Clock.C4B, self.on, BUREAU, referral)

    def of_rejected_objection(self, referral: int) -> Iterator[Change]:
        """C3 keeps running from the receipt (domain §7.3)."""
        return met(self.running, self.on, Clock.C4B, referral=referral)

    def of_return(self, referral: int) -> Iterator[Change]:
        """The organ is rid of the matter: the bureau's decision is made, everything else of it is lifted."""
        decided = list(met(self.running, self.on, Clock.C4B, Clock.DISPUTE, referral=referral))
        rest = [duty for duty in self.running if duty.clock not in (Clock.C4B, Clock.DISPUTE)]
        return iter([*decided, *ended(rest, self.on, DeadlineStep.LIFTED, referral=referral)])

    def of_dispute(self, referral: int) -> Iterator[Change]:
        """Those above settle it (24(1)); the objection that waited for the bureau has its answer."""
        yield from met(self.running, self.on, Clock.C4B, referral=referral)
        yield self.by.start(Clock.DISPUTE, self.on, BUREAU, referral)

    def of_settlement_here(self, referral: int) -> Iterator[Change]:
        """The organ keeps the matter, and its clocks run on."""
        return met(self.running, self.on, Clock.DISPUTE, referral=referral)

    def of_acceptance(self, organ: str, referral: int, route: Route, procedure: Procedure) -> Iterator[Change]:
        """受理 starts the 60 days in the petition procedure only (34); other procedures keep their own limit."""
        yield from met(self.running, self.on, Clock.C3, Clock.C13_ACCEPT, referral=referral)
        yield from ended(self.running, self.on, DeadlineStep.LIFTED, referral=referral, clocks=(Clock.C4,))
        if procedure is Procedure.SIMPLE:
            yield self.by.start(Clock.C13_REPLY, self.on, organ, referral)
        else:
            yield self._handling(organ, referral, route, self.on)

    def of_ordinary_procedure(self, organ: str, referral: int, route: Route, accepted_on: date) -> Iterator[Change]:
        """What proves unfit for the simple procedure counts from its original acceptance (domain §8)."""
        yield from ended(self.running, self.on, DeadlineStep.MOVED, referral=referral, clocks=(Clock.C13_REPLY,))
        yield self._handling(organ, referral, route, accepted_on)

    def _handling(self, organ: str, referral: int, route: Route, accepted_on: date) -> Change:
        if route is Route.PETITION_PROCEDURE:
            return self.by.start(Clock.C5, accepted_on, organ, referral)
        return self.by.start(Clock.TARGET, accepted_on, organ, referral, length=TARGETS[route].days)

    def of_extension(self, organ: str, referral: int, days: int) -> Iterator[Change]:
        """Once, before expiry, by 30 days at most (34). Raises `ExtensionRefused`, `TermExpired`."""
        if find(self.running, Clock.C6, referral) is not None:
            raise ExtensionRefused("once")
        handling = find(self.running, Clock.C5, referral)
        if handling is None:
            raise ExtensionRefused("petition_procedure_only")
        if not 1 <= days <= min(LAW[Clock.C6].length, self.by.terms.on(Clock.C6, self.on).length):
            raise ExtensionRefused("thirty_days")
        self._in_time(Clock.C5, referral)
        yield from ended(self.running, self.on, DeadlineStep.MOVED, referral=referral, clocks=(Clock.C5,))
        yield self.by.start(Clock.C6, handling.due_on, organ, referral, length=days)

    def of_reply(self, organ: str, referral: int) -> Iterator[Change]:
        """The answer is given; it is still to be delivered, and the matter to be closed."""
        answering = (Clock.C5, Clock.C6, Clock.C13_REPLY, Clock.TARGET, Clock.C11)
        yield from met(self.running, self.on, *answering, referral=referral)
        yield self.by.start(Clock.CONCLUSION, self.on, organ, referral)

    def of_delivery(self, referral: int, *, reviewable: bool, rating: bool) -> Iterator[Change]:
        """Proven delivery, and nothing else, opens the window for 复查 and for rating the organ (35(1))."""
        if reviewable:
            yield self.by.start(Clock.C7, self.on, PETITIONER, referral)
        if rating:
            yield self.by.start(Clock.RATE_ORGAN, self.on, PETITIONER, referral)

    def of_closing(self, organ: str, referral: int, promised_until: date | None) -> Iterator[Change]:
        """Closed; what was promised is still to be done by its day (32)."""
        yield from met(self.running, self.on, Clock.CONCLUSION, referral=referral)
        if promised_until is not None:
            yield self.by.start_until(Clock.EXECUTION, self.on, promised_until, organ, referral)

    def of_execution(self, referral: int) -> Iterator[Change]:
        """What was promised is done."""
        return met(self.running, self.on, Clock.EXECUTION, referral=referral)

    def of_recall(self, referral: int) -> Iterator[Change]:
        """The bureau takes a matter back: nobody owes anything of it; what its petitioner may still do, he may."""
        owed = [duty for duty in self.running if duty.owner != PETITIONER]
        return ended(owed, self.on, DeadlineStep.LIFTED, referral=referral)

    def of_withdrawal(self) -> Iterator[Change]:
        """Nobody owes anything any more."""
        return ended(self.running, self.on, DeadlineStep.LIFTED)

    def of_urgency(self) -> Iterator[Change]:
        """A major or urgent matter is reported at once (25); the minutes are counted where the moment is known."""
        yield self.by.start(Clock.C14, self.on, BUREAU)

    def of_urgent_report(self, at: datetime) -> Iterator[Change]:
        """Reported to everybody; late where the minutes had gone by."""
        duty = find(self.running, Clock.C14)
        if duty is not None:
            yield from minutes_missed(duty, at)
            yield Change(DeadlineStep.MET, duty, self.on)

    def of_review_request(self, level: ReviewLevel, reviewer: str, referral: int) -> Iterator[Change]:
        """In its window, 30 days from proven delivery (35(1), 36(1)). Raises `TermExpired`."""
        self._in_time(ASKING[level], referral)
        yield from met(self.running, self.on, ASKING[level], referral=referral)
        yield self.by.start(DECIDING[level], self.on, reviewer, referral)

    def of_review_hearing(self, level: ReviewLevel, referral: int, days: int) -> Iterator[Change]:
        """Only 复核 leaves the time of a hearing out of its 30 days (36(2))."""
        deciding = find(self.running, DECIDING[level], referral)
        if level is not ReviewLevel.RE_REVIEW or deciding is None:
            return
        yield from ended([deciding], self.on, DeadlineStep.MOVED)
        until = deciding.due_on + timedelta(days=days)
        yield self.by.start_until(deciding.clock, deciding.starts_on, until, deciding.owner, referral)

    def of_review_decision(self, level: ReviewLevel, referral: int) -> Iterator[Change]:
        """The opinion is given."""
        return met(self.running, self.on, DECIDING[level], referral=referral)

    def of_review_delivery(self, level: ReviewLevel, referral: int) -> Iterator[Change]:
        """A delivered 复查意见 opens the window for 复核 (36(1)); after 复核 there is none."""
        if level is ReviewLevel.REVIEW:
            yield self.by.start(Clock.C9, self.on, PETITIONER, referral)

    def of_rating(self, clock: Clock, referral: int = ITSELF) -> Iterator[Change]:
        """Rated within its window. Raises `TermExpired`."""
        self._in_time(clock, referral)
        return met(self.running, self.on, clock, referral=referral)

    def _in_time(self, clock: Clock, referral: int) -> None:
        """Raises `TermExpired` where the clock does not run, or its limit has gone by."""
        duty = find(self.running, clock, referral)
        if duty is None or duty.overdue(self.on):
            raise TermExpired(clock, duty.legal_limit_on.isoformat() if duty else "", duty.article if duty else "")


def rated(purpose: str | None, route: str | None, *, anonymous: bool) -> bool:
    """Whether a matter is put to its petitioner for rating (domain §12)."""
    return not anonymous and purpose not in _UNRATED_PURPOSES and route not in _UNRATED_ROUTES
