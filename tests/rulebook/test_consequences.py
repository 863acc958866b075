"""What each step does to the clocks, day by day with the arithmetic beside it (条例 22-24, 31-36; domain §6).

The year 2026 as published: Spring Festival 15-23 February with the Saturdays 14 and 28 worked, 清明 4-6 April, 劳动节
1-5 May with Saturday 9 May worked, 国庆 1-7 October with Saturday 10 October worked.
"""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta

import pytest

from service.bureau.load import load
from service.rulebook.consequences import TARGETS, Clocks, rated
from service.rulebook.duties import BUREAU, PETITIONER, Change, Duty, Reckoning, missed
from service.rulebook.errors import ExtensionRefused, TermExpired
from service.rulebook.handling_vocabulary import Disposition, Procedure, ReferralKind, ReviewLevel
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import DeadlineStep as Step
from service.rulebook.vocabulary import Route

BUREAU_OF_HUBIN = load()
BY = Reckoning(BUREAU_OF_HUBIN.terms, BUREAU_OF_HUBIN.calendar)
ORGAN = "HB-RSJ"
Line = tuple[str, str, str | None]  # what happens, to which clock, and its last day: aimed at / allowed


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def duty(clock: Clock, start: str, due: str, limit: str | None = None, **facts: object) -> Duty:
    owner = facts.pop("owner", ORGAN)
    referral = facts.pop("referral", 1)
    return Duty(clock, referral, owner, day(start), day(due), day(limit or due), False, "", **facts)  # type: ignore[arg-type]


def clocks(on: str, *running: Duty) -> Clocks:
    return Clocks(running, day(on), BY)


def told(changes: Iterable[Change]) -> list[tuple[str, ...]]:
    """Each change in short: `set c5 05-05/05-06` where one is aimed at and the other the limit, else `met c3`."""
    return [
        (
            one.step.value,
            one.duty.clock.value,
            *((f"{one.duty.due_on:%m-%d}/{one.duty.legal_limit_on:%m-%d}",) if one.step is Step.SET else ()),
            *((f"{one.on:%m-%d}",) if one.step in (Step.MISSED, Step.LAPSED) else ()),
        )
        for one in changes
    ]


C1 = duty(Clock.C1, "03-06", "03-21", "03-23", owner=BUREAU, referral=0)
REROUTE = duty(Clock.REROUTE, "03-06", "03-11", owner=BUREAU, referral=0)
RATING = duty(Clock.RATE_BUREAU, "03-06", "04-05", "04-07", owner=PETITIONER, referral=0, window=True)
ARRIVAL = duty(Clock.ARRIVAL, "03-06", "03-09")
C3 = duty(Clock.C3, "03-06", "03-21", "03-23")
C4 = duty(Clock.C4, "03-06", "03-13", window=True)
C4B = duty(Clock.C4B, "03-13", "03-18", owner=BUREAU)
DISPUTE = duty(Clock.DISPUTE, "03-13", "04-03", owner=BUREAU)
SIMPLE = duty(Clock.C13_REPLY, "03-06", "03-20")
C5 = duty(Clock.C5, "03-06", "05-05", "05-06")
C6 = duty(Clock.C6, "05-05", "06-04")
C11 = duty(Clock.C11, "03-06", "04-30")
CONCLUSION = duty(Clock.CONCLUSION, "03-20", "04-04", "04-07")
C7 = duty(Clock.C7, "03-06", "04-05", "04-07", owner=PETITIONER, window=True)
C8 = duty(Clock.C8, "03-06", "04-05", "04-07", owner="HB-ZFB")
C9 = duty(Clock.C9, "03-06", "04-05", "04-07", owner=PETITIONER, window=True)
C10 = duty(Clock.C10, "03-06", "04-05", "04-07", owner="SMX-ZFB")
EXECUTION = duty(Clock.EXECUTION, "03-20", "05-29")


