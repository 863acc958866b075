"""Words that the releases before this one wrote in clear: sealed page by page, where a row may change.

What may never change stays as it was written: its hash is in the log, and a row made anew would be one that was edited.
Each page is found by a partial index that is empty when there is nothing left to do.
"""

from service.register import mass_issues, petition_words, relations, spoken, supervisions
from service.storage.statement import Secret, Write
from service.storage.transaction import Begin, Tx

AT_ONCE = 200  # rows of a table that one transaction seals

PETITIONS = f"""
SELECT id, {petition_words.COLUMNS} FROM petition WHERE words IS NULL OR read_facts IS NOT NULL
ORDER BY id LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED
"""  # noqa: S608 - the only thing put in are the names of columns

SEAL_PETITIONS = """
UPDATE petition SET words = coalesce(petition.words, line.words), subject = '', request = '', facts = '',
    problem_place = NULL, read_words = coalesce(line.read_words, petition.read_words), read_subject = NULL,
    read_request = NULL, read_facts = NULL
FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) AS line (id, words, read_words) WHERE petition.id = line.id
"""

RELATIONS = """
SELECT petition_id, other_id, shared, because FROM relation WHERE shared_sealed IS NULL OR because IS NOT NULL
ORDER BY petition_id, other_id LIMIT $1 FOR UPDATE SKIP LOCKED
"""

SEAL_RELATIONS = """
UPDATE relation SET shared_sealed = coalesce(relation.shared_sealed, line.shared), shared = '[]', because = NULL,
    because_sealed = coalesce(line.because, relation.because_sealed)
FROM unnest($1::bigint[], $2::bigint[], $3::bytea[], $4::bytea[]) AS line (petition_id, other_id, shared, because)
WHERE relation.petition_id = line.petition_id AND relation.other_id = line.other_id
"""

MASS_ISSUES = """
SELECT id, because, resolved_because FROM mass_issue WHERE because IS NOT NULL OR resolved_because IS NOT NULL
ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
"""

SEAL_MASS_ISSUES = """
UPDATE mass_issue SET because = NULL, because_sealed = coalesce(line.because, mass_issue.because_sealed),
    resolved_because = NULL, resolved_because_sealed = coalesce(line.resolved, mass_issue.resolved_because_sealed)
FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) AS line (id, because, resolved) WHERE mass_issue.id = line.id
"""

SUPERVISIONS = """
SELECT id, kind, opened_on, facts FROM supervision WHERE sealed IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED
"""

SEAL_SUPERVISIONS = """
UPDATE supervision SET facts = line.facts, sealed = line.sealed
FROM unnest($1::bigint[], $2::jsonb[], $3::bytea[]) AS line (id, facts, sealed) WHERE supervision.id = line.id
"""


async def seal_some(begin: Begin) -> int:
    """Seal the next page of each table; how many rows that were. Any number of processes may do so at once."""
    sealed = 0
    for page in (_petitions, _relations, _mass_issues, _supervisions):
        async with begin() as tx:
            sealed += await page(tx)
    return sealed


async def _petitions(tx: Tx) -> int:
    rows = await tx.rows(PETITIONS, AT_ONCE)
    secrets = [petition_words.still_in_clear(row) for row in rows]
    ids, words, read = [row["id"] for row in rows], [one for one, _ in secrets], [one for _, one in secrets]
    tx.write(Write(SEAL_PETITIONS, (ids, words, read)))
    return len(rows)


async def _relations(tx: Tx) -> int:
    rows = await tx.rows(RELATIONS, AT_ONCE)
    pairs = [(row["petition_id"], row["other_id"]) for row in rows]
    shared = [Secret(relations.owner(*pair, "shared"), row["shared"]) for pair, row in zip(pairs, rows, strict=True)]
    why = [_or_none(relations.owner(*pair, "because"), row["because"]) for pair, row in zip(pairs, rows, strict=True)]
    tx.write(Write(SEAL_RELATIONS, ([one for one, _ in pairs], [two for _, two in pairs], shared, why)))
    return len(rows)


async def _mass_issues(tx: Tx) -> int:
    rows = await tx.rows(MASS_ISSUES, AT_ONCE)
    why, resolved = (
        [_or_none(mass_issues.owner(row["id"], what), row[what]) for row in rows]
        for what in ("because", "resolved_because")
    )
    tx.write(Write(SEAL_MASS_ISSUES, ([row["id"] for row in rows], why, resolved)))
    return len(rows)


async def _supervisions(tx: Tx) -> int:
    rows = await tx.rows(SUPERVISIONS, AT_ONCE)
    owners = [supervisions.owner(row["kind"], row["opened_on"]) for row in rows]
    parted = [spoken.parted(owner, row["facts"], always=True) for owner, row in zip(owners, rows, strict=True)]
    facts, secrets = [facts for facts, _ in parted], [secret for _, secret in parted]
    tx.write(Write(SEAL_SUPERVISIONS, ([row["id"] for row in rows], facts, secrets)))
    return len(rows)


def _or_none(owner: str, words: str | None) -> Secret | None:
    return None if words is None else Secret(owner, words)
