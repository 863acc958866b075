"""What a petition comes to when one of its matters ends at an organ: nothing that was sent is with nobody."""

from datetime import date

import pytest

from service.bureau import clocks as tables
from service.bureau.load import HUBIN
from service.rulebook.calendar import WorkingCalendar
from service.rulebook.consequences import Clocks
from service.rulebook.duties import BUREAU, Duty, Reckoning
from service.rulebook.handling_vocabulary import ReferralKind as Kind
from service.rulebook.handling_vocabulary import ReferralStage as At
from service.rulebook.parts import Part, stage_after
from service.rulebook.terms import Clock
from service.rulebook.vocabulary import Stage

ON = date(2026, 3, 6)
BY = Reckoning(tables.load(HUBIN / "clocks.csv"), WorkingCalendar(known_until=date(2026, 12, 31)))
REROUTE = Duty(Clock.REROUTE, 0, BUREAU, ON, ON, ON, False, "")
WHOLE, ONE, TWO = None, (2, 1), (2, 2)


def matter(subject: tuple[int, int] | None, at: At, kind: Kind = Kind.TRANSFER) -> Part:
    return Part(subject, kind, at)


@pytest.mark.parametrize(
    ("stage", "ended", "others", "running", "after", "owed"),
    [
        # The only organ answers and closes.
        (Stage.REFERRED, matter(WHOLE, At.CLOSED), [], [], Stage.CLOSED, False),
        # The only organ gives it back, or loses it: the bureau's again.
        (Stage.REFERRED, matter(WHOLE, At.RETURNED), [], [], Stage.REGISTERED, True),
        (Stage.REFERRED, matter(WHOLE, At.RECALLED), [], [], Stage.REGISTERED, True),
        # One of two organs with the same matter gives it back: the other has it.
        (Stage.REFERRED, matter(WHOLE, At.RETURNED), [matter(WHOLE, At.ACCEPTED)], [], Stage.REFERRED, False),
        # One of two claims comes back: the bureau owes that one, whoever still has the other.
        (Stage.REFERRED, matter(TWO, At.RETURNED), [matter(ONE, At.ACCEPTED)], [], Stage.REFERRED, True),
        (Stage.REFERRED, matter(TWO, At.RETURNED), [matter(ONE, At.ACCEPTED)], [REROUTE], Stage.REFERRED, False),
        # The other claim is closed while this one waits for the bureau: not closed.
        (Stage.REFERRED, matter(ONE, At.CLOSED), [matter(TWO, At.RETURNED)], [REROUTE], Stage.REGISTERED, False),
        # It was sent anew meanwhile, so nothing waits.
        (Stage.REFERRED, matter(ONE, At.CLOSED), [matter(TWO, At.RETURNED)], [], Stage.CLOSED, False),
        # The last one comes back after the other was closed: what came back is answered by nobody.
        (Stage.REFERRED, matter(TWO, At.RETURNED), [matter(ONE, At.CLOSED)], [], Stage.REGISTERED, True),
        (Stage.REFERRED, matter(WHOLE, At.RETURNED), [matter(WHOLE, At.CLOSED)], [], Stage.REGISTERED, True),
        # The first claim of another decision is another claim.
        (Stage.REFERRED, matter((2, 1), At.RETURNED), [matter((3, 1), At.SENT)], [], Stage.REFERRED, True),
        # Who owes no answer does not keep a petition open, and covers nothing.
        (Stage.REFERRED, matter(ONE, At.CLOSED), [matter(TWO, At.ARRIVED, Kind.FORWARD)], [], Stage.CLOSED, False),
        (Stage.REFERRED, matter(WHOLE, At.RETURNED), [matter(WHOLE, At.SENT, Kind.UPWARD)], [], Stage.REGISTERED, True),
        # What was forwarded and is taken back is with nobody: the bureau's, at whatever stage the petition stood.
        (Stage.DISPOSED, matter(WHOLE, At.RECALLED, Kind.FORWARD), [], [], Stage.REGISTERED, True),
        (Stage.CLOSED, matter(TWO, At.RECALLED, Kind.FORWARD), [matter(ONE, At.CLOSED)], [], Stage.REGISTERED, True),
        # Withdrawn stays withdrawn; what the bureau has, it has.
        (Stage.WITHDRAWN, matter(WHOLE, At.RECALLED), [], [REROUTE], Stage.WITHDRAWN, False),
        (Stage.REGISTERED, matter(TWO, At.RECALLED, Kind.FORWARD), [], [REROUTE], Stage.REGISTERED, False),
    ],
)
def test_a_petition_is_closed_or_the_bureaus_again(
    stage: Stage, ended: Part, others: list[Part], running: list[Duty], after: Stage, owed: bool
) -> None:
    found, changes = stage_after(stage, ended, others, Clocks(running, ON, BY))

    assert found is after
    assert [one.duty.clock for one in changes] == ([Clock.REROUTE] if owed else [])