@pytest.mark.parametrize(
    ("on", "running", "step", "expected"),
    [
        # C1 from receipt, not from today: Friday 6 March + 15 = Saturday 21, so Monday 23.
        ("03-20", [], lambda c: c.of_registration(day("03-06")), [("set", "c1", "03-21/03-23")]),
        # 16 September + 15 = 1 October, a holiday to the 7th: Thursday 8 October.
        ("09-16", [], lambda c: c.of_registration(day("09-16")), [("set", "c1", "10-01/10-08")]),
        # 25 September + 15 = Saturday 10 October, which is worked: it stays.
        ("09-25", [], lambda c: c.of_registration(day("09-25")), [("set", "c1", "10-10/10-10")]),
        # 2 February + 15 = 17 February, in the Spring Festival: Tuesday 24 February.
        ("02-02", [], lambda c: c.of_registration(day("02-02")), [("set", "c1", "02-17/02-24")]),
        # Disposed of in time; 20 March + 30 = 19 April, a Sunday, so Monday 20.
        (
            "03-20",
            [C1],
            lambda c: c.of_disposal(ReferralKind.TRANSFER, True),
            [("met", "c1"), ("set", "rate_bureau", "04-19/04-20")],
        ),
        # On the last day that the law allows it is in time, a day later it is missed first.
        ("03-23", [C1], lambda c: c.of_disposal(Disposition.FILE, False), [("met", "c1")]),
        ("03-24", [C1], lambda c: c.of_disposal(Disposition.FILE, False),
         [("missed", "c1", "03-24"), ("met", "c1")]),
        ("04-24", [C1], lambda c: c.of_disposal(Disposition.FILE, False),
         [("missed", "c1", "03-24"), ("met", "c1")]),
        # What is refused for good is not rated; nobody rates in two windows at once, but again in a later one.
        ("03-20", [C1], lambda c: c.of_disposal(Disposition.REFUSE_FURTHER, True), [("met", "c1")]),
        ("03-20", [REROUTE, RATING], lambda c: c.of_disposal(Disposition.REPLY, True),
         [("missed", "reroute", "03-12"), ("met", "reroute")]),
        ("05-11", [REROUTE, RATING], lambda c: c.of_disposal(Disposition.REPLY, True),
         [("missed", "reroute", "03-12"), ("met", "reroute"), ("lapsed", "rate_bureau", "04-08"),
          ("set", "rate_bureau", "06-10/06-10")]),  # 11 May + 30 = Wednesday 10 June
        # Back at the bureau: 3 working days, Mon 9, Tue 10, Wed 11; what is owed already keeps its day.
        ("03-06", [], lambda c: c.of_taking_back(), [("set", "reroute", "03-11/03-11")]),
        ("03-09", [REROUTE], lambda c: c.of_taking_back(), []),
        ("03-09", [C1], lambda c: c.of_taking_back(), []),
        # Sent on Friday: signed for by Monday. Over the Spring Festival: sent Saturday 14 (worked), by Tuesday 24.
        ("03-06", [], lambda c: c.of_sending(ReferralKind.TRANSFER, ORGAN, 1, None),
         [("set", "arrival", "03-09/03-09")]),
        ("02-14", [], lambda c: c.of_sending(ReferralKind.TRANSFER, ORGAN, 1, None),
         [("set", "arrival", "02-24/02-24")]),
        ("03-06", [], lambda c: c.of_sending(ReferralKind.ASSIGN, ORGAN, 1, day("04-30")),
         [("set", "arrival", "03-09/03-09"), ("set", "c11", "04-30/04-30")]),
        # A report day in the holiday: 2 May is aimed at, Wednesday 6 May is the limit.
        ("03-06", [], lambda c: c.of_sending(ReferralKind.ASSIGN, ORGAN, 1, day("05-02")),
         [("set", "arrival", "03-09/03-09"), ("set", "c11", "05-02/05-06")]),
        # Signed for: 15 days to tell, 5 working days to object (Mon 9 … Fri 13).
        ("03-06", [ARRIVAL], lambda c: c.of_arrival(ReferralKind.TRANSFER, ORGAN, 1, Procedure.ORDINARY),
         [("met", "arrival"), ("set", "c3", "03-21/03-23"), ("set", "c4", "03-13/03-13")]),
        # 30 April: 1-5 May are free, 6 7 8 and Saturday 9 are worked, Monday 11 is the fifth; 30 + 15 = 15 May.
        ("04-30", [], lambda c: c.of_arrival(ReferralKind.TRANSFER, ORGAN, 1, Procedure.ORDINARY),
         [("set", "c3", "05-15/05-15"), ("set", "c4", "05-11/05-11")]),
        # The simple procedure: 3 working days.
        ("03-06", [ARRIVAL], lambda c: c.of_arrival(ReferralKind.TRANSFER, ORGAN, 1, Procedure.SIMPLE),
         [("met", "arrival"), ("set", "c13_accept", "03-11/03-11"), ("set", "c4", "03-13/03-13")]),
        # Who answers by other rules only signs.
        ("03-06", [ARRIVAL], lambda c: c.of_arrival(ReferralKind.FORWARD, ORGAN, 1, Procedure.ORDINARY),
         [("met", "arrival")]),
        # Objection on working day 5; the bureau has 3 (Mon 16 … Wed 18).
        ("03-13", [C3, C4], lambda c: c.of_objection(1), [("met", "c4")]),
        ("03-13", [C3], lambda c: c.of_waiting_objection(1), [("set", "c4b", "03-18/03-18")]),
        ("03-16", [C3, C4B], lambda c: c.of_rejected_objection(1), [("met", "c4b")]),
        ("03-16", [C1, C3, C4B], lambda c: c.of_return(1), [("met", "c4b"), ("lifted", "c3")]),
        ("03-24", [C3, C4B], lambda c: c.of_return(1),
         [("missed", "c4b", "03-19"), ("met", "c4b"), ("missed", "c3", "03-24"), ("lifted", "c3")]),
        # A dispute: 15 working days from 13 March, without 清明 the last is Friday 3 April.
        ("03-13", [C3, C4B], lambda c: c.of_dispute(1), [("met", "c4b"), ("set", "dispute", "04-03/04-03")]),
        ("03-30", [DISPUTE], lambda c: c.of_settlement_here(1), [("met", "dispute")]),
        # Accepted on 6 March: + 60 = 25 (to 31 March) + 30 (April) + 5 = 5 May, a holiday: Wednesday 6.
        ("03-06", [C3, C4], lambda c: c.of_acceptance(ORGAN, 1, Route.PETITION_PROCEDURE, Procedure.ORDINARY),
         [("met", "c3"), ("lifted", "c4"), ("set", "c5", "05-05/05-06")]),
        ("03-16", [C3, C4], lambda c: c.of_acceptance(ORGAN, 1, Route.PETITION_PROCEDURE, Procedure.ORDINARY),
         [("met", "c3"), ("lapsed", "c4", "03-14"), ("set", "c5", "05-15/05-15")]),
        # Another procedure keeps its own days: 45 of arbitration, 6 March + 45 = 20 April.
        ("03-06", [], lambda c: c.of_acceptance(ORGAN, 1, Route.ARBITRATION, Procedure.ORDINARY),
         [("set", "target", "04-20/04-20")]),
        # Simple: 10 working days, Mon 9 … Fri 20.
        ("03-06", [], lambda c: c.of_acceptance(ORGAN, 1, Route.PETITION_PROCEDURE, Procedure.SIMPLE),
         [("set", "c13_reply", "03-20/03-20")]),
        # Unfit for it: from the original acceptance, in the petition procedure and in another.
        ("03-18", [SIMPLE], lambda c: c.of_ordinary_procedure(ORGAN, 1, Route.PETITION_PROCEDURE, day("03-06")),
         [("moved", "c13_reply"), ("set", "c5", "05-05/05-06")]),
        ("03-18", [SIMPLE], lambda c: c.of_ordinary_procedure(ORGAN, 1, Route.ARBITRATION, day("03-06")),
         [("moved", "c13_reply"), ("set", "target", "04-20/04-20")]),
        # Extended on the last day: from the 60th day, not from today and not from the rolled day: 5 May + 30 = 4 June.
        ("05-06", [C5], lambda c: c.of_extension(ORGAN, 1, 30), [("moved", "c5"), ("set", "c6", "06-04/06-04")]),
        ("03-20", [C5], lambda c: c.of_extension(ORGAN, 1, 1), [("moved", "c5"), ("set", "c6", "05-06/05-06")]),
        # An answer meets whichever clock ran, and of an assignment the report; 20 March + 15 = 4 April, 清明: the 7th.
        ("03-20", [C5, C11], lambda c: c.of_reply(ORGAN, 1),
         [("met", "c5"), ("met", "c11"), ("set", "conclusion", "04-04/04-07")]),
        ("06-05", [C6], lambda c: c.of_reply(ORGAN, 1),
         [("missed", "c6", "06-05"), ("met", "c6"), ("set", "conclusion", "06-20/06-22")]),
        # Delivered: 30 days for 复查, as long for rating; for what has no 复查, only the rating.
        ("03-06", [CONCLUSION], lambda c: c.of_delivery(1, reviewable=True, rating=True),
         [("set", "c7", "04-05/04-07"), ("set", "rate_organ", "04-05/04-07")]),
        ("03-06", [CONCLUSION], lambda c: c.of_delivery(1, reviewable=False, rating=True),
         [("set", "rate_organ", "04-05/04-07")]),
        ("03-06", [CONCLUSION], lambda c: c.of_delivery(1, reviewable=False, rating=False), []),
        ("03-20", [CONCLUSION], lambda c: c.of_closing(ORGAN, 1, None), [("met", "conclusion")]),
        ("03-20", [CONCLUSION], lambda c: c.of_closing(ORGAN, 1, day("05-30")),
         [("met", "conclusion"), ("set", "execution", "05-30/06-01")]),  # 30 May is a Saturday
        ("06-01", [EXECUTION], lambda c: c.of_execution(1),
         [("missed", "execution", "05-30"), ("met", "execution")]),
        # Taken back: what the organ and the bureau owed of it is lifted; what its petitioner may do, he may.
        ("03-10", [C1, C3, C4, DISPUTE], lambda c: c.of_recall(1),
         [("lifted", "c3"), ("lifted", "c4"), ("lifted", "dispute")]),
        ("03-10", [CONCLUSION, C7], lambda c: c.of_recall(1), [("lifted", "conclusion")]),
        # Withdrawn: nobody owes anything; what was missed before that day stays missed, what lapsed has lapsed.
        ("03-10", [C1, C5], lambda c: c.of_withdrawal(), [("lifted", "c1"), ("lifted", "c5")]),
        ("03-25", [C1, C4], lambda c: c.of_withdrawal(),
         [("missed", "c1", "03-24"), ("lifted", "c1"), ("lapsed", "c4", "03-14")]),
        # Reviews, each in its window; the last day of the window is the rolled one, 7 April.
        ("04-07", [C7], lambda c: c.of_review_request(ReviewLevel.REVIEW, "HB-ZFB", 1),
         [("met", "c7"), ("set", "c8", "05-07/05-07")]),
        ("04-07", [C9], lambda c: c.of_review_request(ReviewLevel.RE_REVIEW, "SMX-ZFB", 1),
         [("met", "c9"), ("set", "c10", "05-07/05-07")]),
        # A hearing of 7 days stops the 30 days of 复核 (5 + 7 = 12 April, a Sunday: 13th), and not those of 复查.
        ("03-20", [C10], lambda c: c.of_review_hearing(ReviewLevel.RE_REVIEW, 1, 7),
         [("moved", "c10"), ("set", "c10", "04-12/04-13")]),
        ("03-20", [C8], lambda c: c.of_review_hearing(ReviewLevel.REVIEW, 1, 7), []),
        ("03-20", [C8], lambda c: c.of_review_decision(ReviewLevel.REVIEW, 1), [("met", "c8")]),
        ("03-20", [], lambda c: c.of_review_delivery(ReviewLevel.REVIEW, 1), [("set", "c9", "04-19/04-20")]),
        ("03-20", [], lambda c: c.of_review_delivery(ReviewLevel.RE_REVIEW, 1), []),
        ("04-07", [RATING], lambda c: c.of_rating(Clock.RATE_BUREAU, 0), [("met", "rate_bureau")]),
    ],
)  # fmt: skip
def test_a_step_sets_meets_moves_and_lifts(
    on: str, running: list[Duty], step: Callable[[Clocks], Iterable[Change]], expected: list[tuple[str, ...]]
) -> None:
    assert told(step(clocks(on, *running))) == expected


