"""What others' libraries read from our doors is what SQL written for this test counts in the register."""

from collections.abc import Callable
from typing import Any

import asyncpg
import httpx
import pytest

from tests.statistics.formats import readers

pytestmark = pytest.mark.usefixtures("register")

BY = ("month", "channel")
ITEMS = """
SELECT to_char(registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month, channel, count(*) AS n
FROM petition GROUP BY 1, 2
"""
BY_MACHINE = """
SELECT to_char(petition.registered_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month, petition.channel,
       count(*) FILTER (WHERE NOT EXISTS (
           SELECT FROM classification WHERE petition_id = petition.id
           AND (made_by <> 'machine' OR cardinality(open_questions) > 0)
       )) AS by_machine,
       count(*) AS n
FROM petition GROUP BY 1, 2
"""
READERS: dict[str, Callable[[bytes], readers.Cells]] = {
    ".json": readers.of_json,
    ".csv": lambda body: readers.of_csv(body, BY),
    ".csv?bom": lambda body: readers.of_pandas(body, BY),
    ".xlsx": lambda body: readers.of_xlsx(body, BY),
    ".json-stat": lambda body: readers.of_json_stat(body, BY),
}


async def fetched(api: httpx.AsyncClient, consumer: dict[str, str], indicator: str, form: str) -> bytes:
    suffix, _, bom = form.partition("?")
    query = {"by": ",".join(BY)} | ({"bom": "true"} if bom else {})
    answer = await api.get(f"/v1/statistics/{indicator}{suffix}", params=query, headers=consumer)
    assert answer.status_code == 200
    return answer.content


@pytest.mark.parametrize("form", READERS)
async def test_counts_are_those_of_the_register(
    api: httpx.AsyncClient, consumer: dict[str, str], connection: asyncpg.Connection, form: str
) -> None:
    counted = {(row["month"], row["channel"]): row["n"] for row in await connection.fetch(ITEMS)}

    cells = READERS[form](await fetched(api, consumer, "registered_items", form))

    assert {keys: value for keys, (value, _, _) in cells.items()} == counted
    assert len(counted) > 4


@pytest.mark.parametrize("form", READERS)
async def test_shares_and_both_their_counts_are_those_of_the_register(
    api: httpx.AsyncClient, consumer: dict[str, str], connection: asyncpg.Connection, form: str
) -> None:
    counted: dict[Any, Any] = {
        (row["month"], row["channel"]): (round(row["by_machine"] / row["n"], 4), row["by_machine"], row["n"])
        for row in await connection.fetch(BY_MACHINE)
    }

    assert READERS[form](await fetched(api, consumer, "classified_without_clerk", form)) == counted
