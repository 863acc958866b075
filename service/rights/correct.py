"""Correct how somebody is called or reached, after an identity check; what was registered stays beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from service.delivery import outbox
from service.desk.acting import Act
from service.desk.kit import Desk
from service.desk.matter import held_petition
from service.desk.witness import noted
from service.reading.masking import masked
from service.register import blind_index, history, petitioners, petitions
from service.register.history import Event
from service.register.petitioners import Correction, Petitioner
from service.rights.identified import Claim, is_on_record
from service.rulebook.errors import ContentConflict, Fault, UnknownPetition
from service.rulebook.vocabulary import AccessKind, EventKind
from service.storage.statement import Write


@dataclass(frozen=True, slots=True)
class Corrected:
    """What of whom was corrected, and the version of the petition that this has led to."""

    number: str
    person: int
    fields: tuple[str, ...]
    version: int


async def correct(number: str, claim: Claim, given: Mapping[str, str | None], act: Act) -> Corrected:
    """Put right what was `given` of the one who was identified (个人信息保护法 46).

    The latest correction counts wherever the person is read from then on; what the receipt signed stays as it was
    registered. Raises `UnknownPetition`, `VersionStale`, `OfficerRecused`, `NobodyToIdentify`, `UnknownPerson`, and
    `ContentConflict` where nothing is different from what stands.
    """
    desk = act.desk
    if act.hand.organ is not None:
        raise UnknownPetition
    async with desk.begin() as tx:
        petition = (await held_petition(tx, number, act)).petition
        await is_on_record(tx, petition, claim.person)
        people = await petitioners.of(tx, petition.id, petition.number, desk.vault)
        before = people[claim.person - 1]
        fields = tuple(sorted(name for name, value in given.items() if getattr(before, name) != value))
        if not fields:
            raise ContentConflict((Fault("", "nothing_to_correct", {}),))
        after: Petitioner = replace(before, **given)  # type: ignore[arg-type]  # a form says which may be None
        made = Correction(claim.person, after, claim.check, claim.because, act.hand.actor, act.at)
        said = {"person": claim.person, "fields": list(fields), "identity_check": claim.check}
        event = Event(EventKind.PERSON_CORRECTED, act.at, act.hand.actor, {**said, "because": claim.because})
        trail = {**said, "because": masked(claim.because)}
        tx.write(
            petitioners.correct(petition.id, petition.number, made, desk.vault),
            petitions.move(petition, petition.stage, disposition=petition.disposition),
            history.append(petition.id, event),
            *_found_by(petition.id, people, [after if one is before else one for one in people], desk),
            noted(AccessKind.PERSON_CORRECTED, act.hand, act.at, desk, petition, trail),
        )
    desk.bell.set()
    return Corrected(petition.number, claim.person, fields, petition.version + 1)


def _found_by(
    petition_id: int, before: Sequence[Petitioner], now: Sequence[Petitioner], desk: Desk
) -> tuple[Write, ...]:
    """The petition is found by what tells its people now, and compared anew."""
    traces = desk.blind_index.traces(now)
    return (
        blind_index.leave(petition_id, set(desk.blind_index.traces(before)) - set(traces)),
        blind_index.enter(petition_id, traces),
        outbox.post_comparison(petition_id),
    )