@pytest.mark.parametrize(
    ("on", "running", "step", "clock"),
    [
        # Friday 13 March is working day 5; Monday 16 is the sixth.
        ("03-16", [C3, C4], lambda c: c.of_objection(1), "c4"),
        ("03-14", [C3, C4], lambda c: c.of_objection(1), "c4"),
        ("03-10", [C3], lambda c: c.of_objection(1), "c4"),
        # 6 May is the last day of 60 that end in the holiday.
        ("05-07", [C5], lambda c: c.of_extension(ORGAN, 1, 30), "c5"),
        ("04-08", [C7], lambda c: c.of_review_request(ReviewLevel.REVIEW, "HB-ZFB", 1), "c7"),
        ("03-08", [], lambda c: c.of_review_request(ReviewLevel.REVIEW, "HB-ZFB", 1), "c7"),
        ("04-08", [C9], lambda c: c.of_review_request(ReviewLevel.RE_REVIEW, "SMX-ZFB", 1), "c9"),
        ("04-08", [RATING], lambda c: c.of_rating(Clock.RATE_BUREAU, 0), "rate_bureau"),
    ],
)
def test_what_comes_too_late_or_too_early_is_refused_with_its_last_day(
    on: str, running: list[Duty], step: Callable[[Clocks], Iterable[Change]], clock: str
) -> None:
    with pytest.raises(TermExpired) as expired:
        list(step(clocks(on, *running)))
    limits = [one.legal_limit_on.isoformat() for one in running if one.clock == clock]
    assert (expired.value.clock, expired.value.limit) == (clock, "".join(limits))


