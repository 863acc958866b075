"""A figure opens into its cases: their sum is the figure, and the commitment opens with the list and the nonce."""

import importlib.util
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import httpx
import pytest

from service.auth.scopes import Scope
from service.desk.kit import Desk, local_date
from service.statistics import catalogue
from service.statistics.answer import Reading, answer
from service.statistics.cases import page
from service.statistics.catalogue import Indicator
from service.statistics.dimensions import DIMENSIONS
from service.statistics.fold import Share
from service.statistics.lines import BEFORE_ALL
from service.statistics.queries import Watermark
from service.statistics.question import Question, dimensions
from service.storage.settled import settled
from tests.conftest import SteppedClock, admit
from tests.procedure_steps import CLOSING, REPLY, Petition, Procedure, procedure_on

INDICATORS = [versions[-1] for versions in catalogue.load().values()]
ACCUSES = {"purpose": "accusation", "route": "discipline", "organ": "HB-JW", "content_class": "090000"}
FIRST = date(2026, 3, 1)


@pytest.fixture
async def procedure(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Procedure:
    """The steps of the procedure."""
    return await procedure_on(api, desk, clock)


@pytest.fixture(scope="session")
def opener() -> ModuleType:
    """The script that an auditor runs, which knows nothing of the service."""
    path = Path(__file__).parents[2] / "docs" / "verify" / "open_commitment.py"
    spec = importlib.util.spec_from_file_location("open_commitment", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def live(procedure: Procedure, petition: Petition, chance: Random) -> None:
    """A random history: items decided, moved, found to accuse, withdrawn, sent, accepted, answered, closed."""
    for at in range(14):
        procedure.clock.move(timedelta(days=chance.randrange(4), minutes=1))
        body, name = petition(people_count=chance.randint(1, 9)), f"item-{at}"
        match chance.choice(("plain", "moved", "withdrawn", "sent", "answered")):
            case "plain":
                await procedure.register(body, name)
            case "moved":
                changes = chance.choice(({"organ": "HB-MZJ"}, ACCUSES))
                await procedure.decide(await procedure.decided(body, name), **changes)
            case "withdrawn":
                told = await procedure.register(body, name)
                code = {**procedure.portal, "X-Query-Code": told["query_code"]}
                await procedure.api.post(f"/v1/petitions/{told['number']}/withdrawal", headers=code)
            case "sent":
                await procedure.referred(body, name)
            case "answered":
                await _answered(procedure, body, name, chance)


async def _answered(procedure: Procedure, body: dict[str, Any], name: str, chance: Random) -> None:
    matter = await procedure.accepted(body, name)
    procedure.clock.move(timedelta(days=chance.randrange(9)))
    await procedure.organ(matter, "reply", REPLY)
    if chance.random() < 0.5:
        await procedure.organ(matter, "delivery", {"delivered_on": procedure.today, "proof": "in_person"})
        await procedure.organ(matter, "closing", CLOSING)


def questions(chance: Random, until: date) -> Iterator[Question]:
    """Each indicator whole and under random filters, for those with case rights and for the others."""
    for indicator in INDICATORS:
        for sees_all in (True, False):
            limited = [("organ", ("HB-RSJ", "unknown")), ("repeat", ("false",)), ("channel", ("online",))]
            for filters in ((), (chance.choice(limited),)):
                yield _question(indicator, until, filters, sees_all=sees_all)


def _question(indicator: Indicator, until: date, filters: tuple[Any, ...], *, sees_all: bool) -> Question:
    first = None if indicator.kind == "stock" else FIRST
    return Question(indicator, first, until, (), filters, None, indicator.window, sees_all=sees_all)


async def shares(question: Question, read: Reading, desk: Desk) -> list[Share]:
    """What all cases have in a figure, in pages of three."""
    found: list[Share] = []
    after = BEFORE_ALL
    while True:
        some = await page(question, read, after=after, limit=3, desk=desk)
        found += [one.share for one in some.cases]
        if some.last is None:
            return found
        after = some.last


def figure(indicator: Indicator, cases: list[Share]) -> tuple[int, ...]:
    """The figure that cases make, by its definition alone."""
    above, below = sum(one.numerator for one in cases), sum(one.denominator or 0 for one in cases)
    if indicator.kind == "product":
        return above * sum(one.second or 0 for one in cases), below * below
    if indicator.kind == "percentile":
        days = sorted(day for one in cases for day, many in one.days.items() for _ in range(many))
        needed = next((at for at in range(len(days) + 1) if at >= indicator.share * len(days)), 0)
        return (days[needed - 1] if days else 0), len(days)
    return (above, below) if indicator.is_ratio else (above,)


@pytest.mark.parametrize("seed", range(3))
async def test_the_cases_make_the_figure_and_open_its_commitment(
    procedure: Procedure, desk: Desk, petition: Petition, opener: ModuleType, seed: int
) -> None:
    chance = Random(seed)
    await live(procedure, petition, chance)
    async with desk.read() as tx:
        read = Reading(await settled(tx), Watermark(None, None))
    listed = 0
    for question in questions(chance, local_date(procedure.clock.at)):
        told = (await answer(question, read.as_of, desk=desk)).total.sums
        cases = await shares(question, read, desk)

        assert figure(question.indicator, cases) == told, question
        listed += len(cases)
    assert listed > 100
    await _opens(procedure, desk, opener)


async def _opens(procedure: Procedure, desk: Desk, opener: ModuleType) -> None:
    auditor = await admit(desk, "auditor", (Scope.CASES_READ, Scope.STATISTICS_READ))
    outsider = await admit(desk, "outsider", (Scope.STATISTICS_READ,))
    for code in ("registered_items", "average_days_to_reply", "satisfaction_variant_organs"):
        asked = f"from=2026-03-01&to={local_date(procedure.clock.at)}"
        whole = (await procedure.api.get(f"/v1/statistics/{code}?{asked}", headers=outsider)).json()
        bound = (await procedure.api.get(whole["links"]["cases"], headers=outsider)).json()
        pages, after = [], f"/v1/statistics/{code}/cases?{asked}&limit=3&counted_for=openly"
        after += f"&as_of={bound['as_of'].replace('+', '%2B')}"
        while after:
            found = await procedure.api.get(after, headers=auditor)
            pages.append(found.json())
            after = found.links.get("next", {}).get("url", "")

        assert opener.opens(bound, pages)
        assert sum(one["numerator"] for one in pages[0]["cases"]) >= 0
        again = (await procedure.api.get(whole["links"]["cases"], headers=outsider)).json()
        assert again == bound
        if any(one["cases"] for one in pages):
            pages[0]["cases"] = pages[0]["cases"][1:]
            assert not opener.opens(bound, pages)


async def test_every_cell_opens_by_its_codes(
    procedure: Procedure, petition: Petition, consumer: dict[str, str]
) -> None:
    await live(procedure, petition, Random(7))
    whole = (await procedure.api.get("/v1/statistics/registered_items?by=organ,channel", headers=consumer)).json()
    link = whole["links"]["cases"].partition("{")[0]

    assert whole["links"]["cases"].endswith("{&organ,channel}")
    for cell in whole["cells"]:
        narrowed = "".join(f"&{name}={code or 'unknown'}" for name, code in cell["codes"].items())
        cases = (await procedure.api.get(f"{link}{narrowed}&limit=200", headers=consumer)).json()["cases"]
        assert len(cases) == cell["value"]
        assert all(one["kind"] == "petition" for one in cases)


async def test_a_share_says_which_cases_are_above_the_line(
    procedure: Procedure, petition: Petition, consumer: dict[str, str]
) -> None:
    online = (await procedure.register(petition(), "online"))["number"]
    phone = (await procedure.register(petition(channel="phone"), "phone"))["number"]

    found = (await procedure.api.get("/v1/statistics/online_share/cases", headers=consumer)).json()["cases"]

    assert {one["case"]: (one["numerator"], one["denominator"]) for one in found} == {online: (1, 1), phone: (0, 1)}


async def test_a_list_stays_as_it_was(procedure: Procedure, petition: Petition, consumer: dict[str, str]) -> None:
    await procedure.decided(petition(), "one")
    path = "/v1/statistics/registered_items/cases?organ=HB-RSJ"
    first = (await procedure.api.get(path, headers=consumer)).json()
    await procedure.decided(petition(), "two")
    again = await procedure.api.get(f"{path}&as_of={first['as_of'].replace('+', '%2B')}", headers=consumer)

    assert again.json() == first
    assert len(first["cases"]) == 1


@pytest.mark.parametrize(
    ("query", "status"), [("by=organ", 400), ("after=9_1", 422), ("counted_for=me", 422), ("limit=0", 422)]
)
async def test_what_is_no_cell_is_refused(
    api: httpx.AsyncClient, consumer: dict[str, str], query: str, status: int
) -> None:
    assert (await api.get(f"/v1/statistics/registered_items/cases?{query}", headers=consumer)).status_code == status


async def test_cases_are_opened_by_their_scope_and_not_by_reading_petitions(
    api: httpx.AsyncClient, desk: Desk, outsider: dict[str, str]
) -> None:
    clerk = await admit(desk, "clerk-without", (Scope.PETITIONS_READ, Scope.PETITIONS_CLASSIFY))
    reader = await admit(desk, "reader", (Scope.CASES_READ,))
    path = "/v1/statistics/registered_items/cases"

    assert (await api.get(path, headers=reader)).status_code == 200
    assert (await api.get(path, headers=clerk)).status_code == 403
    assert (await api.get(path, headers=outsider)).status_code == 403
    assert (await api.get(f"{path}/commitment?counted_for=all", headers=outsider)).status_code == 403
    assert (await api.get(f"{path}/commitment", headers=outsider)).json()["question"]["counted_for"] == "openly"


def test_every_dimension_that_is_no_period_narrows_a_list() -> None:
    for indicator in INDICATORS:
        assert any(not DIMENSIONS[name].is_period for name in dimensions(indicator))
