"""What is signed is canonical, is checked by libraries that are not ours, and only by the right key."""

import asyncio
import base64
import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import jwt
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from service.desk.kit import Desk
from service.signing import keys
from service.signing.algorithms import JOSE_NAMES, Algorithm, jwk, pair_of, thumbprint, verified
from service.signing.canonical import canonical
from service.signing.jws import compact, encoded, signing_input
from service.signing.keys import Purpose
from service.signing.rotate import OVERLAP, forget, rotate
from service.signing.signer import RENEWED, VALIDITY, KeySecrets, Signer
from service.storage.keyring import Keyring
from tests.conftest import PETITION, SteppedClock, key

AT = datetime(2026, 3, 6, tzinfo=UTC)
SECRETS = KeySecrets(Keyring("s" * 40))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
NAMES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(2**53) + 1, 2**53 - 1), TEXTS)

SM2_KEY = "3059301306072a8648ce3d020106082a811ccf5501822d034200"  # SubjectPublicKeyInfo up to the point


@given(st.dictionaries(NAMES, st.one_of(VALUES, st.dictionaries(NAMES, VALUES))))
def test_the_canonical_form_is_that_of_rfc_8785(document: dict[str, Any]) -> None:
    assert canonical(document) == rfc8785.dumps(document)


def test_the_key_of_the_standard_has_the_thumbprint_of_the_standard() -> None:
    public = base64.urlsafe_b64decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")

    assert thumbprint(Algorithm.ED25519, public) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"  # RFC 8037 A.3


def test_what_rfc_8037_signs_is_signed_so() -> None:
    secret = base64.urlsafe_b64decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    signed = f"{encoded(canonical({'alg': 'EdDSA'}))}.{encoded(b'Example of Ed25519 signing')}"

    signature = pair_of(Algorithm.ED25519, secret + bytes(32))._sign(signed.encode())  # RFC 8037 A.4

    assert encoded(signature) == (
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )


@pytest.fixture
async def receipt(api: httpx.AsyncClient, portal: dict[str, str]) -> str:
    answer = await api.post("/v1/petitions", json=PETITION, headers={**portal, **key("signed")})
    text: str = answer.json()["signed_receipt"]
    return text


async def test_a_library_that_is_not_ours_checks_it(api: httpx.AsyncClient, receipt: str) -> None:
    published = (await api.get("/v1/keys")).json()
    known = jwt.PyJWKSet.from_dict({"keys": published["keys"]})

    told = jwt.decode(receipt, known[jwt.get_unverified_header(receipt)["kid"]], algorithms=["EdDSA"])

    assert told["says"] == "已收到并登记"
    head, body, signature = receipt.split(".")
    changed = f"{head}.{body[:-2]}{'A' if body[-2] != 'A' else 'B'}{body[-1]}.{signature}"
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(changed, known.keys[0], algorithms=["EdDSA"])


async def test_a_receipt_costs_less_than_a_third_of_a_millisecond(desk: Desk) -> None:
    payload = b"x" * 700
    await desk.seals.documents.sign(payload, typ="t", at=AT)
    best = 1.0
    for _ in range(20):
        began = time.perf_counter()
        for _ in range(20):
            await desk.seals.documents.sign(payload, typ="t", at=AT)
        best = min(best, (time.perf_counter() - began) / 20)

    assert best < 0.0003


async def test_neither_the_database_nor_the_repository_holds_a_private_key(
    desk: Desk, connection: asyncpg.Connection
) -> None:
    ready = await desk.seals.documents.ready(AT)
    (row,) = await connection.fetch("SELECT * FROM signing_key")

    assert KeySecrets(Keyring("t" * 40)).pair(Algorithm.ED25519, row["salt"]).public != ready.pair.public
    assert SECRETS.pair(Algorithm.ED25519, bytes(32)).public != ready.pair.public
    assert row["public_key"] == ready.pair.public


async def test_a_key_renews_itself_before_it_ends(desk: Desk) -> None:
    first = (await desk.seals.documents.ready(AT)).key
    same = (await desk.seals.documents.ready(AT + VALIDITY - RENEWED - timedelta(days=1))).key
    second = (await desk.seals.documents.ready(AT + VALIDITY - RENEWED + timedelta(days=1))).key

    assert same == first
    assert second.generation == 2


async def test_after_a_rotation_nobody_can_make_the_old_key_again(desk: Desk, clock: SteppedClock) -> None:
    secrets = desk.seals.secrets
    old = (await desk.seals.documents.ready(clock())).key
    new = await rotate(Purpose.DOCUMENT, Algorithm.ED25519, at=clock(), begin=desk.begin, secrets=secrets)
    clock.move(OVERLAP)
    assert await forget(at=clock(), begin=desk.begin, secrets=secrets) == 1

    async with desk.read() as tx:
        known = {one.kid: one for one in await keys.everyone(tx)}
    assert known[old.kid].salt is None
    assert known[new.kid].salt is not None
    assert all(one.genuine(secrets.seal) for one in known.values())
    assert (await desk.seals.documents.ready(clock())).key.kid == new.kid


async def test_two_processes_that_start_at_once_make_one_key(own_desk: Desk) -> None:
    signers = [Signer(own_desk.begin, SECRETS, Purpose.DOCUMENT, Algorithm.ED25519) for _ in range(8)]
    ready = await asyncio.gather(*(one.ready(AT) for one in signers))

    assert len({one.key.kid for one in ready}) == 1


def test_sm2_is_checked_by_openssl(tmp_path: Path) -> None:
    pytest.importorskip("gmalg", reason="the extra sm2 is not installed")
    if shutil.which("openssl") is None:
        pytest.skip("no openssl here")
    pair = SECRETS.pair(Algorithm.SM2, bytes(32))
    signed = signing_input(b'{"says":"x"}', alg=JOSE_NAMES[Algorithm.SM2], kid="k", typ="t")
    signature = pair._sign(signed)

    assert verified(Algorithm.SM2, pair.public, signed, signature)
    assert not verified(Algorithm.SM2, pair.public, signed + b"x", signature)
    assert compact(signed, signature).count(".") == 2
    assert set(jwk(Algorithm.SM2, pair.public)) == {"kty", "crv", "x", "y"}
    (tmp_path / "key.der").write_bytes(bytes.fromhex(SM2_KEY) + b"\x04" + pair.public)
    (tmp_path / "signature.der").write_bytes(der(signature))
    for message, right in ((signed, True), (signed + b"x", False)):
        (tmp_path / "signed").write_bytes(message)
        check = ["openssl", "dgst", "-sm3", "-verify", "key.der", "-keyform", "DER", "-signature", "signature.der"]
        check += ["-sigopt", "distid:1234567812345678", "signed"]
        said = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (said.returncode == 0) is right, said.stdout + said.stderr


def der(signature: bytes) -> bytes:
    """Two halves as ASN.1."""
    whole = b""
    for half in (signature[:32], signature[32:]):
        number = half.lstrip(b"\0")
        number = b"\0" + number if number[0] & 0x80 else number
        whole += b"\x02" + bytes([len(number)]) + number
    return b"\x30" + bytes([len(whole)]) + whole
