"""(b) The smallest FastAPI service that validates a body, inserts a row and commits: the limit of the framework.

`python -m bench.smallest DSN --port N`; the same server settings, pool and collector settings as `xinfang serve`.
"""

import gc
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import asyncpg
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, Field

from bench.plan import HOST
from service.settings import Settings

TABLE = (
    "CREATE TABLE IF NOT EXISTS smallest (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, subject text, facts text)"
)
INSERT = "INSERT INTO smallest (subject, facts) VALUES ($1, $2) RETURNING id"


class Letter(BaseModel):
    """What is posted; of the petition sent to the real service the rest is ignored."""

    subject: Annotated[str, Field(min_length=1, max_length=200)]
    facts: Annotated[str, Field(min_length=1, max_length=20_000)]


class Registered(BaseModel):
    """What is answered."""

    id: int


async def _keep_session(_: asyncpg.Connection) -> None:
    return None


def build(dsn: str) -> FastAPI:
    """The application: one door, one table."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        size = Settings().pool_size // 2  # as many as the service gives to writing
        async with asyncpg.create_pool(dsn, min_size=1, max_size=size, reset=_keep_session) as pool:
            await pool.execute(TABLE)
            app.state.pool = pool
            gc.collect()
            gc.freeze()
            gc.set_threshold(50_000, 20, 20)
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/")
    async def alive() -> bool:
        return True

    @app.post("/letters", status_code=201)
    async def register(letter: Letter) -> Registered:
        return Registered(id=await app.state.pool.fetchval(INSERT, letter.subject, letter.facts))

    return app


if __name__ == "__main__":
    uvicorn.run(
        build(sys.argv[1]),
        host=HOST,
        port=int(sys.argv[3]),
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
    )
