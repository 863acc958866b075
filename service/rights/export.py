"""Export what is held about a person, after an identity check; on record in the transaction that gathers it."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.acknowledgements import notices, words
from service.acknowledgements.notices import Notice, Words
from service.auth.scopes import Scope
from service.delivery import messages
from service.delivery.messages import Told
from service.desk.kit import Desk
from service.desk.witness import noted
from service.intake.progress import Progress, progress_of
from service.reading.masking import masked
from service.register import accesses, attachments, evaluations, petitioners
from service.register.accesses import Listed
from service.register.attachments import Filed
from service.register.evaluations import Evaluation
from service.register.petitioners import Petitioner
from service.rights.identified import Claim, identified
from service.rulebook.errors import ScopeMissing
from service.rulebook.vocabulary import AccessKind, Addressee


@dataclass(frozen=True, slots=True)
class Held:
    """Everything held about one who petitions, `person` among the `people` of the petition; `earlier` as he stood."""

    person: int
    people: Sequence[Petitioner]
    earlier: Sequence[Petitioner]
    progress: Progress
    notices: Sequence[tuple[Notice, Words]]
    files: Sequence[tuple[Filed, str]]
    evaluations: Sequence[Evaluation]
    messages: Sequence[Told]
    accesses: Sequence[Listed]


async def export(number: str, claim: Claim, *, desk: Desk) -> Held:
    """Gather it for the one who was identified (个人信息保护法 45).

    All of it or nothing: who has not to do with accusations cannot hand out what may hold one, and is refused whatever
    he asks of. Raises `ScopeMissing`, `UnknownPetition`, `OfficerRecused`, `NobodyToIdentify`, `UnknownPerson`.
    """
    if not desk.sight.accusations:
        raise ScopeMissing(Scope.ACCUSATIONS_HANDLE)
    async with desk.begin() as tx:
        petition = await identified(tx, number, claim, desk)
        entries = (await petitioners.entries(tx, {petition.id: petition.number}, desk.vault))[petition.id]
        found = Held(
            claim.person,
            [*{one.position: one.petitioner for one in entries}.values()],
            [one.petitioner for one in entries if one.position == claim.person][:-1],
            await progress_of(tx, petition, desk),
            [
                (one, words.of(one, desk.vault))
                for one in await notices.of(tx, petition.id)
                if one.addressee is Addressee.PETITIONER
            ],
            [
                (one, desk.files.open_name(one.attachment.object, one.attachment.name))
                for one in await attachments.of(tx, petition.id)
            ],
            await evaluations.of(tx, petition.id),
            await messages.to_portal_of(tx, petition.id),
            await accesses.of(tx, petition.id),
        )
        said = {"identity_check": claim.check, "person": claim.person, "because": masked(claim.because)}
        tx.write(noted(AccessKind.PERSON_EXPORTED, claim.hand, claim.at, desk, petition, said))
    return found
