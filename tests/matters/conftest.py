"""Invented matters, as different people would put them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from service.desk.kit import Desk
from service.worker import Worker
from tests.conftest import PETITION, key, reader

Headers = dict[str, str]
Send = Callable[..., Awaitable[str]]

# One estate, one trouble, in five people's words; then the same estate with another trouble, and another estate.
HEATING = (
    ("枫林雅苑暖气不热", "枫林雅苑小区自供暖以来室温只有十三度，换热站说管网老化，热力公司来人放了放气就走。"),
    ("枫林雅苑供暖温度不达标", "枫林雅苑好几栋楼供暖不达标，室温十三四度，换热站管网老化一直不修，热力公司只会放气。"),
    ("枫林雅苑换热站管网老化暖气不热", "我家住枫林雅苑，供暖后室温一直十三度，找热力公司多次，说是换热站管网老化。"),
    ("枫林雅苑供暖问题", "枫林雅苑换热站管网老化，供暖后家里室温才十二三度，热力公司来放气没有用。"),
    ("枫林雅苑三号楼暖气冰凉", "枫林雅苑三号楼供暖冰凉，室温十三度，热力公司说枫林雅苑换热站管网老化，没人修。"),
)
PARKING = ("枫林雅苑地下车位捆绑销售", "枫林雅苑开发商把地下车位和储藏室捆绑销售，不买就不给办交房手续，十二万一个。")
ELSEWHERE = ("翠屏花园暖气不热", "翠屏花园六号楼暖气不热，物业推给热力公司，热力公司推给物业，老人小孩都感冒了。")
ALLOWANCE = ("要求落实独生子女父母奖励", "本人退休多年，独生子女父母奖励费至今没有发放，社区让等通知。")


@pytest.fixture
def send(api: httpx.AsyncClient, portal: Headers) -> Send:
    """Register one of these; the answer is its number. Everybody is a person of their own unless named."""
    count = 0

    async def sent(matter: tuple[str, str], who: str | None = None, **changes: Any) -> str:
        nonlocal count
        count += 1
        name = who or f"住户{'甲乙丙丁戊己庚辛壬癸'[count % 10]}{count}"
        petitioner = {"name": name, "address": f"湖滨区前进街道{name}家", "phone": f"139{sum(map(ord, name)):08d}"}
        body = {
            **PETITION,
            "subject": matter[0],
            "request": "请责成有关单位处理。",
            "facts": matter[1],
            "petitioner": petitioner,
            **changes,
        }
        answer = await api.post("/v1/petitions", json=body, headers={**portal, **key(f"matter-{count}")})
        assert answer.status_code == 201, answer.text
        number: str = answer.json()["number"]
        return number

    return sent


@pytest.fixture
def work(desk: Desk) -> Callable[[], Awaitable[None]]:
    """Let the worker do all that is owed."""

    async def done() -> None:
        worker = Worker(desk, reader(), lease=timedelta(hours=1), max_attempts=1, poll=timedelta(hours=1))
        while await worker.run_one():
            pass

    return done
