"""A client says where it wants to be told, sees what came of it, and nothing of anybody else."""

from typing import Any

import httpx
import pytest
from cryptography.exceptions import InvalidTag

from service.desk.kit import Desk
from service.rulebook.vocabulary import DeliveryState, MessageKind
from service.storage.statement import Write
from service.webhooks.call import Courier
from tests.conftest import calling, serving
from tests.webhooks import receiver as behaviour
from tests.webhooks.conftest import MAX_ATTEMPTS, System, admitted, delivered, listed, tell, time_passes, to_organ
from tests.webhooks.receiver import Receiver, receiving

ALLOWED: dict[str, Any] = {"webhook_allow_internal": "127.0.0.0/8"}


async def put(api: httpx.AsyncClient, system: System, **form: Any) -> httpx.Response:
    return await api.put("/v1/webhook", json=form, headers=system.headers)


async def test_the_secret_is_shown_once_and_signs(office: Desk, organ: System, courier: Courier) -> None:
    async with serving(office, **ALLOWED) as app, calling(app) as api, receiving() as receiver:
        assert (await api.get("/v1/webhook", headers=organ.headers)).json()["code"] == "unknown_webhook"
        first = (await put(api, organ, url=receiver.url)).json()
        shown = await api.get("/v1/webhook", headers=organ.headers)
        second = (await put(api, organ, url=receiver.url, kinds=["referral.sent", "referral.sent"])).json()
        assert shown.json() == {**first, "secret": None}
        assert shown.headers["cache-control"] == "no-store"
        assert (first["kinds"], first["failures"], first["disabled_at"]) == (None, 0, None)
        assert (second["secret"], second["kinds"]) == (None, ["referral.sent"])
        await tell(office, to_organ())
        assert await delivered(office, courier)
        renewed = (await put(api, organ, url=receiver.url, new_secret=True)).json()["secret"]
        await tell(office, to_organ())
        assert await delivered(office, courier)
    before, after = receiver.calls
    assert before.is_signed_by(first["secret"])
    assert not before.is_signed_by(renewed)
    assert after.is_signed_by(renewed)
    assert not after.is_signed_by(first["secret"])


async def test_the_secret_is_not_in_the_database(office: Desk, organ: System) -> None:
    async with serving(office, **ALLOWED) as app, calling(app) as api:
        secret = (await put(api, organ, url="http://127.0.0.1:9999/")).json()["secret"]
    async with office.read() as tx:
        row = bytes(await tx.value("SELECT secret FROM webhook"))
        assert secret.encode() not in row
        assert secret[6:].encode() not in row
    assert office.vault.open(f"webhook:{organ.id}", row) == secret


@pytest.mark.parametrize(
    ("url", "because"),
    [
        ("https://127.0.0.1/", "internal"),
        ("https://[::1]/", "internal"),
        ("https://localhost/", "internal"),
        ("https://169.254.169.254/latest/meta-data/", "internal"),
        ("https://nothing.invalid/", "unresolvable"),
        ("https://me:secret@8.8.8.8/", "credentials"),
        ("https://8.8.8.8:25/", "port"),
        ("http://8.8.8.8/", "not_https"),
    ],
)
async def test_an_address_that_may_not_be_called_is_refused(
    office: Desk, organ: System, url: str, because: str
) -> None:
    async with serving(office) as app, calling(app) as api:
        refused = await put(api, organ, url=url)
        assert (refused.status_code, refused.json()["code"]) == (409, "webhook_address_refused")
        assert because in refused.json()["title"]
        assert (await api.get("/v1/webhook", headers=organ.headers)).status_code == 404


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"url": "ftp://8.8.8.8/"},
        {"url": "https://8.8.8.8/ x"},
        {"url": 5},
        {"url": "https://8.8.8.8/" + "x" * 500},
        {"url": "https://8.8.8.8/", "kinds": []},
        {"url": "https://8.8.8.8/", "kinds": ["all"]},
        {"url": "https://8.8.8.8/", "secret": "whsec_mine"},
    ],
)
async def test_what_is_no_wish_is_refused(office: Desk, organ: System, form: dict[str, Any]) -> None:
    async with serving(office) as app, calling(app) as api:
        refused = await put(api, organ, **form)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_content")


