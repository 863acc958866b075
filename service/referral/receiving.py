"""An organ receives a matter: it signs (签收), and accepts in writing (受理, 条例 23(3)), which starts the 60 days."""

from service.desk.matter import Matter
from service.referral.take import Taking
from service.rulebook.handling_vocabulary import ReferralStep
from service.rulebook.vocabulary import EventKind


def arrived(matter: Matter) -> Taking:
    """Signed for: from this day the organ's own clocks run."""
    one, clocks = matter.referral, matter.clocks
    return Taking(
        ReferralStep.ARRIVE,
        EventKind.ARRIVED,
        changes=tuple(clocks.of_arrival(one.kind, one.organ, one.ordinal, one.procedure)),
        facts={"arrived_on": clocks.on},
    )


def accepted(matter: Matter) -> Taking:
    """Accepted, and the petitioner told."""
    one, clocks = matter.referral, matter.clocks
    return Taking(
        ReferralStep.ACCEPT,
        EventKind.ACCEPTED,
        changes=tuple(clocks.of_acceptance(one.organ, one.ordinal, one.route, one.procedure)),
        facts={"accepted_on": clocks.on},
    )
