"""A key that is replaced, ends, is bound to networks, or may do something else from now on."""

from datetime import timedelta
from ipaddress import ip_network

import httpx
import pytest

from service.auth import clients
from service.auth.clients import Terms
from service.auth.scopes import ORGAN, PORTAL, STATISTICS, Scope
from service.desk.kit import Desk
from tests.conftest import FRIDAY, SteppedClock, admit, calling, serving

FIGURES = "/v1/statistics"


def bearer(key: str | None) -> dict[str, str]:
    assert key is not None
    return {"Authorization": f"Bearer {key}"}


async def test_a_rotated_key_goes_on_until_its_day_and_then_ends_by_itself(
    api: httpx.AsyncClient, desk: Desk, clock: SteppedClock, consumer: dict[str, str]
) -> None:
    until = FRIDAY + timedelta(days=7)
    later = bearer(await clients.rotate("statistics", old_until=until, new_until=None, begin=desk.begin))

    assert [(await api.get(FIGURES, headers=one)).status_code for one in (consumer, later)] == [200, 200]
    clock.move(timedelta(days=7))
    assert [(await api.get(FIGURES, headers=one)).status_code for one in (consumer, later)] == [401, 200]


async def test_rotating_again_ends_the_second_key_too_and_prolongs_none(
    api: httpx.AsyncClient, desk: Desk, clock: SteppedClock, consumer: dict[str, str]
) -> None:
    soon, late = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=9)
    second = bearer(await clients.rotate("statistics", old_until=soon, new_until=None, begin=desk.begin))
    third = bearer(await clients.rotate("statistics", old_until=late, new_until=None, begin=desk.begin))

    clock.move(timedelta(days=1))
    assert [(await api.get(FIGURES, headers=one)).status_code for one in (consumer, second, third)] == [401, 200, 200]
    clock.move(timedelta(days=8))
    assert [(await api.get(FIGURES, headers=one)).status_code for one in (consumer, second, third)] == [401, 401, 200]


async def test_an_end_that_was_known_is_not_late_however_long_a_checked_key_is_trusted(
    desk: Desk, clock: SteppedClock, consumer: dict[str, str]
) -> None:
    await clients.rotate("statistics", old_until=FRIDAY + timedelta(hours=1), new_until=None, begin=desk.begin)
    async with serving(desk, caller_cache_seconds=3600) as app, calling(app) as api:
        assert (await api.get(FIGURES, headers=consumer)).status_code == 200
        clock.move(timedelta(hours=1))
        assert (await api.get(FIGURES, headers=consumer)).status_code == 401


async def test_a_revoked_client_loses_all_its_keys_and_gets_no_further_one(
    api: httpx.AsyncClient, desk: Desk, consumer: dict[str, str]
) -> None:
    until = FRIDAY + timedelta(days=7)
    later = bearer(await clients.rotate("statistics", old_until=until, new_until=None, begin=desk.begin))
    await clients.revoke("statistics", begin=desk.begin)

    assert [(await api.get(FIGURES, headers=one)).status_code for one in (consumer, later)] == [401, 401]
    assert await clients.rotate("statistics", old_until=until, new_until=None, begin=desk.begin) is None


async def test_a_key_can_be_given_for_some_days_only(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> None:
    terms = Terms(key_until=FRIDAY + timedelta(days=3))
    headers = bearer(await clients.add("for a while", STATISTICS, begin=desk.begin, terms=terms))

    assert (await api.get(FIGURES, headers=headers)).status_code == 200
    clock.move(timedelta(days=3))
    assert (await api.get(FIGURES, headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("networks", "forwarded", "status"),
    [
        ((), "203.0.113.9", 200),
        (("10.1.0.0/16",), "10.1.2.3", 200),
        (("10.1.0.0/16",), "10.2.2.3", 403),
        (("10.1.0.0/16", "2001:db8::/32"), "2001:db8::7", 200),
        (("10.1.0.0/16",), "10.1.2.3, 203.0.113.9", 403),  # who asks writes in front; the proxy adds at the end
    ],
)
async def test_a_key_bound_to_networks_opens_from_there_only(
    desk: Desk, networks: tuple[str, ...], forwarded: str, status: int
) -> None:
    terms = Terms(networks=[ip_network(one) for one in networks])
    headers = bearer(await clients.add("bound", STATISTICS, begin=desk.begin, terms=terms))
    async with serving(desk, trusted_proxies=1) as app, calling(app) as api:
        answer = await api.get(FIGURES, headers={**headers, "X-Forwarded-For": forwarded})

    assert answer.status_code == status
    assert status == 200 or answer.json()["code"] == "address_not_admitted"


async def test_without_proxies_nobody_can_say_from_where_he_comes(desk: Desk) -> None:
    terms = Terms(networks=[ip_network("10.1.0.0/16")])
    headers = bearer(await clients.add("bound", STATISTICS, begin=desk.begin, terms=terms))
    async with serving(desk) as app, calling(app) as api:
        assert (await api.get(FIGURES, headers={**headers, "X-Forwarded-For": "10.1.2.3"})).status_code == 403
        assert await clients.set_networks("bound", [], begin=desk.begin)
        assert (await api.get(FIGURES, headers=headers)).status_code == 200


async def test_scopes_are_changed_under_a_key_that_stays(api: httpx.AsyncClient, desk: Desk) -> None:
    headers = await admit(desk, "grows", PORTAL)
    assert (await api.get(FIGURES, headers=headers)).status_code == 403

    assert await clients.set_scopes("grows", [Scope.STATISTICS_READ], begin=desk.begin)

    assert (await api.get(FIGURES, headers=headers)).status_code == 200
    assert (await api.get("/v1/events", headers=headers)).status_code == 403


async def test_no_change_of_scopes_gives_items_to_whom_no_organ_is_behind(desk: Desk) -> None:
    await admit(desk, "portal", PORTAL)
    await admit(desk, "organ", ORGAN, "HB-RSJ")

    assert not await clients.set_scopes("portal", ORGAN, begin=desk.begin)
    assert not await clients.set_scopes("organ", PORTAL, begin=desk.begin)
    assert await clients.set_scopes("organ", [Scope.REFERRALS_HANDLE], begin=desk.begin)


async def test_an_operator_sees_keys_by_what_finds_them_and_when_they_end(desk: Desk, consumer: dict[str, str]) -> None:
    until = FRIDAY + timedelta(days=7)
    later = await clients.rotate("statistics", old_until=until, new_until=None, begin=desk.begin)
    assert later is not None
    async with desk.read() as tx:
        (seen,) = await clients.everybody(tx)

    assert seen.keys == [f"{consumer['Authorization'][10:22]} until 2026-03-13 09:30", later[3:15]]
