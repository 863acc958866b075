"""One call on the wire: to the address that was checked, under the name it was asked for, and nowhere else."""

import asyncio
import base64
import hmac
import re
import ssl
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from ipaddress import ip_network
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from service.webhooks.addresses import Addresses
from service.webhooks.call import Answer, Courier
from service.webhooks.sign import new_secret, signed
from tests.serving import free_port
from tests.webhooks import receiver as behaviour
from tests.webhooks.conftest import LOOPBACK
from tests.webhooks.receiver import Behaviour, receiving

HEADERS = {"webhook-id": "msg_1", "webhook-timestamp": "1", "webhook-signature": "v1,x"}


async def test_a_call_says_what_it_is(courier: Courier) -> None:
    async with receiving() as receiver:
        assert await courier.call(receiver.url, b'{"a":1}', HEADERS) == Answer(204)
    (call,) = receiver.calls
    assert (call.path, call.body) == ("/hook", b'{"a":1}')
    assert call.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert call.headers["content-type"] == "application/json"
    assert call.headers.items() >= HEADERS.items()


@pytest.mark.parametrize("status", [200, 204, 301, 302, 307, 400, 410, 429, 500, 503])
async def test_the_status_is_the_answer(courier: Courier, status: int) -> None:
    async with receiving(behaviour.answering(status)) as receiver:
        assert await courier.call(receiver.url, b"{}", HEADERS) == Answer(status)


async def test_no_redirect_is_followed(courier: Courier) -> None:
    async with receiving() as inside:
        async with receiving(behaviour.answering(307, f"Location: {inside.url}")) as receiver:
            assert await courier.call(receiver.url, b"{}", HEADERS) == Answer(307)
        assert inside.calls == []


async def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async with receiving() as proxy, receiving() as receiver:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        courier = Courier(LOOPBACK, timedelta(seconds=2))
        assert await courier.call(receiver.url, b"{}", HEADERS) == Answer(204)
        await courier.close()
        assert proxy.calls == []


@pytest.mark.parametrize("behaves", [behaviour.never, behaviour.drip_headers])
async def test_a_receiver_has_so_much_time_in_all(courier: Courier, behaves: Behaviour) -> None:
    async with receiving(behaves) as receiver:
        async with asyncio.timeout(2):  # half a second is what it has
            assert await courier.call(receiver.url, b"{}", HEADERS) == Answer(None, "timeout")


async def test_a_name_that_takes_for_ever_to_resolve_counts_into_the_time() -> None:
    async def never(_: str, __: int) -> Sequence[str]:
        await asyncio.sleep(3600)
        return ()

    courier = Courier(Addresses(resolve=never), timedelta(seconds=0.2))
    assert await courier.call("https://organ.example/", b"{}", HEADERS) == Answer(None, "timeout")
    await courier.close()


async def test_a_body_without_end_is_not_read(courier: Courier) -> None:
    async with receiving(behaviour.without_end) as receiver:
        assert await courier.call(receiver.url, b"{}", HEADERS) == Answer(200)


async def test_who_hangs_up_or_is_not_there_is_an_answer(courier: Courier) -> None:
    async with receiving(behaviour.drop) as receiver:
        assert (await courier.call(receiver.url, b"{}", HEADERS)).error in ("ReadError", "RemoteProtocolError")
    nobody = f"http://127.0.0.1:{free_port()}/"
    assert await courier.call(nobody, b"{}", HEADERS) == Answer(None, "ConnectError")


async def test_what_may_not_be_called_is_not_called() -> None:
    async with receiving() as receiver:
        strict = Courier(Addresses(), timedelta(seconds=1))
        refused = await strict.call(receiver.url, b"{}", HEADERS)
        await strict.close()
    assert refused == Answer(None, "webhook_address_refused.internal")
    assert receiver.calls == []


class Rebinding:
    """A name that means the receiver when it is looked at, and something inside ever after."""

    def __init__(self) -> None:
        self.asked = 0

    async def __call__(self, _: str, __: int) -> Sequence[str]:
        self.asked += 1
        return ("127.0.0.2",) if self.asked == 1 else ("169.254.169.254",)