@pytest.mark.parametrize(
    ("running", "days", "rule"),
    [
        ([C6], 5, "once"),
        ([duty(Clock.TARGET, "03-06", "05-05")], 5, "petition_procedure_only"),
        ([SIMPLE], 5, "petition_procedure_only"),
        ([C5], 31, "thirty_days"),
        ([C5], 0, "thirty_days"),
    ],
)
def test_the_law_knows_one_extension_of_thirty_days(running: list[Duty], days: int, rule: str) -> None:
    with pytest.raises(ExtensionRefused) as refused:
        list(clocks("03-20", *running).of_extension(ORGAN, 1, days))
    assert refused.value.rule == rule


@pytest.mark.parametrize(("minutes", "late"), [(0, False), (60, False), (61, True), (2_000, True)])
def test_an_urgent_report_is_late_by_the_minute(minutes: int, late: bool) -> None:
    marked = datetime(2026, 3, 6, 1, 30, tzinfo=UTC)
    urgent = duty(Clock.C14, "03-06", "03-06", owner=BUREAU, referral=0, due_at=marked + timedelta(minutes=60))
    at = marked + timedelta(minutes=minutes)

    changes = told(Clocks([urgent], at.date(), BY).of_urgent_report(at))

    assert changes == [*([("missed", "c14", "03-06")] if late else []), ("met", "c14")]


