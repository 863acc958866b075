"""A portal as it should behave: it keeps trying, under the same Idempotency-Key, until it has an answer."""

import asyncio
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx

AGAIN = frozenset({429, 500, 502, 503, 504})
UNKNOWN = "unknown"  # open, so that a clerk has to decide


@dataclass(frozen=True, slots=True)
class Message:
    """What is posted, under the key that belongs to it."""

    key: str
    title: str
    detail: str
    division: str | None = None

    def body(self) -> dict[str, object]:
        """The petition: anonymous, since the messages of the boards name nobody."""
        stated = {"problem_place": {"division_code": self.division}} if self.division else {}
        text = {"subject": self.title[:200], "request": self.title[:2_000], "facts": self.detail[:20_000]}
        return {"anonymous": True, **text, **stated}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one message.

    `in_doubt`: answered as before, but only at a further try, so that it may be this run that registered it: the answer
    to an earlier try was lost after the commit.
    """

    number: str | None
    content_class: str
    needs_clerk: bool
    replayed: bool
    in_doubt: bool
    seconds: float
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on with a service that does not answer."""

    seconds: float

    async def request(
        self, client: httpx.AsyncClient, method: str, url: str, **facts: object
    ) -> tuple[httpx.Response, bool]:
        """The first answer that is one, and whether it took more than one try.

        Raises the last failure when patience is at its end.
        """
        until = time.monotonic() + self.seconds
        wait = 0.1
        again = False
        while True:
            try:
                answer = await client.request(method, url, **facts)  # type: ignore[arg-type]  # passed through
                if answer.status_code not in AGAIN or time.monotonic() > until:
                    return answer, again
            except httpx.TransportError:
                if time.monotonic() > until:
                    raise
            again = True
            await asyncio.sleep(wait)
            wait = min(wait * 2, 2.0)


async def post(client: httpx.AsyncClient, message: Message, key: str, patience: Patience) -> Outcome:
    """Post one message until it is acknowledged or refused."""
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": message.key}
    began = time.perf_counter()
    answer, again = await patience.request(client, "POST", "/v1/petitions", json=message.body(), headers=headers)
    seconds = time.perf_counter() - began
    if answer.status_code != 201:
        return Outcome(None, UNKNOWN, False, False, False, seconds, _code(answer))
    registered = answer.json()
    replayed = answer.headers.get("idempotency-replayed") == "true"
    found = registered["classification"]["content_class"]
    known = found["answer"] is not None and not found["open"]
    return Outcome(
        number=registered["number"],
        content_class=f"{found['answer'][:2]}0000" if known else UNKNOWN,
        needs_clerk=registered["classification"]["needs_clerk"],
        replayed=replayed,
        in_doubt=replayed and again,
        seconds=seconds,
    )


async def registered_by_class(client: httpx.AsyncClient, key: str, patience: Patience) -> Counter[str]:
    """Registered items by level-1 class, counted at a moment that lies after this call."""
    asked_at = datetime.now(UTC)
    while True:
        answer, _ = await patience.request(
            client,
            "GET",
            "/v1/statistics/registered_items",
            params={"by": "class", "from": "2000-01-01"},
            headers={"Authorization": f"Bearer {key}"},
        )
        answer.raise_for_status()
        figures = answer.json()
        if datetime.fromisoformat(figures["as_of"]) >= asked_at:
            return Counter({cell["codes"]["class"] or UNKNOWN: cell["value"] for cell in figures["cells"]})
        await asyncio.sleep(0.05)


def _code(answer: httpx.Response) -> str:
    try:
        return f"{answer.status_code} {answer.json()['code']}"
    except (ValueError, KeyError):
        return str(answer.status_code)
