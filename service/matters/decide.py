"""A clerk decides whether two petitions belong together: nothing is merged, but it is known from now on."""

from dataclasses import dataclass
from datetime import datetime

from service.desk.figures import settle
from service.desk.kit import Desk
from service.desk.opening import known
from service.matters.look import Pair, pairs_of
from service.register import history, petitions, relations
from service.register.history import Event
from service.register.petitions import Petition
from service.register.relations import Suspected
from service.rulebook.errors import ContentConflict, Fault, VersionStale
from service.rulebook.matters import Acquaintance
from service.rulebook.vocabulary import EventKind, Relation, Suspicion
from service.storage.transaction import Tx


@dataclass(frozen=True, slots=True)
class Decision:
    """What a clerk holds of two petitions, and why."""

    relation: Relation
    suspicion: Suspicion
    because: str


async def decide(
    number: str, other: str, decision: Decision, *, seen_version: int, actor: str, at: datetime, desk: Desk
) -> Pair:
    """Put a clerk's decision on record. A pair that the machine did not find has version 0 and may be decided too.

    Raises `UnknownPetition`, `ContentConflict` for a petition and itself, `VersionStale` where the pair has changed.
    """
    async with desk.begin() as tx:
        later, earlier = await _both(tx, number, other, desk)
        pair = await relations.hold(tx, later.id, earlier.id)
        if seen_version != (pair.version if pair else 0):
            raise VersionStale(pair.version if pair else 0)
        if pair is None:
            told = Suspected(later.id, earlier.id, decision.relation, 1.0, Acquaintance.STRANGER, ())
            tx.write(relations.suspect([told], at))
            pair = await relations.hold(tx, later.id, earlier.id)
            assert pair is not None  # noqa: S101 - it was written above
        tx.write(
            relations.decide(pair, decision.relation, decision.suspicion, actor=actor, because=decision.because, at=at)
        )
        for one, beside in ((later, earlier), (earlier, later)):
            detail = {"number": beside.number, "relation": decision.relation, "decision": decision.suspicion}
            tx.write(history.append(one.id, Event(EventKind.RELATION_DECIDED, at, actor, detail)))
        await settle(tx, [later.id, earlier.id])
        decided = await relations.hold(tx, later.id, earlier.id)
        assert decided is not None  # noqa: S101 - likewise
        return (await pairs_of(tx, [decided], desk))[0]


async def _both(tx: Tx, number: str, other: str, desk: Desk) -> tuple[Petition, Petition]:
    """Both petitions, the later first; held in the order of their ids, so that no two clerks wait for each other."""
    found = [await known(tx, each, desk) for each in (number, other)]
    ids = sorted({one.id for one in found})
    if len(ids) == 1:
        raise ContentConflict((Fault("path:other", "same_petition"),))
    held = [await petitions.hold(tx, each) for each in ids]
    earlier, later = sorted(held, key=lambda one: (one.registered_at, one.id))
    return later, earlier
