"""The petition record: entered once, then only moved along its lifecycle."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from asyncpg import Record

from service.register import petition_words
from service.register.petition_words import Telling
from service.rulebook.errors import UnknownPetition
from service.rulebook.handling_vocabulary import Disposition
from service.rulebook.jurisdiction import Submission
from service.rulebook.vocabulary import Channel, Stage
from service.storage.sight import Sight
from service.storage.sight import seen as seen_by
from service.storage.statement import Write
from service.storage.transaction import ReadTx, Tx

_ENTERED = """
    id, number, query_code_hash, external_number, bureau, client_id, channel, received_at, registered_at, registered_on,
    stated_division, language, anonymous, joint, people_count, affected_count,
    content_sha256, stage, version, classification_version, due_on, disposition, urgent
"""
# The words are sealed; those of earlier releases stand in clear until a worker has sealed them.
_COLUMNS = f"{_ENTERED}, {petition_words.COLUMNS}"

ENTER = f"""
INSERT INTO petition ({_ENTERED}, words, subject, request, facts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        '', '', '')
"""  # noqa: S608 - the only thing put in is the constant above

FIND = f"SELECT {_COLUMNS} FROM petition WHERE number = $1"  # noqa: S608 - likewise

SEEN = f"{FIND} AND {seen_by('petition.id', '$2')}"

QUERY_CODE_HASH = "SELECT coalesce((SELECT query_code_hash FROM petition WHERE number = $1), $2)"

# NO KEY: nobody changes an id, so rows that point to a held petition may still be written beside it.
LOCK = FIND + " FOR NO KEY UPDATE"

HOLD = f"SELECT {_COLUMNS} FROM petition WHERE id = $1 FOR NO KEY UPDATE"  # noqa: S608 - likewise

NUMBERED = f"""
SELECT number, id FROM petition WHERE number = ANY($1::text[]) AND {seen_by("petition.id", "$2")}
"""  # noqa: S608 - likewise

AMONG = f"SELECT {_COLUMNS} FROM petition WHERE id = ANY($1::bigint[])"  # noqa: S608 - likewise

AT_STAGE = f"""
SELECT {_COLUMNS} FROM petition
WHERE stage = $1 AND (due_on, id) > ($2, $3) AND {seen_by("petition.id", "$5")}
ORDER BY due_on, id
LIMIT $4
"""  # noqa: S608 - likewise

ANY = "SELECT EXISTS (SELECT FROM petition)"

MOVE = "UPDATE petition SET stage = $2, version = version + 1, disposition = $3, urgent = $4 WHERE id = $1"

REKEY = "UPDATE petition SET query_code_hash = $2, version = version + 1 WHERE id = $1"

# How the bureau ended its part stands as long as it has ended: a correction may bring a petition back to it.
RECLASSIFY = """
UPDATE petition SET stage = $2, classification_version = $3, version = version + 1,
    disposition = CASE WHEN stage = $2 THEN disposition END
WHERE id = $1
"""


# What a letter says is known after it was registered: it stands beside what was signed then, and is read in its place.
READ = """
UPDATE petition SET read_words = $2, read_subject = NULL, read_request = NULL, read_facts = NULL, version = version + 1
WHERE id = $1
"""

READ_AND_RECLASSIFY = """
UPDATE petition SET read_words = $2, read_subject = NULL, read_request = NULL, read_facts = NULL, stage = $3,
    classification_version = $4, version = version + 1
