# ruff: noqa: S608 - the statements are the attacks
"""What somebody with every right in the database may do to a row, made from the types of its columns."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from service.storage.transaction import ReadTx
from service.transparency.bound import ROWS
from service.transparency.kept import KEPT, key_of

OTHER = {
    "text": "coalesce(this.{0}, '') || '*'",
    "boolean": "NOT coalesce(this.{0}, false)",
    "smallint": "coalesce(this.{0}, 0) + 7",
    "integer": "coalesce(this.{0}, 0) + 7",
    "bigint": "coalesce(this.{0}, 0) + 1000000",
    "double precision": "coalesce(this.{0}, 0) + 0.25",
    "real": "coalesce(this.{0}, 0) + 0.25",
    "date": "coalesce(this.{0}, '2026-03-06') + 1",
    "timestamp with time zone": "coalesce(this.{0}, now()) + interval '1 second'",
    "bytea": r"coalesce(this.{0}, '') || '\x00'",
    "jsonb": "jsonb_build_array(this.{0})",
    "uuid": "gen_random_uuid()",
    "text[]": "array_append(this.{0}, '*')",
    "cidr[]": "array_append(this.{0}, '10.9.9.0/24')",
}
COLUMNS = """
SELECT attname AS name, format_type(atttypid, NULL) AS type, attidentity <> '' AS numbered,
       EXISTS (SELECT FROM pg_index
               WHERE indrelid = attrelid AND indisunique AND attnum = indkey[indnkeyatts - 1]) AS unique
FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what is put in its place; whether it is the one by which rows of one key differ."""

    name: str
    other: str
    numbered: bool
    unique: bool


async def columns(tx: ReadTx, table: str) -> list[Column]:
    """The columns of a table as the schema has them."""
    return [
        Column(row["name"], OTHER[row["type"]].format(row["name"]), row["numbered"], row["unique"])
        for row in await tx.rows(COLUMNS, table)
    ]


async def called(tx: ReadTx, table: str, row: str) -> str:
    """What an audit has to call the row at this place."""
    name = f"'{table} ' || {key_of(table)}" if table in KEPT else ROWS[table].name
    return str(await tx.value(f"SELECT {name} FROM {table} AS this WHERE this.ctid = '{row}'"))


async def some_row(tx: ReadTx, table: str, column: Column) -> str:
    """Where a row of the table is, the last one in which this column is not empty, if there is one."""
    found = await tx.value(f"SELECT ctid FROM {table} ORDER BY {column.name} IS NULL, ctid DESC LIMIT 1")
    assert found is not None, f"the register has no row of {table}"
    return "({},{})".format(*found)


@asynccontextmanager
async def undone(tx: ReadTx) -> AsyncIterator[None]:
    """What is done in the block is undone after it."""
    await tx.rows("SAVEPOINT before_it")
    yield
    await tx.rows("ROLLBACK TO SAVEPOINT before_it")


async def edit(tx: ReadTx, table: str, column: Column, row: str) -> None:
    """Put something else in one column of a row."""
    if column.numbered:
        await tx.rows(f"ALTER TABLE {table} ALTER {column.name} DROP IDENTITY")
    await tx.rows(f"UPDATE {table} AS this SET {column.name} = {column.other} WHERE this.ctid = '{row}'")


async def put_in(tx: ReadTx, table: str, of: list[Column], row: str) -> str:
    """Put in a copy of a row under another key, recorded at the same moment; where it is."""
    values = ", ".join(one.other if one.unique else f"this.{one.name}" for one in of)
    names = ", ".join(one.name for one in of)
    made = await tx.value(
        f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {table} AS this "
        f"WHERE this.ctid = '{row}' RETURNING {table}.ctid"
    )
    return "({},{})".format(*made)


# What neither the invented year nor its worker leaves behind: one row each, made by the service's own connections.
WITH_THEM: Mapping[str, str] = {
    "attachment": """
        INSERT INTO attachment (petition_id, ordinal, object, kind, media, size, sha256, key_id, name, scanned,
                                withheld, client_id, added_by, added_at)
        VALUES ({petition}, 1, 'a', 'page', 'image/png', 1, sha256(''), 'k', 'sealed', true, false, 1, 'c', now())""",
    "attachment_view": """
        INSERT INTO attachment_view (petition_id, attachment, withheld, pages, media, view, thumbnail, made_at)
        VALUES ({petition}, 1, false, 1, 'image/png', 'v', 't', now())""",
    "attachment_reading": """
        INSERT INTO attachment_reading (petition_id, attachment, what, reader, at)
        VALUES ({petition}, 1, 'view', 'client:1:0731', now())""",
    "attachment_decision": """
        INSERT INTO attachment_decision (petition_id, attachment, withheld, because, decided_by, decided_at)
        VALUES ({petition}, 1, true, 'sealed', 'client:1:0731', now())""",
    "scan_print": """
        INSERT INTO scan_print (petition_id, attachment, page, print, made_at)
        VALUES ({petition}, 1, 1, sha256(''), now())""",
    "client_key": """
        INSERT INTO client_key (client_id, key_prefix, key_sha256)
        SELECT max(id), 'xf_other', sha256('') FROM client""",
    "webhook": """
        INSERT INTO webhook (client_id, url, key_id, secret, kinds)
        SELECT max(id), 'https://organ.example/hook', 'k', 'sealed', '{{referred}}' FROM client""",
    "delivery": """
        INSERT INTO delivery (message_id, client_id) SELECT max(message.id), max(client.id) FROM message, client""",
    "installation": "INSERT INTO installation (name, value) VALUES ('bureau', 'hubin')",
    "letter": """
        INSERT INTO letter (petition_id, received_on, pages, content_sha256, again)
        VALUES ({petition}, '2026-03-06', 1, sha256(''), false)""",
    "letter_text": """
        INSERT INTO letter_text (petition_id, version, made_at, made_by, confidence, doubtful, key_id, sealed)
        VALUES ({petition}, 1, now(), 'machine', 0.5, true, 'k', 'sealed')""",
    "petitioner_correction": """
        INSERT INTO petitioner_correction (petition_id, position, version, corrected_at, corrected_by, identity_check,
                                           key_id, sealed, because)
        VALUES ({petition}, 1, 1, now(), 'client:1:0731', 'document', 'k', 'sealed', 'sealed')""",
    "legal_hold": """
        INSERT INTO legal_hold (petition_id, held, because, decided_by, decided_at)
        VALUES ({petition}, true, 'sealed', 'client:1:0731', now())""",
    "letter_double": """
        INSERT INTO letter_double (petition_id, like_id, by, pages, found_at)
        SELECT max(id), {petition}, 'print', 1, now() FROM petition""",
    "lock_out": """
        INSERT INTO lock_out (what, client_id, source, tries, locked_at, locked_until)
        VALUES ('caller', 1, '10.0.0.1', 9, now(), now())""",
    "notice_reading": """
        INSERT INTO notice_reading (serial, petition_id, actor, at)
        SELECT serial, petition_id, 'client:1:0731', now() FROM notice LIMIT 1""",
    "recusal": """
        INSERT INTO recusal (petition_id, officer, because) VALUES ({petition}, '0731', '与信访人是亲属')""",
    "review": """
        INSERT INTO review (petition_id, referral, level, organ, stage, version, requested_on, hearing_days)
        SELECT petition_id, ordinal, 'recheck', 'HB-ZF', 'requested', 1, '2026-03-06', 0 FROM referral LIMIT 1""",
    "relation": """
        INSERT INTO relation (petition_id, other_id, relation, suspicion, probability, acquaintance, shared, found_at,
                              version)
        SELECT max(id), min(id), 'repeat', 'suspected', 0.5, 'certain', '[]', now(), 1 FROM petition""",
    "mass_issue": """
        INSERT INTO mass_issue (suspicion, opened_at, last_joined_at, petitions, people, version)
        VALUES ('suspected', now(), now(), 1, 1, 1)""",
    "mass_issue_member": """
        INSERT INTO mass_issue_member (issue_id, petition_id, suspicion, probability, people, joined_at)
        SELECT max(id), {petition}, 'suspected', 0.5, 1, now() FROM mass_issue""",
    "served_question": """
        INSERT INTO served_question (digest, question, indicator, version, counted_for, first_as_of, newest_as_of,
                                     newest_on)
        VALUES (sha256(''), '{{}}', 'received', 1, 'all', now(), now(), '2026-03-06')""",
}
