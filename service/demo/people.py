"""Invented people and places of the invented year."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

from service.bureau.load import Bureau

T = TypeVar("T")

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "建国秀英桂兰玉梅海涛志强红霞国庆晓燕金花文华春生淑珍永刚丽娟保平爱民新民天明小军"
ESTATES = ("枫林雅苑", "河畔花园", "向阳小区", "虢国新城", "天鹅湖畔", "金渠小区", "绿苑小区", "康乐家园", "黄河明珠")
COMPANIES = ("宏达建设公司", "三峡源食品公司", "永安物业公司", "顺通运输公司", "崤函建材公司", "益民商贸公司")
MONTHS = ("一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who never lived."""

    name: str
    address: str
    phone: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Where and with whom a matter plays."""

    person: Person
    division: str
    township: str
    words: dict[str, str]


class Cast:
    """Draws people and places, the same for the same seed."""

    def __init__(self, random: Random, bureau: Bureau) -> None:
        self._random = random
        self._organs = {organ.division: organ.code for organ in bureau.organs if organ.division is not None}
        self._townships = [each for each in bureau.divisions if each.code in self._organs]
        self._villages = {
            each.code: [
                one for one in bureau.divisions if one.code.startswith(each.code) and len(one.code) > len(each.code)
            ]
            for each in self._townships
        }

    def setting(self) -> Setting:
        """A township with a village of it, a person who lives there, and the words that texts need."""
        township = self._pick(self._townships)
        village = self._pick(self._villages[township.code]).name
        estate = self._pick(ESTATES)
        short = village.removesuffix("居民委员会").removesuffix("村民委员会")
        words = {
            "village": f"{township.name}{short}",
            "estate": f"{township.name}{estate}",
            "person": self._name(),
            "company": self._pick(COMPANIES),
            "amount": str(self._random.randrange(300, 48_000, 50)),
            "month": self._pick(MONTHS),
        }
        person = Person(self._name(), f"三门峡市湖滨区{words['estate']}", f"139{self._random.randrange(10**8):08d}")
        return Setting(person, township.code, self._organs[township.code], words)

    def _name(self) -> str:
        start = self._random.randrange(0, len(GIVEN) - 1, 2)
        return self._pick(SURNAMES) + GIVEN[start : start + 2]

    def _pick(self, many: Sequence[T]) -> T:
        return many[self._random.randrange(len(many))]
