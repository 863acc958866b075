"""What must be true of a register that was killed and brought back: counted in the database and asked of the API."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import httpx

from service.cli.replay_client import Patience, registered_by_class

from .served import Served

# Each is the number of petitions, so each is to be N.
ONCE_PER_PETITION = {
    "petitions": "SELECT count(*) FROM petition",
    "different numbers": "SELECT count(DISTINCT number) FROM petition",
    "answers kept": "SELECT count(*) FROM answer",
    "petitions answered for": "SELECT count(DISTINCT id) FROM answer JOIN petition ON petition_id = id",
    "statutory dates": "SELECT count(*) FROM deadline",
    "receipt notices": "SELECT count(*) FROM notice",
    "last notice number": "SELECT coalesce(sum(last), 0)::int FROM notice_series",
}

# Rows of which every petition has exactly one.
EXACTLY_ONE = {
    "classification": "SELECT petition_id FROM classification",
    "event registered": "SELECT petition_id FROM event WHERE kind = 'registered'",
    "event classified": "SELECT petition_id FROM event WHERE kind = 'classified'",
    "event notice_issued": "SELECT petition_id FROM event WHERE kind = 'notice_issued'",
    "deadline": "SELECT petition_id FROM deadline",
    "posting of items": "SELECT petition_id FROM posting WHERE measure = 'items' AND quantity = 1",
    "posting of people": "SELECT petition_id FROM posting WHERE measure = 'people'",
    "posting in hand": "SELECT petition_id FROM posting WHERE measure = 'in_hand' AND quantity = 1",
    "receipt": "SELECT petition_id FROM notice WHERE kind = 'receipt'",
    "leaf of the log": "SELECT petition_id FROM log_leaf WHERE kind = 'registration'",
    "leaf of its receipt": "SELECT petition_id FROM log_leaf WHERE kind = 'notice'",
}

# Each is to be 0.
NONE_AT_ALL = {
    "gaps in notice numbers": """
        SELECT count(*) FROM notice_series CROSS JOIN LATERAL generate_series(1, last) AS number
        WHERE (kind, year, number) NOT IN
              (SELECT kind, split_part(serial, '-', 3)::int, split_part(serial, '-', 4)::int FROM notice)""",
    "gaps in the log": "SELECT coalesce(max(position) + 1, 0) - count(position) FROM log_leaf",
    "jobs left over": "SELECT count(*) FROM job",
    "jobs given up": "SELECT count(*) FROM job WHERE dead",
    "events of unknown petitions": "SELECT count(*) FROM event WHERE petition_id NOT IN (SELECT id FROM petition)",
    "postings of unknown petitions": "SELECT count(*) FROM posting WHERE petition_id NOT IN (SELECT id FROM petition)",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure, and what it has to be."""

    what: str
    found: int
    wanted: int

    @property
    def kept(self) -> bool:
        """Whether the promise behind it is kept."""
        return self.found == self.wanted

    def __str__(self) -> str:
        return f"  {self.what:<46} {self.found:>6}" + ("" if self.kept else f"   BREACH: must be {self.wanted}")


async def in_the_database(connection: asyncpg.Connection, petitions: int) -> AsyncIterator[Finding]:
    """The figures by SQL."""
    for what, question in ONCE_PER_PETITION.items():
        yield Finding(what, await connection.fetchval(question), petitions)
    for what, rows in EXACTLY_ONE.items():
        once = f"SELECT count(*) FROM (SELECT 1 FROM ({rows}) AS one GROUP BY petition_id HAVING count(*) = 1) AS once"
        yield Finding(f"petitions with exactly one {what}", await connection.fetchval(once), petitions)
    for what, question in NONE_AT_ALL.items():
        yield Finding(what, await connection.fetchval(question), 0)


async def over_the_api(served: Served, petitions: int) -> AsyncIterator[Finding]:
    """The figures as the service itself gives them."""
    key = served.key("STATISTICS")
    async with httpx.AsyncClient(base_url=served.url, timeout=60) as client:
        by_class = await registered_by_class(client, key, Patience(30))
        yield Finding("API: statistics total", sum(by_class.values()), petitions)
        recount = await client.get(
            "/v1/statistics/reconciliation",
            params={"from": "2000-01-01"},
            headers={"Authorization": f"Bearer {key}"},
        )
        recount.raise_for_status()
        items = [one for one in recount.json()["comparisons"] if one["measure"] == "items"]
        yield Finding("API: recounted from the petitions", sum(one["recounted"] for one in items), petitions)
        yield Finding("API: reconciliation difference", recount.json()["difference"], 0)
        health = (await client.get("/readyz")).json()
        yield Finding("API: jobs waiting or dead", health["jobs_waiting"] + health["jobs_dead"], 0)


Answers = frozenset[tuple[int, bytes, int]]


async def answers(connection: asyncpg.Connection) -> Answers:
    """Every answer that is durable now: client, key, petition."""
    rows = await connection.fetch("SELECT client_id, key_sha256, petition_id FROM answer")
    return frozenset((row["client_id"], row["key_sha256"], row["petition_id"]) for row in rows)
