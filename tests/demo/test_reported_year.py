"""The reported year, played by the use cases, makes the figures of the bureau's report; nothing else spoils them."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random
from typing import Any

import httpx
import pytest

from service.auth import clients
from service.auth.scopes import AUDITOR, CONFIDENTIAL_CLERK, PORTAL
from service.demo.play import Tally, play
from service.demo.reported import figures
from service.demo.reported.office import Office
from service.demo.reported.stories import Teller
from service.demo.stage import Stage
from service.desk.kit import Desk
from service.statistics.rebuild import rebuild
from service.statistics.recount.compare import recount
from tests.conftest import SteppedClock, admit, calling, reader, serving

UNTIL = datetime(2026, 7, 1, tzinfo=UTC)
YEAR = {"from": "2025-01-01", "to": "2025-12-31"}

# What the bureau has reported, by the query that gives it: value, or numerator and denominator of a share.
REPORTED: list[tuple[str, dict[str, str], Any]] = [
    ("registered_items", {"channel": "online,letter"}, 485),
    ("timely_disposal_rate", {}, 1.0),
    ("timely_completion_rate", {}, 1.0),
    ("one_time_resolution_rate", {}, (0.8173, 340, 416)),
    ("one_time_resolution_rate", {"window": "30"}, (0.8173, 340, 416)),
    ("one_time_resolution_rate", {"channel": "online,letter"}, (0.8173, 340, 416)),
    ("mediated_share", {}, (0.3788, 175, 462)),
    ("suggestions_issued", {}, 53),
    ("mass_issues_resolved", {}, 26),
    ("receptions", {"kind": "party_main,government_main"}, 76),
    ("received_people", {"kind": "party_main,government_main"}, 372),
    ("reception_cases", {"kind": "party_main,government_main"}, 36),
    ("receptions", {"kind": "other"}, 306),
    ("received_people", {"kind": "other"}, 994),
    ("reception_cases", {"kind": "other"}, 26),
    ("inspected_items", {}, 32),
    ("bulletins", {}, 2),
    ("urges", {"kind": "manual"}, 11),
    ("urges", {"kind": "automatic"}, 0),
    ("organ_timely_acceptance_rate", {}, 1.0),
]

# The sentences of the report, without what only people know.
SENTENCES = (
    "办理群众网上信访投诉及来信事项485件，及时受理率100%，按期办结率100%，初次信访事项一次性化解率81.73%",
    "三项建议函53封，提前化解潜在群体性风险26起",
    "化解矛盾纠纷占比37.88%",
    "区委书记、区长全年累计接待来访群众76批372人次，协调督办重点信访事项36起",
    "其他县级党政领导干部共接访306批次994人次，会审督办26起",
    "对32件重点疑难信访事项进行了实地公开督查，发出问题通报2期、催督办通知11次",
    "初次网上信访投诉及来信事项416件中，340件一次办结",
)


async def played(desk: Desk, seed: int = 1) -> Tally:
    for role, scopes in (("portal", PORTAL), ("clerk", CONFIDENTIAL_CLERK)):
        await clients.add(f"demo-{role}", scopes, begin=desk.begin)
    async with desk.read() as tx:
        callers = {one.name.removeprefix("demo-"): one.id for one in await clients.everybody(tx)}
    stage = Stage(desk, Random(seed), callers, reader())
    stage.desk = replace(desk, now=lambda: stage.at)
    year = figures.load()
    stories = Teller(year, seed, desk.bureau).told()
    happenings = Office(year, seed, desk.bureau.calendar).occasions(UNTIL.date())
    return [tally async for tally in play(stories, happenings, stage, UNTIL)][-1]


async def asked(api: httpx.AsyncClient, consumer: dict[str, str], code: str, query: dict[str, str]) -> Any:
    answer = await api.get(f"/v1/statistics/{code}", params={**YEAR, **query}, headers=consumer)
    assert answer.status_code == 200, answer.text
    total = answer.json()["total"]
    return total["value"], total["numerator"], total["denominator"]


@pytest.mark.parametrize("seed", range(5))
def test_any_seed_tells_as_much_of_everything(desk: Desk, seed: int) -> None:
    year = figures.load()
    stories = Teller(year, seed, desk.bureau).told()
    moves = Counter(move.what for one in stories for move in one.way.moves)

    assert Counter(one.channel for one in stories) == {"online": 388, "letter": 97, "phone": 36}
    assert (moves["confirm_repeat"], moves["mediate"], moves["resolve_issue"]) == (76, 175, 26)
    assert all(one.at.year == 2025 for one in stories)
    assert [one.form for one in stories] == [one.form for one in Teller(year, seed, desk.bureau).told()]


async def test_the_played_year_makes_every_figure_of_the_report_and_the_two_counts_agree(
    own_desk: Desk, clock: SteppedClock
) -> None:
    clock.at = UNTIL
    tally = await played(own_desk)
    consumer = await admit(own_desk, "statistics", AUDITOR)

    assert not tally.refused
    async with serving(own_desk) as app, calling(app) as api:
        for code, query, expected in REPORTED:
            found = await asked(api, consumer, code, query)
            assert (found if isinstance(expected, tuple) else found[0]) == expected, (code, query, found)
        report = await api.get("/v1/statistics/reports/rule-of-law/2025", headers=consumer)
        text = "".join(run["text"] for part in report.json()["sections"] for line in part["paragraphs"] for run in line)
        assert [one for one in SENTENCES if one not in text] == []
    counted = await recount(date(2025, 1, 1), UNTIL.date(), desk=own_desk)
    assert [one for one in counted if one.difference] == []
    assert (await rebuild(own_desk, check=True)).differing == []