def test_an_urgent_report_is_missed_on_the_same_day_whoever_notices() -> None:
    at = datetime(2026, 3, 6, 2, 30, tzinfo=UTC)
    urgent = duty(Clock.C14, "03-06", "03-06", owner=BUREAU, referral=0, due_at=at)

    by_sweep = told(missed([urgent], day("03-09")))
    by_report = told(Clocks([urgent], day("03-09"), BY).of_urgent_report(at + timedelta(days=3)))

    assert by_sweep == by_report[:1] == [("missed", "c14", "03-06")]


def test_a_matter_touches_no_clock_of_another() -> None:
    other = duty(Clock.C5, "03-06", "05-05", "05-06", referral=2)
    changes = [*clocks("03-20", C5, other).of_reply(ORGAN, 1), *clocks("03-20", C5, other).of_recall(1)]
    assert {one.duty.referral for one in changes} == {1}


@pytest.mark.parametrize("route", [route for route in Route if route is not Route.PETITION_PROCEDURE])
def test_every_other_route_names_its_procedure_and_article(route: Route) -> None:
    assert TARGETS[route].name
    assert any(character.isdigit() for character in TARGETS[route].article)


@pytest.mark.parametrize(
    ("purpose", "route", "anonymous", "is_rated"),
    [
        ("appeal", "petition_procedure", False, True),
        ("appeal", "petition_procedure", True, False),
        ("accusation", "discipline", False, False),
        ("appeal", "litigation", False, False),
        ("suggestion", "study", False, True),
        (None, None, False, True),
    ],
)
def test_what_is_rated(purpose: str | None, route: str | None, anonymous: bool, is_rated: bool) -> None:
    assert rated(purpose, route, anonymous=anonymous) is is_rated
