"""What clerks decided becomes a model: which decisions count, what the card says of them, and when it is too few."""

import csv
import random
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from service.classification.cases import Case, CasesUnusable, read_cases
from service.classification.content_model import ContentModel
from service.classification.corrected_cases import FEWEST, FEWEST_OF_CLASS, Corrected, corrected_cases
from service.classification.material import Material
from service.desk.kit import Desk
from service.reading.grams import grams
from service.register import corrections
from tests.classification.test_clerks_decision import decide, register

Petition = Callable[..., dict[str, Any]]
Headers = dict[str, str]

WELFARE = ("低保停发", "请恢复低保。", "家中老人的低保金被社区停发，残疾人补贴和救助金也没有。", "070000")
WAGES = ("拖欠工资", "请责令老板发工资。", "在工地干活，老板拖欠工资，没有签劳动合同。", "040202")


def words(seed: int, count: int = 60) -> str:
    """So many characters at random: in front of a text they make it another one."""
    draw = random.Random(seed)
    return "".join(chr(draw.randrange(0x4E00, 0x6E00)) for _ in range(count))


class Clerk:
    """Sends petitions in and decides on them."""

    def __init__(self, api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition) -> None:
        self.api, self.portal, self.clerk, self.petition = api, portal, clerk, petition
        self.sent = 0

    async def register(self, matter: tuple[str, str, str, str], opening: str = "") -> str:
        """A petition on this matter; the opening can make it a text of its own."""
        self.sent += 1
        subject, request, facts, _ = matter
        body = self.petition(subject=subject, request=opening + request, facts=facts)
        return str((await register(self.api, self.portal, body, f"case-{self.sent}"))["number"])

    async def decides(self, matter: tuple[str, str, str, str], opening: str = "", **changes: Any) -> str:
        """A petition on this matter, and the decision that it belongs there."""
        number = await self.register(matter, opening)
        answer = await decide(self.api, self.clerk, number, **{"content_class": matter[3], **changes})
        assert answer.status_code == 200, answer.text
        return number

    async def decides_many(self, matter: tuple[str, str, str, str], count: int) -> None:
        """So many different texts on the matter."""
        for number in range(count):
            await self.decides(matter, words(number))


@pytest.fixture
def clerks(api: httpx.AsyncClient, portal: Headers, clerk: Headers, petition: Petition) -> Clerk:
    return Clerk(api, portal, clerk, petition)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """Enough invented cases of two classes."""
    said = {"劳动和社会保障": "工资社保合同工伤", "教育文体": "学校老师补课招生"}
    with (tmp_path / "base.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("title", "detail", "label"))
        for number in range(FEWEST // 2):
            writer.writerows((word[:2], f"反映{word}的问题{words(number)}", label) for label, word in said.items())
    return tmp_path / "base.csv"


async def learnt(desk: Desk, base: Sequence[Case] = ()) -> Corrected:
    return await corrected_cases(desk.snapshot, desk.bureau.content_classes, base)


async def test_a_decision_in_force_is_a_case_of_its_level_1_class(clerks: Clerk, desk: Desk, base: Path) -> None:
    await clerks.decides(WAGES)

    (case,) = (await learnt(desk, read_cases(base))).cases

    assert (case.title, case.detail, case.label) == (WAGES[0], WAGES[1] + WAGES[2], "劳动和社会保障")


async def test_only_the_last_decision_of_a_clerk_counts_and_never_the_machine(
    clerks: Clerk, desk: Desk, base: Path
) -> None:
    await clerks.register(WAGES)
    number = await clerks.decides(WAGES, content_class="060000")
    await decide(clerks.api, clerks.clerk, number, 2, content_class="040202")

    assert [case.label for case in (await learnt(desk, read_cases(base))).cases] == ["劳动和社会保障"]


async def test_an_accusation_is_left_out_and_the_card_says_so(clerks: Clerk, desk: Desk, base: Path) -> None:
    accused = await clerks.decides(WAGES, purpose="accusation", route="discipline")
    await clerks.decides(WAGES, "另一封：")

    corrected = await learnt(desk, read_cases(base))
    assert [case.detail.startswith("另一封") for case in corrected.cases] == [True]
    assert "30(3)" in corrected.as_json()["left_out"]

    await decide(clerks.api, clerks.clerk, accused, 2, content_class="040202")  # it was none after all
    assert len((await learnt(desk, read_cases(base))).cases) == 2


async def test_near_duplicates_share_a_group_with_each_other_and_with_the_other_cases(
    clerks: Clerk, desk: Desk, base: Path
) -> None:
    known = Case(WAGES[0], WAGES[1] + WAGES[2], "劳动和社会保障", "group 7", "0")
    for _ in range(2):
        await clerks.decides(WAGES)
    await clerks.decides(WAGES, words(1))

    first, second, other = (await learnt(desk, [*read_cases(base), known])).cases

    assert first.group == second.group == "group 7" != other.group


@pytest.mark.parametrize("count", [0, 3])
async def test_too_few_decisions_are_refused_with_both_numbers(clerks: Clerk, desk: Desk, count: int) -> None:
    await clerks.decides_many(WAGES, count)

    with pytest.raises(CasesUnusable, match=f"Needed are {FEWEST} cases") as refusal:
        await learnt(desk)

    assert ("劳动和社会保障 3" if count else "none") in str(refusal.value)


async def test_a_class_with_too_few_texts_is_left_out_by_name_unless_the_file_has_it(
    clerks: Clerk, desk: Desk, base: Path
) -> None:
    await clerks.decides_many(WELFARE, FEWEST_OF_CLASS - 1)
    await clerks.decides(WAGES)

    corrected = await learnt(desk, read_cases(base))

    assert [case.label for case in corrected.cases] == ["劳动和社会保障"]
    assert corrected.as_json()["classes_with_too_few"] == {"民政": FEWEST_OF_CLASS - 1}


async def test_the_newest_petitions_are_read_first_and_no_more_than_asked(clerks: Clerk, desk: Desk) -> None:
    await clerks.decides_many(WAGES, 3)

    async with desk.snapshot() as tx:
        newest = [one async for one in corrections.in_force(tx, most=2)]

    assert [one.request[:60] for one in newest] == [words(2), words(1)]


async def test_a_model_learns_a_class_that_only_the_clerks_know(
    clerks: Clerk, desk: Desk, base: Path, tmp_path: Path
) -> None:
    training = pytest.importorskip("service.classification.training", reason="needs xinfang[train]")
    await clerks.decides_many(WELFARE, FEWEST_OF_CLASS)
    material = Material.of_file(base)
    material = material.with_corrections(await learnt(desk, material.cases))
    codes = {one.name: one.code for one in desk.bureau.content_classes.level1()}

    for out in (tmp_path / "one", tmp_path / "two"):
        card = training.train(material, out, codes=codes, trained_at=date(2026, 3, 6), trained_on="tests")

    model = ContentModel.load(tmp_path / "one")
    assert sorted(model.codes) == ["040000", "060000", "070000"]
    assert model.weigh(grams(*("".join(part) for part in (WELFARE[:1], WELFARE[1:3]))))[0].code == "070000"
    assert (card.cases, card.corrections["cases"]) == (FEWEST + FEWEST_OF_CLASS, FEWEST_OF_CLASS)
    assert (card.corrections["decided_from"], card.corrections["decided_until"]) == ("2026-03-06", "2026-03-06")
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
        assert WELFARE[2].encode() not in file.read_bytes()