async def test_a_public_address_is_taken_by_default(office: Desk, organ: System) -> None:
    async with serving(office) as app, calling(app) as api:
        taken = await put(api, organ, url="https://8.8.8.8/hook", kinds=[kind.value for kind in MessageKind])
        assert taken.status_code == 200
        removed = await api.delete("/v1/webhook", headers=organ.headers)
        again = await api.delete("/v1/webhook", headers=organ.headers)
        assert (removed.status_code, again.status_code) == (204, 204)
        assert (await api.get("/v1/webhook", headers=organ.headers)).status_code == 404


async def dead_one(office: Desk, api: httpx.AsyncClient, system: System, courier: Courier, to: Receiver) -> int:
    await put(api, system, url=to.url)
    await tell(office, to_organ())
    for _ in range(MAX_ATTEMPTS):
        assert await delivered(office, courier)
        await time_passes(office)
    (given_up,) = await listed(office, system.id, DeliveryState.DEAD)
    return given_up.id


async def test_what_was_given_up_is_listed_and_replayed_by_its_own_client_only(
    office: Desk, organ: System, courier: Courier
) -> None:
    other = await admitted(office, "another of the same organ", "HB-ZJJ")
    async with serving(office, **ALLOWED) as app, calling(app) as api, receiving(behaviour.answering(500)) as receiver:
        given_up = await dead_one(office, api, organ, courier, receiver)
        replay = f"/v1/webhook/deliveries/{given_up}/replay"

        mine = await api.get("/v1/webhook/deliveries", headers=organ.headers)
        theirs = await api.get("/v1/webhook/deliveries", headers=other.headers)
        assert [(one["id"], one["attempts"], one["last_status"]) for one in mine.json()["entries"]] == [
            (given_up, MAX_ATTEMPTS, 500)
        ]
        assert theirs.json() == {"entries": []}

        stranger = await api.post(replay, headers=other.headers)
        assert (stranger.status_code, stranger.json()["code"]) == (404, "unknown_delivery")
        assert (await api.post(replay, headers=organ.headers)).status_code == 202
        twice = await api.post(replay, headers=organ.headers)
        assert (twice.status_code, twice.json()["code"]) == (409, "delivery_not_dead")

        receiver.behaves = behaviour.OK
        assert await delivered(office, courier)
        done = await api.get("/v1/webhook/deliveries?state=delivered", headers=organ.headers)
        (proof,) = done.json()["entries"]
        assert proof["message"] == receiver.calls[-1].id
        assert proof["delivered_at"] >= proof["last_attempt_at"] >= proof["first_attempt_at"]


async def test_the_list_goes_on_where_the_page_ended(office: Desk, organ: System) -> None:
    async with serving(office, **ALLOWED) as app, calling(app) as api:
        await put(api, organ, url="http://127.0.0.1:9999/")
        await tell(office, *(to_organ(n=n) for n in range(25)))
        seen: list[int] = []
        address: str | None = "/v1/webhook/deliveries?state=owed&limit=10"
        while address:
            page = await api.get(address, headers=organ.headers)
            seen += [one["id"] for one in page.json()["entries"]]
            address = page.links.get("next", {}).get("url")
    assert len(seen) == 25
    assert seen == sorted(set(seen))


async def test_a_secret_moved_to_another_row_does_not_sign(office: Desk, organ: System, courier: Courier) -> None:
    other = await admitted(office, "another", "HB-ZJJ")
    async with serving(office, **ALLOWED) as app, calling(app) as api, receiving() as receiver:
        await put(api, organ, url=receiver.url)
        await put(api, other, url=receiver.url)
        async with office.begin() as tx:
            moved = "UPDATE webhook SET secret = mine.secret FROM webhook AS mine WHERE mine.client_id = $1"
            tx.write(Write(f"{moved} AND webhook.client_id = $2", (organ.id, other.id)))
        await tell(office, to_organ())
        failures = 0
        for _ in range(2):
            try:
                await delivered(office, courier)
            except InvalidTag:
                failures += 1
    assert (failures, len(receiver.calls)) == (1, 1)