async def test_a_name_is_resolved_once_a_call_and_checked_at_each() -> None:
    """127.0.0.2 stands for a public address here: it alone is allowed."""
    resolve = Rebinding()
    courier = Courier(Addresses([ip_network("127.0.0.2/32")], resolve), timedelta(seconds=1))
    server = await asyncio.start_server(behaviour.Receiver().serve, "127.0.0.2", 0)
    url = f"http://organ.example:{server.sockets[0].getsockname()[1]}/"
    assert await courier.call(url, b"{}", HEADERS) == Answer(204), "the address that was checked is the one called"
    assert resolve.asked == 1
    assert await courier.call(url, b"{}", HEADERS) == Answer(None, "webhook_address_refused.internal")
    server.close()
    await courier.close()


async def test_the_next_address_is_tried_where_one_is_down() -> None:
    async def two(_: str, __: int) -> Sequence[str]:
        return ("127.0.0.3", "127.0.0.1")

    async with receiving() as receiver:
        courier = Courier(Addresses([ip_network("127.0.0.0/8")], two), timedelta(seconds=1))
        assert await courier.call(f"http://organ.example:{receiver.port}/", b"{}", HEADERS) == Answer(204)
        await courier.close()
    assert receiver.calls[0].headers["host"] == f"organ.example:{receiver.port}"


def certified(name: str, folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server of this name shows, and what a client trusts then."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(file)
    return shown, ssl.create_default_context(cafile=str(file))


@pytest.fixture
async def pinned(tmp_path: Path) -> AsyncIterator[tuple[Courier, ssl.SSLContext]]:
    """A courier to whom every name means this machine, and who trusts organ.example; what that server shows."""

    async def here(_: str, __: int) -> Sequence[str]:
        return ("127.0.0.1",)

    shown, trusted = certified("organ.example", tmp_path)
    courier = Courier(Addresses([ip_network("127.0.0.0/8")], here), timedelta(seconds=2), trusted)
    yield courier, shown
    await courier.close()


async def test_the_certificate_has_to_be_the_names(pinned: tuple[Courier, ssl.SSLContext]) -> None:
    courier, shown = pinned
    asked: list[str] = []
    shown.sni_callback = lambda _, name, __: asked.append(name)
    async with receiving(tls=shown) as receiver:
        there = await courier.call(f"https://organ.example:{receiver.port}/hook", b"{}", HEADERS)
        elsewhere = await courier.call(f"https://another.example:{receiver.port}/hook", b"{}", HEADERS)
    assert there == Answer(204)
    assert elsewhere == Answer(None, "ConnectError")
    assert asked == ["organ.example", "another.example"], "the name is asked for, not the address"
    assert [call.headers["host"] for call in receiver.calls] == [f"organ.example:{receiver.port}"]


async def test_nobody_unknown_is_trusted(tmp_path: Path) -> None:
    shown, _ = certified("localhost", tmp_path)
    async with receiving(tls=shown) as receiver:
        courier = Courier(LOOPBACK, timedelta(seconds=2))
        assert await courier.call(f"https://localhost:{receiver.port}/", b"{}", HEADERS) == Answer(None, "ConnectError")
        await courier.close()
    assert receiver.calls == []


@pytest.mark.parametrize("offset", [0, 8])
def test_the_signature_is_the_one_of_the_scheme(offset: int) -> None:
    """The test vector that the scheme's own libraries share, but for the id, which is ours."""
    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    at = datetime.fromtimestamp(1614265330, tz=UTC).astimezone(_offset(offset))
    headers = signed(secret, UUID(int=5), at, body)
    call = behaviour.Call("/", dict(headers), body)
    assert headers["webhook-timestamp"] == "1614265330"
    assert call.is_signed_by(secret)
    assert not call.is_signed_by("whsec_" + "A" * 32)
    vector = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    assert behaviour.Call("/", vector, body).is_signed_by(secret), "the test's own verification is right"


def _offset(hours: int) -> timezone:
    return timezone(timedelta(hours=hours))


def test_the_readme_tells_a_receiver_how_to_verify() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```python\n(.*?)```", readme, re.S)
    secret, body = new_secret(), b'{"type": "referral.sent"}'
    headers = signed(secret, UUID(int=5), datetime.now(UTC), body)
    for received, genuine in ((body, True), (body + b" ", False)):
        told = {"headers": headers, "body": received, "secret": secret, "base64": base64, "hmac": hmac}
        exec(lines, told)  # noqa: S102 - the repository's own words
        assert told["genuine"] is genuine
