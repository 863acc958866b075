"""A grown register: every copy has all the rows of its template, and the service's next serial is free."""

import asyncpg

from bench import growth
from bench.intake_statement import SERIAL, captured
from bench.petitions import bodies

ROWS = "SELECT count(*) FROM {} WHERE petition_id = $1"
TABLES = ("answer", "classification", "event", "deadline", "posting", "petitioner")


async def test_every_copy_has_all_the_rows_of_its_template(connection: asyncpg.Connection) -> None:
    sent = await captured(bodies(None)[0])
    await connection.execute(sent.statement.sql, *sent.statement.args)
    await growth.copy(connection, 3)
    ids = [row["id"] for row in await connection.fetch("SELECT id FROM petition ORDER BY id")]
    assert len(ids) == 4
    for table in TABLES:
        counts = {await connection.fetchval(ROWS.format(table), id_) for id_ in ids}
        assert len(counts) == 1
        assert counts != {0}
    copies = [id_ for id_ in ids if id_ != SERIAL]
    assert await connection.fetchval("SELECT nextval('petition_serial')") > max(copies)
    assert await connection.fetchval("SELECT count(*) FROM job") == 2  # what is owed is not copied
