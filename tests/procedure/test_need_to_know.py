"""What accuses somebody is not there for whoever need not know of it, and least of all for whom it accuses."""

from typing import Any

import httpx
import pytest

from service.auth.scopes import CLERK, LETTER_DESK, ORGAN, Scope
from service.desk.kit import Desk
from service.webhooks import deliveries
from tests.accusation import absent_beside, differing, lists, operations, sent_then_accusing
from tests.acknowledgements.conftest import work
from tests.auth.matrix import declared
from tests.conftest import PETITION, SteppedClock, admit
from tests.procedure_steps import Procedure, procedure_on

ACCUSING = {"purpose": "accusation", "route": "discipline", "organ": "HB-JW"}
NOT_ITEMS = (Scope.REFERRALS_HANDLE, Scope.ACCUSATIONS_HANDLE, Scope.CASES_READ, Scope.STATISTICS_READ)
# What an open list of anybody's may hold: how many leaves the log has is public.
HIS_OWN = {"POST /v1/oauth/token"}


def changed(before: dict[str, str], after: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The lists that are otherwise."""
    return {where: (before[where], after[where]) for where in before if before[where] != after[where]}


@pytest.fixture
async def procedure(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> Procedure:
    return await procedure_on(api, desk, clock)


def test_every_operation_of_the_document_is_knocked_at() -> None:
    assert {f"{method} {path}" for method, path in operations()} | HIS_OWN == set(declared())


@pytest.mark.parametrize(("organ", "closed"), [("HB-RSJ", False), ("HB-ZJJ", False), ("HB-RSJ", True)])
async def test_no_operation_tells_an_organ_of_what_has_come_to_accuse_it(
    procedure: Procedure, desk: Desk, organ: str, closed: bool
) -> None:
    accused = await admit(desk, "accused", (*ORGAN, Scope.IDENTITIES_REVEAL), organ)
    real = await sent_then_accusing(procedure, desk, organ, closed=closed)

    assert await differing(procedure.api, accused, real, absent_beside(real, desk)) == {}


async def test_no_list_of_an_accused_organ_is_otherwise_for_an_accusation(procedure: Procedure, desk: Desk) -> None:
    accused = await admit(desk, "accused", (*ORGAN, Scope.IDENTITIES_REVEAL), "HB-RSJ")
    below = await admit(desk, "below", (*ORGAN, Scope.IDENTITIES_REVEAL), "HB-LDZC")
    await procedure.referred(PETITION, "harmless")
    await work(desk)
    await deliveries.dispatch(desk.begin)
    before = [await lists(procedure.api, each) for each in (accused, below)]
    number = await procedure.decided(PETITION, "accusing", **ACCUSING, accused=["HB-RSJ"])
    body = {"targets": [{"organ": "HB-JW", "kind": "forward"}], "because": "属于纪检监察机关受理范围。"}
    sent = await procedure.bureau(number, "referrals", body)
    assert sent.status_code == 201, sent.text
    await work(desk)
    await deliveries.dispatch(desk.begin)

    after = [await lists(procedure.api, each) for each in (accused, below)]

    assert [changed(one, other) for one, other in zip(before, after, strict=True)] == [{}, {}]


@pytest.mark.parametrize("scopes", [CLERK, LETTER_DESK, tuple(one for one in Scope if one not in NOT_ITEMS)])
async def test_for_a_clerk_who_need_not_know_an_accusation_is_a_number_never_given(
    procedure: Procedure, desk: Desk, scopes: tuple[Scope, ...]
) -> None:
    plain = await admit(desk, "plain", scopes)
    real = await sent_then_accusing(procedure, desk, "HB-RSJ")

    assert await differing(procedure.api, plain, real, absent_beside(real, desk)) == {}


async def test_no_work_list_is_otherwise_for_an_accusation(procedure: Procedure, desk: Desk) -> None:
    plain = await admit(desk, "plain", CLERK)
    await procedure.referred(PETITION, "harmless")
    await work(desk)
    before = await lists(procedure.api, plain)
    await procedure.register(
        {**PETITION, "subject": "举报局长受贿", "facts": "区住建局局长收受开发商贿赂三十万元，违规发放预售许可证。"},
        "accusing",
    )
    await procedure.decided({**PETITION, "facts": PETITION["facts"] + "再次。"}, "decided", **ACCUSING)
    await work(desk)

    assert changed(before, await lists(procedure.api, plain)) == {}


async def test_who_handles_accusations_finds_it_everywhere(procedure: Procedure, desk: Desk) -> None:
    real = await sent_then_accusing(procedure, desk, "HB-RSJ")
    found: dict[str, Any] = await differing(procedure.api, procedure.clerk, real, absent_beside(real, desk))

    assert {"GET /v1/petitions/{number}/record", "GET /v1/petitions/{number}/deadlines"} <= set(found)
    assert {"GET /v1/notices/{serial}.pdf", "GET /v1/supervision/records/{record}"} <= set(found)


async def test_the_petitioner_and_his_portal_follow_an_accusation_as_ever(procedure: Procedure) -> None:
    registered = await procedure.register(PETITION)
    await procedure.decide(registered["number"], **ACCUSING, accused=["HB-RSJ"])

    code = {**procedure.portal, "X-Query-Code": registered["query_code"]}
    own = await procedure.api.get(f"/v1/petitions/{registered['number']}", headers=code)

    assert own.status_code == 200
    assert own.json()["subject"] == PETITION["subject"]


async def test_a_later_word_that_may_accuse_is_for_who_handles_accusations(procedure: Procedure, desk: Desk) -> None:
    registered = await procedure.register(PETITION)
    number, code = registered["number"], {**procedure.portal, "X-Query-Code": registered["query_code"]}
    await procedure.decide(number)
    text = {"text": "另外举报区住建局局长收受物业公司贿赂。"}
    assert (await procedure.api.post(f"/v1/petitions/{number}/supplements", json=text, headers=code)).status_code == 201

    plain = await procedure.api.get(f"/v1/petitions/{number}/record", headers=await admit(desk, "plain", CLERK))
    knowing = await procedure.api.get(f"/v1/petitions/{number}/record", headers=procedure.clerk)

    assert "贿赂" not in plain.text
    assert "贿赂" in knowing.text
