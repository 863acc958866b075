"""What an organ does while it works on a matter: extend, change the procedure, hear, mediate (条例 31(6), 33, 34)."""

from collections.abc import Callable
from datetime import date

from service.desk.matter import Matter
from service.referral.take import Taking, may
from service.rulebook.errors import ContentConflict, ExtensionRefused, Fault
from service.rulebook.handling_vocabulary import Procedure, ReferralStep
from service.rulebook.vocabulary import EventKind, Route

Deciding = Callable[[Matter], Taking]


def extended(days: int, because: str, approved_by: str) -> Deciding:
    """Once, by 30 days at most, before expiry, approved by the head of the organ and told to the petitioner (34).

    The decider raises `ExtensionRefused` and `TermExpired`.
    """

    def decide(matter: Matter) -> Taking:
        one, clocks = matter.referral, matter.clocks
        may(matter, ReferralStep.EXTEND)
        if one.route is not Route.PETITION_PROCEDURE:
            raise ExtensionRefused("petition_procedure_only")
        changes = tuple(clocks.of_extension(one.organ, one.ordinal, days))
        detail = {"days": days, "because": because, "approved_by": approved_by}
        return Taking(ReferralStep.EXTEND, EventKind.EXTENDED, detail, changes)

    return decide


def made_ordinary(because: str) -> Deciding:
    """What proves unfit for the simple procedure goes on in the ordinary one, from its original acceptance (§8)."""

    def decide(matter: Matter) -> Taking:
        one, clocks = matter.referral, matter.clocks
        may(matter, ReferralStep.CHANGE_PROCEDURE)
        if one.procedure is not Procedure.SIMPLE or one.accepted_on is None:
            raise ContentConflict((Fault("", "not_in_simple_procedure"),))
        changes = tuple(clocks.of_ordinary_procedure(one.organ, one.ordinal, one.route, one.accepted_on))
        return Taking(
            ReferralStep.CHANGE_PROCEDURE,
            EventKind.PROCEDURE_CHANGED,
            {"because": because},
            changes,
            {"procedure": Procedure.ORDINARY},
        )

    return decide


def heard(held_on: date, minutes: str) -> Deciding:
    """A hearing (听证) was held. In handling its days count like all others: only 复核 leaves them out (36(2)).

    The decider raises `ContentConflict` for a day that lies ahead.
    """

    def decide(matter: Matter) -> Taking:
        may(matter, ReferralStep.HEAR)
        if held_on > matter.clocks.on:
            raise ContentConflict((Fault("/held_on", "in_the_future"),))
        return Taking(ReferralStep.HEAR, EventKind.HEARD, {"held_on": held_on, "minutes": minutes})

    return decide


def mediated(agreed: bool, agreement: str) -> Deciding:
    """Both sides consented to mediation; what came of it (33)."""
    return lambda _: Taking(ReferralStep.MEDIATE, EventKind.MEDIATED, {"agreed": agreed, "agreement": agreement})
