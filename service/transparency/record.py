"""The rows of the record in a stretch of time, as names and hashes: what leaves of histories are made over.

Each table that only grows is asked the same, by the moment at which its rows were recorded. A row's hash is over all
its columns that are not empty, so a column that a later release adds changes no hash that was made before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.storage.transaction import ReadTx

NOBODY = -1  # what belongs to no petition; their ids begin at 0

# Sealed files are hashed once more, so that no page of text is made of them. Names are those of the row's key.
_ROWS = {
    "event": "petition_id, 'event ' || sequence, to_jsonb(event)",
    "classification": "petition_id, 'classification ' || version, to_jsonb(classification)",
    "deadline": "petition_id, 'deadline ' || clock || ' ' || sequence, to_jsonb(deadline)",
    "posting": f"coalesce(petition_id, {NOBODY}), 'posting ' || id, to_jsonb(posting)",
    "evaluation": "petition_id, 'evaluation ' || referral, to_jsonb(evaluation)",
    "recusal": "petition_id, 'recusal ' || officer, to_jsonb(recusal)",
    "alert": "petition_id, 'alert ' || id, to_jsonb(alert)",
    "notice": "petition_id, 'notice ' || serial, to_jsonb(notice)",
    "notice_file": """(SELECT petition_id FROM notice WHERE notice.serial = notice_file.serial),
           'notice_file ' || serial,
           to_jsonb(notice_file) || jsonb_build_object('sealed', encode(sha256(sealed), 'hex'))""",
    "notice_reading": "petition_id, 'notice_reading ' || id, to_jsonb(notice_reading)",
    "access_record": f"coalesce(petition_id, {NOBODY}), 'access_record ' || id, to_jsonb(access_record)",
    "supervision_event": f"""{NOBODY}, 'supervision_event ' || supervision_id || ' ' || sequence,
           to_jsonb(supervision_event)""",
}
TABLES = (*_ROWS, "petitioner")
_STRETCH = "recorded_at > $1 AND recorded_at <= $2"
# Hashed before anything is sorted, so that what is sorted is small.
_HASHED = """
    (SELECT petition_id, name, sha256(convert_to(jsonb_strip_nulls(facts)::text, 'UTF8')) AS hash
    FROM (SELECT {row} FROM {table} WHERE {stretch}) AS {table}_row (petition_id, name, facts))
"""
# People are recorded with their petition, and at no other time.
_PEOPLE = """
    (SELECT petition_id, 'petitioner ' || position,
            sha256(convert_to(jsonb_strip_nulls(to_jsonb(petitioner))::text, 'UTF8'))
     FROM petitioner JOIN petition ON petition.id = petition_id WHERE {stretch})
"""
_ALL = "    UNION ALL".join(
    [_HASHED.format(table=table, row=row, stretch=_STRETCH) for table, row in _ROWS.items()]
    + [_PEOPLE.format(stretch=_STRETCH)]
)

ADDED = f"""
SELECT row.petition_id, coalesce(petition.number, '') AS number,
       string_agg(row.name, E'\\n' ORDER BY row.name COLLATE "C") AS names,
       string_agg(row.hash, ''::bytea ORDER BY row.name COLLATE "C") AS hashes
FROM ({_ALL}) AS row
LEFT JOIN petition ON petition.id = row.petition_id
GROUP BY row.petition_id, petition.number ORDER BY row.petition_id
"""  # noqa: S608 - nothing is put in but the constants above

_NTH = "(SELECT recorded_at FROM {} WHERE recorded_at > $1 ORDER BY recorded_at OFFSET $3 LIMIT 1)"
END = f"SELECT least($2::timestamptz, {', '.join(_NTH.format(table) for table in (*_ROWS, 'petition'))})"


@dataclass(frozen=True, slots=True)
class Added:
    """What was added to the history of a petition: the names of the rows in their order, and their hashes."""

    petition_id: int
    number: str
    names: str
    hashes: bytes


async def end(tx: ReadTx, since: datetime, until: datetime, limit: int) -> datetime:
    """Where a stretch ends in which no table has many more rows than `limit`; rows of one moment stay together."""
    moment: datetime = await tx.value(END, since, until, limit)
    return moment


async def added(tx: ReadTx, since: datetime, until: datetime) -> Sequence[Added]:
    """What was recorded after one moment and up to another, petition by petition. The second must be settled."""
    return [Added(**row) for row in await tx.rows(ADDED, since, until)]
