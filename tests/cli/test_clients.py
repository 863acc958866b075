"""`xinfang clients` as an operator types it, beside a service that runs."""

from collections.abc import Iterator

import httpx
import pytest

from tests.cli.test_commands import xinfang
from tests.serving import Running, running

FIGURES = "/v1/statistics"


@pytest.fixture(scope="module")
def service() -> Iterator[Running]:
    """A service that trusts no checked key."""
    with running(XINFANG_CALLER_CACHE_SECONDS="0", XINFANG_WORKER="false") as started:
        yield started


def status(service: Running, key: str) -> int:
    return httpx.get(f"{service.url}{FIGURES}", headers={"Authorization": f"Bearer {key.strip()}"}).status_code


def test_a_key_is_replaced_while_the_old_one_still_counts(service: Running) -> None:
    old = xinfang("clients", "add", "figures", "--scope", "statistics:read", **service.environment).stdout
    turned = xinfang("clients", "rotate", "figures", **service.environment)

    assert [status(service, one) for one in (old, turned.stdout)] == [200, 200]
    assert "its other keys end at" in turned.stderr
    ended = xinfang("clients", "rotate", "figures", "--until", "2026-01-01", **service.environment)
    assert [status(service, one) for one in (old, turned.stdout, ended.stdout)] == [401, 401, 200]
    assert old.strip() not in xinfang("clients", "list", **service.environment).stdout


def test_scopes_and_networks_are_said_anew(service: Running) -> None:
    bound = ("--network", "10.1.0.0/16", "--expires", "2099-12-31")
    key = xinfang("clients", "add", "bound", "--scope", "statistics:read", *bound, **service.environment).stdout

    assert status(service, key) == 403
    assert xinfang("clients", "networks", "bound", **service.environment).returncode == 0
    assert status(service, key) == 200
    assert xinfang("clients", "scopes", "bound", "--scope", "events:read", **service.environment).returncode == 0
    assert status(service, key) == 403


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("rotate", "nobody"), "no client 'nobody'"),
        (("networks", "nobody"), "no client 'nobody'"),
        (("networks", "portal", "--network", "10.1.0.1/16"), "has host bits set"),
        (("scopes", "portal", "--scope", "referrals:handle"), "without its organ"),
    ],
)
def test_what_cannot_be_is_refused_in_one_plain_line(service: Running, arguments: tuple[str, ...], says: str) -> None:
    done = xinfang("clients", *arguments, **service.environment)

    assert (done.returncode, len(done.stderr.strip().splitlines())) == (1, 1)
    assert says in done.stderr


def test_the_auditor_sees_what_was_locked(service: Running) -> None:
    headers = {"Authorization": f"Bearer {service.keys['XINFANG_PORTAL_KEY']}", "X-Query-Code": "AAAAA-AAAAA"}
    for _ in range(11):
        last = httpx.get(f"{service.url}/v1/petitions/nobody-knows-it", headers=headers)

    assert (last.status_code, last.json()["code"]) == (429, "query_code_locked")
    assert "127.0.0.1" in xinfang("clients", "locked", **service.environment, COLUMNS="200").stdout
