"""Not accepted, or no longer: proposed by one officer, approved by another, with article, reason, where to go (§5)."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from service.desk.acting import Act
from service.desk.kit import Desk
from service.desk.matter import HeldPetition, held_petition
from service.desk.opening import seen
from service.referral.steps import PetitionStep, record
from service.register import history, reviews
from service.register.history import Event
from service.rulebook.consequences import rated
from service.rulebook.errors import ContentConflict, Fault, SecondPersonRequired
from service.rulebook.handling_vocabulary import Disposition, RefusalCode
from service.rulebook.lifecycle import advance
from service.rulebook.refusals import GROUNDS
from service.rulebook.vocabulary import EventKind, Stage, Step
from service.storage.transaction import ReadTx


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why, under which number, on which earlier petition it rests, and where the petitioner may go instead."""

    code: RefusalCode
    because: str
    where_to_go: str
    earlier: str | None


async def propose(number: str, refusal: Refusal, act: Act) -> HeldPetition:
    """Propose not to accept a petition. Nothing is refused yet, and the bureau's clock runs on.

    Raises what `held_petition` does, `StepRefused`, and `ContentConflict` where the earlier petition is missing, or no
    re-review has ended it although the reason says so.
    """
    ground = GROUNDS[refusal.code]
    async with act.desk.begin() as tx:
        held = await held_petition(tx, number, act)
        advance(held.petition.stage, Step.PROPOSE_REFUSAL)
        await _rests_on_earlier(tx, refusal, held, act.desk)
        detail = {**asdict(refusal), "article": ground.article, "disposition": ground.disposition}
        step = PetitionStep(Step.PROPOSE_REFUSAL, EventKind.REFUSAL_PROPOSED, detail)
        return await record(tx, held, lambda _: step, act)


async def decide(number: str, because: str, act: Act, *, approved: bool) -> HeldPetition:
    """Approve or reject a proposed refusal. Raises `SecondPersonRequired` for the officer who proposed it, too."""
    async with act.desk.begin() as tx:
        held = await held_petition(tx, number, act)
        proposal = _proposal(await history.of(tx, held.petition.id), held.petition.stage)
        if proposal is not None and proposal.actor.rpartition(":")[2] == act.hand.officer:
            raise SecondPersonRequired
        held = await record(tx, held, _decided(proposal, because, approved=approved), act)
    act.desk.bell.set()
    return held


def _decided(proposal: Event | None, because: str, *, approved: bool) -> Callable[[HeldPetition], PetitionStep]:
    def decide(held: HeldPetition) -> PetitionStep:
        if not approved or proposal is None:
            step = Step.APPROVE_REFUSAL if approved else Step.REJECT_REFUSAL
            return PetitionStep(step, EventKind.REFUSAL_REJECTED, {"because": because})
        disposition = Disposition(proposal.detail["disposition"])
        rating = rated(held.decided.purpose, held.decided.route, anonymous=held.petition.anonymous)
        changes = tuple(held.clocks.of_disposal(disposition, rating))
        proposed = {name: proposal.detail[name] for name in ("code", "article", "where_to_go", "disposition")}
        detail = {**proposed, "because": proposal.detail["because"], "approval": because}
        return PetitionStep(Step.APPROVE_REFUSAL, EventKind.REFUSAL_APPROVED, detail, changes, disposition)

    return decide


def _proposal(events: list[Event], stage: Stage) -> Event | None:
    """The proposal that waits; none where the petition does not stand there."""
    if stage is not Stage.REFUSAL_PROPOSED:
        return None
    return next(event for event in reversed(events) if event.kind is EventKind.REFUSAL_PROPOSED)


async def _rests_on_earlier(tx: ReadTx, refusal: Refusal, held: HeldPetition, desk: Desk) -> None:
    if refusal.earlier is None:
        if GROUNDS[refusal.code].on_earlier:
            raise ContentConflict((Fault("/earlier", "earlier_needed"),))
        return
    found = await seen(tx, refusal.earlier, desk)
    if found is None or found.id == held.petition.id:
        raise ContentConflict((Fault("/earlier", "earlier_unknown"),))
    # 36(3): only a 复核意见 ends it; before that the petitioner still has a review to ask for.
    if refusal.code is RefusalCode.R2 and not await reviews.terminated(tx, found.id):
        raise ContentConflict((Fault("/earlier", "earlier_not_terminated"),))
