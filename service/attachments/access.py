"""Who may add a file to a petition, and who may be handed one."""

from dataclasses import dataclass

from service.auth.callers import Caller
from service.auth.scopes import Scope
from service.desk.citizen import PETITIONER
from service.desk.discretion import Discretion, discretion_of
from service.desk.kit import Desk
from service.desk.opening import canonical, known, known_and_held, opened, opened_and_held
from service.desk.sight import organ_sight
from service.register import referrals
from service.register.attachments import Filed
from service.register.petitions import Petition
from service.rulebook.errors import UnknownPetition
from service.storage.transaction import ReadTx, Tx

# Whose own work it is to see all of a petition.
OF_BUREAU = frozenset((Scope.LETTERS_REGISTER, Scope.PETITIONS_READ, Scope.PETITIONS_CLASSIFY))


@dataclass(frozen=True, slots=True)
class Adder:
    """Who adds: a system of the bureau by its scope, or whoever shows the query code through a portal."""

    client_id: int
    actor: str
    query_code: str | None

    @property
    def by_petitioner(self) -> bool:
        """Whether it is the petitioner's own doing."""
        return self.actor == PETITIONER


def adder_of(caller: Caller, query_code: str | None) -> Adder:
    """Who adds, for a caller that may have shown a code."""
    if query_code is None and not caller.scopes.isdisjoint(OF_BUREAU):
        return Adder(caller.id, caller.actor, None)
    follows = Scope.PETITIONS_FOLLOW in caller.scopes
    return Adder(caller.id, PETITIONER, (query_code or "") if follows else "")


async def for_adder(tx: ReadTx, number: str, adder: Adder, desk: Desk) -> Petition:
    """The petition that somebody may add to. Raises `UnknownPetition`."""
    if adder.query_code is not None:
        return await opened(tx, number, adder.query_code, desk)
    return await known(tx, number, desk)


async def held_for_adder(tx: Tx, number: str, adder: Adder, desk: Desk) -> Petition:
    """The petition, held. Raises `UnknownPetition`."""
    if adder.query_code is not None:
        return await opened_and_held(tx, number, adder.query_code, desk)
    return await known_and_held(tx, number, desk)


@dataclass(frozen=True, slots=True)
class Reach:
    """A petition and how far somebody's eyes reach into its files."""

    petition: Petition
    reader: str
    organ: bool
    accusations: bool = True
    discretion: Discretion | None = None  # None where the petitioner reads his own

    def sees(self, filed: Filed) -> bool:
        """Whether this file is for these eyes.

        An organ's see none before it was looked into for an accusation; a clerk's who has not to do with accusations
        none in which one was found, unless an officer has said otherwise.
        """
        if self.organ:
            return not filed.withheld
        return self.accusations or not (filed.attachment.withheld if filed.view is None else filed.withheld)

    def name(self, name: str) -> str:
        """How a file is called for these eyes."""
        return self.discretion.text(name) if self.discretion else name


async def reach(tx: ReadTx, number: str, query_code: str | None, caller: Caller, desk: Desk) -> Reach:
    """What a caller may see of a petition's files: all by query code or as the bureau, an organ what its matter needs.

    An organ that has only one of several claims sees no files, since nobody has said which claim they are about; one
    that the petition accuses hears the same as where there is no petition (30(3)). Raises `UnknownPetition`.
    """
    if query_code is not None and Scope.PETITIONS_FOLLOW in caller.scopes:
        petition = await opened(tx, number, query_code, desk)
        return Reach(petition, f"{PETITIONER} via {caller.actor}", organ=False)
    organ = caller.organ if caller.scopes.isdisjoint(OF_BUREAU) else None
    if organ is None and caller.scopes.isdisjoint(OF_BUREAU):
        raise UnknownPetition
    if organ is not None:
        sight = organ_sight(organ, desk.bureau)
        if not await referrals.has_whole(tx, canonical(number, desk), organ, sight):
            raise UnknownPetition
    found = await known(tx, number, desk)
    reader = caller.actor if organ is None else f"{caller.actor} ({organ})"
    return Reach(found, reader, organ is not None, desk.sight.accusations, await discretion_of(tx, found, desk))
