"""A file is added to a petition: kept as it is for ever, shown to the clerk, read by no organ that it may accuse."""

from dataclasses import dataclass
from datetime import datetime, time

from service.attachments.access import Adder, for_adder, held_for_adder
from service.delivery import messages, outbox
from service.desk.citizen import reproach_of
from service.desk.files import Accepted, Arrived, Limits
from service.desk.kit import ZONE, Desk, local_date
from service.desk.telling import to_portal
from service.register import attachments, history, petitions
from service.register.attachments import Attachment, Filed, FileKind
from service.register.history import Event
from service.register.petitions import Petition
from service.rulebook.errors import ContentConflict, Fault, StepRefused
from service.rulebook.lifecycle import advance
from service.rulebook.vocabulary import EventKind, JobKind, Stage, Step
from service.storage.transaction import AlreadyThere, Tx


@dataclass(frozen=True, slots=True)
class Added:
    """The file as it is on record; `again` where the petition had it already."""

    petition: Petition
    stage: Stage
    filed: Filed
    name: str
    again: bool


async def add(number: str, arrived: Arrived, adder: Adder, *, at: datetime, desk: Desk) -> Added:
    """Add a file to a petition. The same content again is the same attachment, so that a retry doubles nothing.

    New evidence voids a proposed refusal and moves the version, as a supplement does.

    Raises `UnknownPetition` for a wrong number or code, `InvalidContent` for a file that is not taken in, `StepRefused`
    at a stage that takes none from a petitioner, `ContentConflict` beyond a limit.
    """
    accepted = await desk.files.accept(arrived)
    if known := await _known(number, arrived, adder, desk):
        return known
    try:
        async with desk.files.keeping([accepted]):
            added = await _record(number, accepted, adder, at, desk)
    except AlreadyThere:  # the same content came twice at once: the index has decided which one was first
        if known := await _known(number, arrived, adder, desk):
            return known
        raise
    desk.bell.set()
    return added


async def _known(number: str, arrived: Arrived, adder: Adder, desk: Desk) -> Added | None:
    async with desk.snapshot() as tx:
        petition = await for_adder(tx, number, adder, desk)
        for filed in await attachments.of(tx, petition.id):
            one = filed.attachment
            if one.sha256 == arrived.sha256:
                return Added(petition, petition.stage, filed, desk.files.open_name(one.object, one.name), again=True)
    return None


async def _record(number: str, accepted: Accepted, adder: Adder, at: datetime, desk: Desk) -> Added:
    async with desk.begin() as tx:
        petition = await held_for_adder(tx, number, adder, desk)
        there = await attachments.of(tx, petition.id)
        await _within_limits(tx, there, accepted, adder, at, desk)
        stage = _stage_after(petition, adder)
        withheld = reproach_of(accepted.name, at, desk).accuses
        made = on_record(petition, len(there) + 1, accepted, adder, at, desk, withheld=withheld)
        detail = {"attachment": made.ordinal, "sha256": made.sha256.hex(), "media": made.media, "withheld": withheld}
        if stage is not petition.stage:
            detail["stage"] = stage
        tx.write(
            petitions.move(petition, stage, disposition=petition.disposition),
            attachments.enter(made),
            history.append(petition.id, Event(EventKind.ATTACHED, at, adder.actor, detail)),
            messages.post_all([to_portal(petition, at, stage=stage, step=EventKind.ATTACHED)]),
            outbox.post(JobKind.PREPARE, petition.id, version=made.ordinal),
        )
        return Added(petition, stage, Filed(made, None), accepted.name, again=False)


def _stage_after(petition: Petition, adder: Adder) -> Stage:
    """A petitioner adds where a supplement may be added; the bureau's own desk files what reaches it late as well."""
    try:
        return advance(petition.stage, Step.SUPPLEMENT)
    except StepRefused:
        if adder.by_petitioner:
            raise
        return petition.stage


async def _within_limits(
    tx: Tx, there: list[Filed], accepted: Accepted, adder: Adder, at: datetime, desk: Desk
) -> None:
    limits, size = desk.files.limits, accepted.arrived.size
    faults = [*_of_petition(there, size, limits)]
    midnight = datetime.combine(local_date(at), time.min, ZONE)
    if await attachments.bytes_of_client(tx, adder.client_id, midnight) + size > limits.client_day_bytes:
        faults.append(Fault("/file", "client_day_full", {"limit": limits.client_day_bytes}))
    if faults:
        raise ContentConflict(tuple(faults))


def _of_petition(there: list[Filed], size: int, limits: Limits) -> list[Fault]:
    faults = []
    if len(there) >= limits.petition_files:
        faults.append(Fault("/file", "petition_files_full", {"limit": limits.petition_files}))
    if sum(one.attachment.size for one in there) + size > limits.petition_bytes:
        faults.append(Fault("/file", "petition_bytes_full", {"limit": limits.petition_bytes}))
    return faults


def on_record(
    petition: Petition,
    ordinal: int,
    accepted: Accepted,
    adder: Adder,
    at: datetime,
    desk: Desk,
    *,
    kind: FileKind = FileKind.ATTACHMENT,
    withheld: bool = False,
) -> Attachment:
    """A file that was taken in, as it is put on record: its name under seal, and who added it."""
    arrived = accepted.arrived
    return Attachment(
        petition_id=petition.id,
        ordinal=ordinal,
        object=arrived.key,
        kind=kind,
        media=accepted.media,
        size=arrived.size,
        sha256=arrived.sha256,
        key_id=desk.files.key_id,
        name=desk.files.seal_name(arrived.key, accepted.name),
        scanned=accepted.scan.scanned,
        withheld=withheld,
        client_id=adder.client_id,
        added_by=adder.actor,
        added_at=at,
    )
