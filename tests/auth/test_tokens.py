"""Access tokens: had for a key, read as RFC 9068 says, and worth nothing once their client is not."""

import base64
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import jwt
import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from service.auth import clients
from service.auth.clients import Terms
from service.auth.scopes import PORTAL, STATISTICS, Scope
from service.auth.tokens import Tokens
from service.desk.kit import Desk
from service.settings import LOCAL
from service.signing.jws import compact, encoded, signing_input
from service.storage.keyring import Keyring
from tests.conftest import FRIDAY, SteppedClock

DOOR = "/v1/oauth/token"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def admitted(desk: Desk, *scopes: Scope, **terms: Any) -> tuple[str, str]:
    """Client-ID and key of a new client."""
    key = await clients.add("platform", scopes or STATISTICS, begin=desk.begin, terms=Terms(**terms))
    async with desk.read() as tx:
        return f"client-{(await clients.everybody(tx))[-1].id}", key


async def exchanged(api: httpx.AsyncClient, name: str, key: str, **fields: str) -> httpx.Response:
    told = base64.b64encode(f"{name}:{key}".encode()).decode()
    body = urlencode({"grant_type": "client_credentials", **fields})
    return await api.post(DOOR, content=body, headers={**FORM, "Authorization": f"Basic {told}"})


async def opens(api: httpx.AsyncClient, token: str, door: str = "/v1/statistics") -> int:
    return (await api.get(door, headers={"Authorization": f"Bearer {token}"})).status_code


async def test_a_key_is_exchanged_for_a_token_that_opens_the_same_doors(api: httpx.AsyncClient, desk: Desk) -> None:
    answer = await exchanged(api, *await admitted(desk))

    told = answer.json()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert (told["token_type"], told["expires_in"], told["scope"]) == ("Bearer", 600, "statistics:read")
    assert await opens(api, told["access_token"]) == 200
    assert await opens(api, told["access_token"], "/v1/events") == 403


async def test_a_token_is_what_rfc_9068_says_to_another_library(
    api: httpx.AsyncClient, desk: Desk, keyring: Keyring
) -> None:
    name, key = await admitted(desk)
    token = (await exchanged(api, name, key)).json()["access_token"]
    public = Ed25519PrivateKey.from_private_bytes(keyring.key("access-token/2026-03")[:32]).public_key()

    assert jwt.get_unverified_header(token)["typ"] == "at+jwt"
    claims = jwt.decode(
        token, public, algorithms=["EdDSA"], audience=LOCAL, issuer=LOCAL, options={"verify_exp": False}
    )
    assert set(claims) == {"iss", "aud", "sub", "client_id", "iat", "exp", "jti", "scope"}
    assert (claims["client_id"], claims["sub"], claims["exp"] - claims["iat"]) == (name, name, 600)


async def test_a_token_ends_by_itself(api: httpx.AsyncClient, desk: Desk, clock: SteppedClock) -> None:
    token = (await exchanged(api, *await admitted(desk))).json()["access_token"]
    clock.move(timedelta(seconds=599))
    assert await opens(api, token) == 200
    clock.move(timedelta(seconds=1))
    assert await opens(api, token) == 401


async def test_a_token_lives_no_longer_than_the_key_it_was_given_for(api: httpx.AsyncClient, desk: Desk) -> None:
    name, key = await admitted(desk, key_until=FRIDAY + timedelta(minutes=2))

    assert (await exchanged(api, name, key)).json()["expires_in"] == 120


async def test_the_revocation_of_its_client_ends_a_token_at_once(api: httpx.AsyncClient, desk: Desk) -> None:
    token = (await exchanged(api, *await admitted(desk))).json()["access_token"]
    await clients.revoke("platform", begin=desk.begin)

    assert await opens(api, token) == 401


async def test_a_scope_that_is_taken_from_the_client_is_taken_from_its_tokens(
    api: httpx.AsyncClient, desk: Desk
) -> None:
    name, key = await admitted(desk, Scope.STATISTICS_READ, Scope.EVENTS_READ)
    token = (await exchanged(api, name, key)).json()["access_token"]
    await clients.set_scopes("platform", [Scope.EVENTS_READ], begin=desk.begin)

    assert await opens(api, token) == 403
    assert await opens(api, token, "/v1/events") == 200


async def test_a_token_can_be_asked_for_less_and_not_for_more(api: httpx.AsyncClient, desk: Desk) -> None:
    name, key = await admitted(desk, *PORTAL)
    less = (await exchanged(api, name, key, scope="events:read")).json()
    more = await exchanged(api, name, key, scope="events:read statistics:read")

    assert less["scope"] == "events:read"
    assert await opens(api, less["access_token"], "/v1/webhook/deliveries") == 403
    assert (more.status_code, more.json()) == (400, {"error": "invalid_scope"})


