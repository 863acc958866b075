"""The bureau ends its part without an organ that owes an answer: guides, replies, files (条例 22, 28, 31)."""

from collections.abc import Callable

from service.desk.matter import HeldPetition
from service.referral.steps import PetitionStep
from service.rulebook.consequences import TARGETS, rated
from service.rulebook.errors import ContentConflict, Fault
from service.rulebook.handling_vocabulary import Disposition
from service.rulebook.lifecycle import advance
from service.rulebook.vocabulary import EventKind, Route, Step

Deciding = Callable[[HeldPetition], PetitionStep]


def guided(route: Route, where_to_go: str, because: str) -> Deciding:
    """The petitioner is told which statutory procedure is open, and where (28(2), 31(1)-(5)).

    Raises `ContentConflict` for the petition procedure itself, which is no other channel.
    """
    into = TARGETS.get(route)
    if into is None:
        raise ContentConflict((Fault("/route", "no_channel"),))
    channel = {"route": route, "name": into.name, "days": into.days, "article": into.article}
    return _disposed(Disposition.GUIDE, {"channel": channel, "where_to_go": where_to_go, "because": because})


def replied_directly(answer: str, because: str) -> Deciding:
    """The bureau answers by itself what asks for information or repeats what was answered."""
    return _disposed(Disposition.REPLY, {"answer": answer, "because": because})


def filed(because: str) -> Deciding:
    """Filed without action (存): what asks for nothing."""
    return _disposed(Disposition.FILE, {"because": because})


def reopened(because: str) -> Deciding:
    """What was wrongly refused or closed is the bureau's again, on a clock of its own (43, 44)."""

    def decide(held: HeldPetition) -> PetitionStep:
        changes = tuple(held.clocks.of_taking_back())
        return PetitionStep(Step.REOPEN, EventKind.REOPENED, {"because": because}, changes)

    return decide


def _disposed(disposition: Disposition, said: dict[str, object]) -> Deciding:
    def decide(held: HeldPetition) -> PetitionStep:
        advance(held.petition.stage, Step.DISPOSE)
        decided = held.decided
        rating = rated(decided.purpose, decided.route, anonymous=held.petition.anonymous)
        changes = tuple(held.clocks.of_disposal(disposition, rating))
        detail = {"disposition": disposition, **said}
        return PetitionStep(Step.DISPOSE, EventKind.DISPOSED, detail, changes, disposition)

    return decide
