"""A lost query code is issued again, after a clerk has made sure who asks (domain §12)."""

from dataclasses import dataclass

from service.desk.acting import Act
from service.desk.matter import held_petition
from service.desk.witness import noted
from service.register import history, petitions
from service.register.history import Event
from service.rulebook.errors import NobodyToIdentify
from service.rulebook.vocabulary import AccessKind, EventKind, IdentityCheck


@dataclass(frozen=True, slots=True)
class NewCode:
    """The code at the only moment when it is known, and the version of the petition that it belongs to."""

    number: str
    text: str
    version: int


async def reissue(number: str, check: IdentityCheck, because: str, act: Act) -> NewCode:
    """Replace the query code of a petition; the one before opens nothing from this commit on.

    Raises `UnknownPetition`, `VersionStale`, `OfficerRecused`, and `NobodyToIdentify` for an anonymous petition: who
    left no name cannot be told from anybody else.
    """
    desk = act.desk
    async with desk.begin() as tx:
        petition = (await held_petition(tx, number, act)).petition
        if petition.anonymous:
            raise NobodyToIdentify
        code = desk.query_codes.make()
        tx.write(
            petitions.rekey(petition, desk.query_codes.hash(petition.number, code)),
            history.append(
                petition.id,
                Event(
                    EventKind.QUERY_CODE_REISSUED, act.at, act.hand.actor, {"identity_check": check, "because": because}
                ),
            ),
            noted(AccessKind.CODE_REISSUED, act.hand, act.at, desk, petition, {"identity_check": check}),
        )
    return NewCode(petition.number, code, petition.version + 1)