async def test_the_key_may_stand_in_the_body_but_not_in_both_places(api: httpx.AsyncClient, desk: Desk) -> None:
    name, key = await admitted(desk)
    fields = {"grant_type": "client_credentials", "client_id": name, "client_secret": key}

    assert (await api.post(DOOR, content=urlencode(fields), headers=FORM)).status_code == 200
    assert (await exchanged(api, name, key, client_secret=key)).json() == {"error": "invalid_request"}


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        ("", 400, "invalid_request"),
        ("grant_type=client_credentials&grant_type=client_credentials", 400, "invalid_request"),
        ("grant_type=password", 400, "unsupported_grant_type"),
        ("grant_type=client_credentials", 401, "invalid_client"),
        ("grant_type=client_credentials&client_id=client-1&client_secret=xf_", 401, "invalid_client"),
        ("%ff=%fe&&&", 400, "invalid_request"),
    ],
)
async def test_a_refusal_is_told_in_the_words_of_rfc_6749(
    api: httpx.AsyncClient, body: str, status: int, error: str
) -> None:
    answer = await api.post(DOOR, content=body, headers=FORM)

    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert ("www-authenticate" in answer.headers) == (status == 401)


async def test_another_clients_key_and_a_token_buy_no_token(api: httpx.AsyncClient, desk: Desk) -> None:
    name, key = await admitted(desk)
    token = (await exchanged(api, name, key)).json()["access_token"]

    assert (await exchanged(api, "client-999999", key)).json() == {"error": "invalid_client"}
    assert (await exchanged(api, name, token)).json() == {"error": "invalid_client"}


def forged(changes: dict[str, Any], head: dict[str, Any], seed: bytes) -> str:
    """A token with other claims, another head, another key."""
    at = int(FRIDAY.timestamp())
    ours: dict[str, Any] = {"iss": LOCAL, "aud": LOCAL, "sub": "client-1", "client_id": "client-1", "jti": "1"}
    claims = ours | {"iat": at, "exp": at + 600, "scope": "x"} | changes
    header = {"alg": "EdDSA", "typ": "at+jwt", **head}
    signed = f"{encoded(orjson.dumps(header))}.{encoded(orjson.dumps(claims))}".encode()
    return compact(signed, Ed25519PrivateKey.from_private_bytes(seed).sign(signed))


def test_only_a_whole_token_of_ours_for_us_in_force_is_read(keyring: Keyring) -> None:
    tokens, own = Tokens(keyring.key, LOCAL), keyring.key("access-token/2026-03")[:32]
    kid = {"kid": tokens._of("2026-03")[0]}
    whole = forged({}, kid, own)
    head, body, _ = whole.split(".")

    assert tokens.read(whole, FRIDAY) is not None
    wrong = {
        "another key": forged({}, kid, bytes(32)),
        "no algorithm": forged({}, {**kid, "alg": "none"}, own),
        "another type": forged({}, {**kid, "typ": "JWT"}, own),
        "an unknown key": forged({}, {"kid": "x"}, own),
        "another issuer": forged({"iss": "https://elsewhere"}, kid, own),
        "another audience": forged({"aud": "https://elsewhere"}, kid, own),
        "over": forged({"exp": int(FRIDAY.timestamp())}, kid, own),
        "not yet": forged({"iat": int(FRIDAY.timestamp()) + 61}, kid, own),
        "no client": forged({"client_id": "server-1"}, kid, own),
        "a claim is no text": forged({"scope": 7}, kid, own),
        "no signature": f"{head}.{body}.",
        "padded": f"{whole}=",
        "cut": whole[:-1],
        "no token": "a.b.c",
    }
    assert {what: tokens.read(text, FRIDAY) for what, text in wrong.items()} == dict.fromkeys(wrong)


async def test_the_pair_changes_with_the_month_and_last_months_tokens_are_still_read(keyring: Keyring) -> None:
    tokens, end = Tokens(keyring.key, LOCAL), FRIDAY.replace(day=31, hour=23, minute=59)
    old = await tokens.make(1, frozenset(("x",)), at=end, until=end + timedelta(minutes=10))
    later = end + timedelta(minutes=5)
    new = await tokens.make(1, frozenset(("x",)), at=later, until=later + timedelta(minutes=10))

    kids = {jwt.get_unverified_header(token)["kid"] for token in (old, new)}
    assert len(kids) == 2
    assert tokens.read(old, later) is not None
    assert tokens.read(new, later) is not None


def test_a_receipt_cannot_be_shown_as_a_token(keyring: Keyring) -> None:
    tokens = Tokens(keyring.key, LOCAL)
    kid, pair = tokens._of("2026-03")
    signed = signing_input(b"{}", alg="EdDSA", kid=kid, typ="xinfang-receipt")

    assert tokens.read(compact(signed, pair._sign(signed)), FRIDAY) is None
