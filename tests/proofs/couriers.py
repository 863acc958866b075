"""Portals under load: each posts one petition after the other, and tries again under its key until it has an answer."""

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

PROBLEMS = ("路灯不亮", "拖欠工资", "违规停车收费", "夜间施工噪音", "自来水浑浊", "垃圾无人清运")
EXPECTED = {201, 429, 503}  # anything else a portal is told while servers die is a fault of ours
WAIT = 0.1  # seconds between two tries


@dataclass(slots=True)
class Told:
    """What the portals were told: the number under each key, when, and whatever should not have been said."""

    numbers: dict[str, str] = field(default_factory=dict)
    at: list[float] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)  # keys that were told another number when asked again
    surprises: Counter[str] = field(default_factory=Counter)
    refused: int = 0  # 503, each with Retry-After
    lost: int = 0  # no answer at all

    def longest_gap(self) -> float:
        """Seconds in which no portal heard anything."""
        return max((later - earlier for earlier, later in zip(self.at, self.at[1:], strict=False)), default=0.0)


class Couriers:
    """So many portals at once, under one key of the service."""

    def __init__(self, url: str, key: str, run: str, couriers: int) -> None:
        self.told = Told()
        self._client = httpx.AsyncClient(base_url=url, timeout=15, limits=httpx.Limits(max_keepalive_connections=0))
        self._headers = {"Authorization": f"Bearer {key}"}
        self._run = run
        self._couriers = couriers
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """Post until stopped; what is in hand then is seen through."""
        async with self._client:
            await asyncio.gather(*(self._courier(number) for number in range(self._couriers)))

    def stop(self) -> None:
        """Take nothing new in hand."""
        self._stop.set()

    async def _courier(self, number: int) -> None:
        turn = 0
        while not self._stop.is_set():
            key = f"{self._run}-{number}-{turn}"
            self.told.numbers[key] = await self._deliver(key)
            self.told.at.append(time.monotonic())
            if random.random() < 0.1 and await self._deliver(key) != self.told.numbers[key]:
                self.told.otherwise.append(key)
            turn += 1

    async def _deliver(self, key: str) -> str:
        problem = PROBLEMS[hash(key) % len(PROBLEMS)]
        body = {
            "anonymous": True,
            "subject": f"反映{problem}",
            "request": f"请尽快解决{problem}的问题。",
            "facts": f"{key}号楼居民反映：{problem}，多次联系无人处理，请尽快解决。",
        }
        while True:
            try:
                answer = await self._client.post(
                    "/v1/petitions", json=body, headers={**self._headers, "Idempotency-Key": key}
                )
            except httpx.TransportError:
                self.told.lost += 1
            else:
                if answer.status_code == 201:
                    number: str = answer.json()["number"]
                    return number
                self._note(answer)
            await asyncio.sleep(WAIT)

    def _note(self, answer: httpx.Response) -> None:
        if answer.status_code == 503 and "retry-after" in answer.headers:
            self.told.refused += 1
        elif answer.status_code not in EXPECTED:
            self.told.surprises[f"{answer.status_code} {answer.json().get('code')}"] += 1
        elif answer.status_code == 503:
            self.told.surprises["503 without Retry-After"] += 1