WHERE id = $1
"""


@dataclass(frozen=True, slots=True)
class Petition:
    """One received item (信访件) as it stands."""

    id: int
    number: str
    query_code_hash: bytes
    external_number: str | None
    bureau: str
    client_id: int
    channel: Channel
    received_at: datetime
    registered_at: datetime
    registered_on: date
    subject: str
    request: str
    facts: str
    problem_place: str | None
    stated_division: str | None
    language: str
    anonymous: bool
    joint: bool
    people_count: int
    affected_count: int | None
    content_sha256: bytes
    stage: Stage
    version: int
    classification_version: int
    due_on: date
    disposition: Disposition | None = None
    urgent: bool = False

    @property
    def submission(self) -> Submission:
        """What a classifier may read of it."""
        return Submission(
            subject=self.subject,
            request=self.request,
            facts=self.facts,
            problem_place=self.problem_place or "",
            division_code=self.stated_division,
            people_count=self.people_count,
            joint=self.joint,
        )


def enter(petition: Petition) -> Write:
    """Put a new petition on the register."""
    told = {name: getattr(petition, name) for name in Petition.__slots__}
    words = {name: told.pop(name) for name in petition_words.NAMES}
    return Write(ENTER, (*told.values(), petition_words.sealed(petition.id, words)))


async def find(tx: ReadTx, number: str) -> Petition | None:
    """The petition of this number, if there is one."""
    return _petition(await tx.row(FIND, number), tx)


async def seen(tx: ReadTx, number: str, sight: Sight) -> Petition | None:
    """The petition of this number, if there is one for these eyes."""
    return _petition(await tx.row(SEEN, number, sight.kept), tx)


async def query_code_hash(tx: ReadTx, number: str, otherwise: bytes) -> bytes:
    """What is kept of the query code of this number; where there is no such number, what is given, as slowly."""
    kept: bytes = await tx.value(QUERY_CODE_HASH, number, otherwise)
    return kept


async def numbered(tx: ReadTx, numbers: Collection[str], sight: Sight) -> dict[str, int]:
    """The ids of the petitions of these numbers that are for these eyes, by number."""
    return {row["number"]: row["id"] for row in await tx.rows(NUMBERED, list(numbers), sight.kept)} if numbers else {}


async def among(tx: ReadTx, petition_ids: Sequence[int]) -> dict[int, Petition]:
    """The petitions of these ids, by id."""
    return {row["id"]: _of(row, tx) for row in await tx.rows(AMONG, petition_ids)}


async def as_registered(tx: ReadTx, petition_ids: Sequence[int]) -> dict[int, Petition]:
    """The same with the words that stood on them when they were registered, and that the receipt was signed for."""
    return {row["id"]: _of(row, tx, petition_words.as_signed_for) for row in await tx.rows(AMONG, petition_ids)}


async def hold(tx: Tx, petition_id: int) -> Petition:
    """The petition of this id, held until the transaction ends. Raises `UnknownPetition`."""
    petition = _petition(await tx.row(HOLD, petition_id), tx)
    if petition is None:
        raise UnknownPetition
    return petition


async def at_stage(
    tx: ReadTx, stage: Stage, due_after: date, id_after: int, limit: int, sight: Sight
) -> list[Petition]:
    """Petitions at a stage that are for these eyes, the nearest due day first, beyond the given day and id."""
    return [_of(row, tx) for row in await tx.rows(AT_STAGE, stage, due_after, id_after, limit, sight.kept)]


async def lock(tx: Tx, number: str) -> Petition | None:
    """The petition of this number, held until the transaction ends: what is decided on it cannot be overtaken."""
    return _petition(await tx.row(LOCK, number), tx)


async def any_entered(tx: ReadTx) -> bool:
    """Whether anything was ever registered here."""
    return bool(await tx.value(ANY))


def move(
    petition: Petition, stage: Stage, *, disposition: Disposition | None = None, urgent: bool | None = None
) -> Write:
    """Move a locked petition to another stage. `disposition`: how the bureau ended its part, if it has."""
    return Write(MOVE, (petition.id, stage, disposition, petition.urgent if urgent is None else urgent))


def rekey(petition: Petition, query_code_hash: bytes) -> Write:
    """Let another query code open a locked petition, and the old one no longer."""
    return Write(REKEY, (petition.id, query_code_hash))


def reclassify(petition: Petition, stage: Stage, version: int) -> Write:
    """Note which classification is in force for a locked petition, and the stage that follows from it."""
    return Write(RECLASSIFY, (petition.id, stage, version))


def read(petition: Petition, words: Submission) -> Write:
    """Note what a locked petition says, which was registered before it could be read."""
    return Write(READ, (petition.id, petition_words.as_read(petition.id, words)))


def read_and_reclassify(petition: Petition, words: Submission, stage: Stage, version: int) -> Write:
    """The same, with the classification that is in force by these words, and the stage that follows from it."""
    return Write(READ_AND_RECLASSIFY, (petition.id, petition_words.as_read(petition.id, words), stage, version))


def _petition(row: Record | None, tx: ReadTx) -> Petition | None:
    return None if row is None else _of(row, tx)


def _of(row: Record, tx: ReadTx, words: Telling = petition_words.now) -> Petition:
    facts = {name: value for name, value in row.items() if name not in petition_words.KEPT}
    facts.update(words(row, tx))
    facts["channel"] = Channel(facts["channel"])
    facts["stage"] = Stage(facts["stage"])
    facts["disposition"] = Disposition(facts["disposition"]) if facts["disposition"] else None
    return Petition(**facts)
