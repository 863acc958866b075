"""The rows of the record in a stretch of time, as names and hashes: what leaves of histories are made over.

Each table that only grows is asked the same, by the moment at which its rows were recorded. A row's hash is over all
its columns that are not empty, so a column that a later release adds changes no hash that was made before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.storage.transaction import ReadTx
from service.transparency.bound import FIRST_ROWS, LATER_ROWS, Row
from service.transparency.kept import hash_of, hashed, key_of

_STRETCH = "recorded_at > $1 AND recorded_at <= $2"
# Hashed before anything is sorted, so that what is sorted is small.
_HASHED = f"""
    (SELECT petition_id, name, {hashed("facts")} AS hash
    FROM (SELECT {{row.of}}, {{row.name}}, {{row.facts}} FROM {{table}} WHERE {_STRETCH})
        AS {{table}}_row (petition_id, name, facts))
"""  # noqa: S608 - nothing is put in but constants of this package, here and below
# People are recorded with their petition, and at no other time.
_PEOPLE = f"""
    (SELECT petition_id, 'petitioner ' || position, {hashed("to_jsonb(petitioner)")}
     FROM petitioner JOIN petition ON petition.id = petition_id WHERE {_STRETCH})
"""  # noqa: S608
# What may change since is bound as it was entered: as its first change found it, or as it still stands.
_ENTERED = """
    (SELECT this.{petition}, '{table} ' || this.id, coalesce(first.was, {hash})
     FROM {table} AS this LEFT JOIN LATERAL (
         SELECT was FROM row_change WHERE table_name = '{table}' AND key = {key} ORDER BY row_change.id LIMIT 1
     ) AS first ON true
     WHERE {stretch})
"""
# Duties are found by the line of their clock that was recorded with them: no index of theirs makes an intake dearer.
_SET = f"""this.id IN (SELECT duty.id FROM deadline JOIN duty USING (petition_id, recorded_at)
                  WHERE deadline.step = 'set' AND {_STRETCH})"""  # noqa: S608


def _entered(table: str, petition: str, stretch: str) -> str:
    return _ENTERED.format(table=table, petition=petition, key=key_of(table), hash=hash_of(table), stretch=stretch)


def _plain(rows: Mapping[str, Row]) -> list[str]:
    return [_HASHED.format(table=table, row=row) for table, row in rows.items()]


def _gathered(parts: Sequence[str]) -> str:
    return f"""
SELECT row.petition_id, coalesce(petition.number, '') AS number,
       string_agg(row.name, E'\\n' ORDER BY row.name COLLATE "C") AS names,
       string_agg(row.hash, ''::bytea ORDER BY row.name COLLATE "C") AS hashes
FROM ({"    UNION ALL".join(parts)}) AS row
LEFT JOIN petition ON petition.id = row.petition_id
GROUP BY row.petition_id, petition.number ORDER BY row.petition_id
"""  # noqa: S608


# Which tables a leaf is made over is its edition: what was bound before others were is gathered again as it was bound.
EDITION = 2
_FIRST_EDITION = [*_plain(FIRST_ROWS), _PEOPLE]
ADDED_OF_FIRST = _gathered(_FIRST_EDITION)
ADDED = _gathered(
    [
        *_FIRST_EDITION,
        *_plain(LATER_ROWS),
        _entered("petition", "id", "this.recorded_at > $1 AND this.recorded_at <= $2"),
        _entered("duty", "petition_id", _SET),
    ]
)
_ADDED = {1: ADDED_OF_FIRST, EDITION: ADDED}

_NTH = "(SELECT recorded_at FROM {} WHERE recorded_at > $1 ORDER BY recorded_at OFFSET $3 LIMIT 1)"
_COUNTED = (*FIRST_ROWS, *LATER_ROWS, "petition")
END = f"SELECT least($2::timestamptz, {', '.join(_NTH.format(table) for table in _COUNTED)})"


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


async def added(tx: ReadTx, since: datetime, until: datetime, edition: int = EDITION) -> Sequence[Added]:
    """What was recorded after one moment and up to another, petition by petition. The second must be settled."""
    return [Added(**row) for row in await tx.rows(_ADDED.get(edition, ADDED), since, until)]
