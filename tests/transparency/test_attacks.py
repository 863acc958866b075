"""Attack → what detects it. Every row of the table in decision 0011 is a test here or in `test_audit.py`."""

import asyncio
import hashlib
import json
import sys
from asyncio.subprocess import PIPE, STDOUT
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from service.auth.scopes import PORTAL
from service.desk.kit import Desk
from service.signing.algorithms import Algorithm, pair_of
from service.signing.jws import compact, encoded, signing_input
from service.signing.keys import Purpose
from service.signing.rotate import OVERLAP, revoke, rotate
from service.transparency import notes
from tests.conftest import PETITION, SteppedClock, admit, calling, serving

from .conftest import VERIFY, signed, submit, verifier, work
from .test_merkle import mth, proof

COUNT = 11


@dataclass
class World:
    """A running log with some petitions in it, and everything that a petitioner can have."""

    desk: Desk
    clock: SteppedClock
    api: httpx.AsyncClient
    portal: dict[str, str]
    verify: ModuleType
    answers: list[dict[str, Any]]
    earlier: str

    @property
    def jws(self) -> str:
        """The receipt of one of them."""
        text: str = self.answers[4]["signed_receipt"]
        return text

    async def json(self, path: str) -> Any:
        """What is published there."""
        answer = await self.api.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def keys(self) -> Any:
        """The published keys."""
        return await self.json("/v1/keys")

    async def inclusion(self, jws: str) -> Any:
        """The proof of a receipt."""
        return await self.json(f"/v1/log/inclusion/{digest(jws)}")

    async def later(self) -> str:
        """The newest checkpoint."""
        return (await self.api.get("/v1/log/checkpoint")).text

    async def refuted(self, jws: str, because: str, **more: Any) -> None:
        """The verifier says no, and why."""
        with pytest.raises(self.verify.Refuted, match=because):
            self.verify.receipt(jws, await self.keys(), **more)

    async def resigned(self, digests: list[str]) -> None:
        """A whole log made anew and signed with the real key: what was signed before gives it away."""
        leaves = [bytes.fromhex(one) for one in digests]
        forked, consistency = await self.forked(leaves, 6)
        with pytest.raises(self.verify.Refuted, match="forked"):
            self.verify.checkpoints(self.earlier, forked, await self.keys(), consistency)

    async def forked(self, leaves: list[bytes], old: int) -> tuple[str, dict[str, Any]]:
        """A checkpoint over these leaves with the real key, and its honest proof for an old size."""
        key = await self.desk.seals.checkpoints.ready(self.desk.now())
        origin = self.desk.seals.origin
        body = notes.text(origin, len(leaves), mth(leaves))
        note = notes.signed(body, origin, key.pair.public, await key.pair.sign(body.encode()))
        return note, {"path": [b64encode(one).decode() for one in proof(old, leaves)]}


def payload(jws: str) -> bytes:
    data: bytes = verifier().base64url(jws.split(".")[1])
    return data


def digest(jws: str) -> str:
    return hashlib.sha256(payload(jws)).hexdigest()


@pytest.fixture
async def world(own_desk: Desk, clock: SteppedClock) -> AsyncIterator[World]:
    portal = await admit(own_desk, "portal", PORTAL)
    async with serving(own_desk) as app, calling(app) as api:
        answers = [await submit(api, portal, PETITION, f"first-{number}") for number in range(6)]
        earlier = (await signed(own_desk)).note
        answers += [await submit(api, portal, PETITION, f"second-{number}") for number in range(COUNT - 6)]
        await signed(own_desk)
        yield World(own_desk, clock, api, portal, verifier(), answers, earlier)


async def test_what_nobody_touched_is_genuine(world: World) -> None:
    for told in world.answers:
        jws = told["signed_receipt"]
        says = world.verify.receipt(jws, await world.keys(), inclusion=await world.inclusion(jws), content=PETITION)
        assert says["number"] == told["number"]
        assert says["content_sha256"] == told["content_sha256"]
        assert told["query_code"] not in payload(jws).decode()
    consistency = await world.json("/v1/log/consistency?from=6")
    assert world.verify.checkpoints(world.earlier, await world.later(), await world.keys(), consistency) == (6, COUNT)


@pytest.mark.parametrize(("number", "code", "says"), [(None, 0, "genuine: HB"), ("HB0000000000", 1, "NOT GENUINE")])
async def test_the_script_says_so_as_a_command(
    world: World, tmp_path: Path, number: str | None, code: int, says: str
) -> None:
    head, body, signature = world.jws.split(".")
    if number is not None:
        body = encoded(world.verify.canonical({**json.loads(payload(world.jws)), "number": number}))
    (tmp_path / "receipt").write_text(".".join((head, body, signature)))
    (tmp_path / "keys").write_text(json.dumps(await world.keys()))
    command = (sys.executable, "-I", str(VERIFY), "receipt", str(tmp_path / "receipt"), str(tmp_path / "keys"))
    run = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=STDOUT)
    told, _ = await run.communicate()

    assert run.returncode == code
    assert says in told.decode()


async def test_one_byte_of_the_text_is_seen(world: World) -> None:
    changed = {**PETITION, "facts": PETITION["facts"].replace("六十", "七十")}

    await world.refuted(world.jws, "not the content", content=changed)


@pytest.mark.parametrize("name", ["number", "registered_at", "content_sha256", "record_sha256", "says"])
async def test_another_number_time_or_digest_is_seen(world: World, name: str) -> None:
    head, _, signature = world.jws.split(".")
    told = {**json.loads(payload(world.jws)), name: json.loads(payload(world.answers[5]["signed_receipt"]))[name] + "0"}

    await world.refuted(".".join((head, encoded(world.verify.canonical(told)), signature)), "was changed")


async def test_a_key_of_ones_own_is_seen(world: World) -> None:
    pair = pair_of(Algorithm.ED25519, b"m" * 64)
    published = (await world.keys())["keys"]
    kid = next(one["kid"] for one in published if one["purpose"] == "document")
    for named, because in ((kid, "signed by nobody"), ("mine", "has not published")):
        own = signing_input(payload(world.jws), alg="EdDSA", kid=named, typ="xinfang-receipt")
        await world.refuted(compact(own, await pair.sign(own)), because)


async def test_a_document_of_another_kind_is_no_receipt(world: World) -> None:
    other = await world.desk.seals.documents.sign(payload(world.jws), typ="xinfang-notice", at=world.desk.now())

    await world.refuted(other, "not signed as a receipt")


@dataclass
class Notice:
    """A notice as its petitioner has it, and everything that it is checked with."""

    told: dict[str, Any]
    file: bytes
    keys: Any
    inclusion: Any

    @property
    def jws(self) -> str:
        """What is shown to others."""
        text: str = self.told["signed_notice"]
        return text

    @property
    def whole(self) -> dict[str, Any]:
        """All that it can be compared with."""
        return {"inclusion": self.inclusion, "text": self.told["content"], "file": self.file}


async def notice_of(world: World, nth: int) -> Notice:
    """The first notice of a petition, printed and in the log."""
    told = world.answers[nth]
    headers = {**world.portal, "X-Query-Code": told["query_code"]}
    one = (await world.api.get(f"/v1/petitions/{told['number']}/notices", headers=headers)).json()["notices"][0]
    file = await world.api.get(one["file"]["href"], headers=headers)
    document = world.verify.canonical(json.loads(payload(one["signed_notice"]))["notice"])
    inclusion = await world.json(f"/v1/log/inclusion/{hashlib.sha256(document).hexdigest()}")
    return Notice(one, file.content, await world.keys(), inclusion)


@pytest.fixture
async def notice(world: World) -> Notice:
    await work(world.desk)
    await signed(world.desk)
    return await notice_of(world, 4)


def test_a_notice_that_nobody_touched_is_genuine(world: World, notice: Notice) -> None:
    says = world.verify.notice(notice.jws, notice.keys, **notice.whole)

    assert (says["serial"], says["number"]) == (notice.told["serial"], world.answers[4]["number"])


async def test_another_text_file_number_or_place_of_a_notice_is_seen(world: World, notice: Notice) -> None:
    other = await notice_of(world, 5)
    head, _, signature = notice.jws.split(".")
    told = json.loads(payload(notice.jws))
    renumbered = {**told, "notice": {**told["notice"], "number": "HB0000000000"}}
    attacks: list[tuple[str, str, dict[str, Any]]] = [
        (notice.jws, "not the text", {"text": notice.told["content"].replace("已", "己", 1)}),
        (notice.jws, "not the file", {"file": other.file}),
        (notice.jws, "not the file", {"file": notice.file + b"\n"}),
        (notice.jws, "not in the log at this place", {"inclusion": other.inclusion}),
        (".".join((head, encoded(world.verify.canonical(renumbered)), signature)), "was changed", {}),
        (world.jws, "not signed as a notice", {}),
    ]

    for jws, because, shown in attacks:
        with pytest.raises(world.verify.Refuted, match=because):
            world.verify.notice(jws, notice.keys, **{**notice.whole, **shown})


async def test_a_notice_under_a_revoked_key_counts_only_for_what_is_in_the_log(world: World, notice: Notice) -> None:
    stolen = await world.desk.seals.documents.ready(world.desk.now())
    secrets = world.desk.seals.secrets
    assert await revoke(stolen.key.kid, at=world.desk.now(), begin=world.desk.begin, secrets=secrets)
    told = json.loads(payload(notice.jws))
    invented = {**told, "notice": {**told["notice"], "content_sha256": "00" * 32}}
    forged = signing_input(world.verify.canonical(invented), alg="EdDSA", kid=stolen.key.kid, typ="xinfang-notice")
    jws, keys = compact(forged, await stolen.pair.sign(forged)), await world.keys()

    with pytest.raises(world.verify.Refuted, match="revoked"):
        world.verify.notice(jws, keys)
    with pytest.raises(world.verify.Refuted, match="not in the log"):
        world.verify.notice(jws, keys, inclusion=notice.inclusion)
    assert world.verify.notice(notice.jws, keys, inclusion=notice.inclusion)["serial"] == notice.told["serial"]


async def test_the_script_checks_a_notice_and_its_file_as_a_command(
    world: World, notice: Notice, tmp_path: Path
) -> None:
    for name, content in {"notice": notice.told, "keys": notice.keys, "inclusion": notice.inclusion}.items():
        (tmp_path / name).write_text(json.dumps(content))
    (tmp_path / "pdf").write_bytes(notice.file)
    paths = [str(tmp_path / name) for name in ("notice", "keys", "inclusion", "pdf")]
    command = (sys.executable, "-I", str(VERIFY), "notice", *paths[:2], "--inclusion", paths[2], "--file", paths[3])
    run = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=STDOUT)
    said = (await run.communicate())[0].decode()

    assert run.returncode == 0, said
    assert said.startswith(f"genuine: {notice.told['serial']} about {world.answers[4]['number']}")
    assert said.endswith("with this text, as this file; in the log\n")


async def test_after_a_rotation_the_old_key_counts_for_its_time_only(world: World) -> None:
    old = (await world.desk.seals.documents.ready(world.desk.now())).pair
    secrets, purpose = world.desk.seals.secrets, Purpose.DOCUMENT
    await rotate(purpose, Algorithm.ED25519, at=world.desk.now(), begin=world.desk.begin, secrets=secrets)
    world.clock.move(OVERLAP + timedelta(minutes=1))
    fresh = await submit(world.api, world.portal, PETITION, "after-the-rotation")
    forged = {
        **json.loads(payload(world.jws)),
        "registered_at": json.loads(payload(fresh["signed_receipt"]))["registered_at"],
    }
    kid = json.loads(world.verify.base64url(world.jws.split(".")[0]))["kid"]
    late = signing_input(world.verify.canonical(forged), alg="EdDSA", kid=kid, typ="xinfang-receipt")

    world.verify.receipt(world.jws, await world.keys())
    world.verify.receipt(fresh["signed_receipt"], await world.keys())
    assert fresh["signed_receipt"].split(".")[0] != world.jws.split(".")[0]
    await world.refuted(compact(late, await old.sign(late)), "outside its validity")


async def test_a_revoked_key_counts_only_for_what_is_in_the_log(world: World) -> None:
    stolen = await world.desk.seals.documents.ready(world.desk.now())
    secrets = world.desk.seals.secrets
    assert await revoke(stolen.key.kid, at=world.desk.now(), begin=world.desk.begin, secrets=secrets)
    backdated = {**json.loads(payload(world.jws)), "number": "HB0000000000"}
    forged = signing_input(world.verify.canonical(backdated), alg="EdDSA", kid=stolen.key.kid, typ="xinfang-receipt")
    receipt = compact(forged, await stolen.pair.sign(forged))

    await world.refuted(receipt, "revoked")
    await world.refuted(receipt, "not in the log", inclusion=await world.inclusion(world.jws))
    assert (await world.api.get(f"/v1/log/inclusion/{digest(receipt)}")).json()["code"] == "unknown_leaf"
    world.verify.receipt(world.jws, await world.keys(), inclusion=await world.inclusion(world.jws))


async def test_a_key_put_into_the_table_by_somebody_else_is_not_published(world: World) -> None:
    async with world.desk.begin() as tx:
        await tx.rows(
            "INSERT INTO signing_key (kid, purpose, algorithm, generation, public_key, valid_from, valid_until, seal) "
            "SELECT 'mine', purpose, algorithm, 9, public_key, valid_from, valid_until, seal FROM signing_key LIMIT 1"
        )

    assert "mine" not in {one["kid"] for one in (await world.keys())["keys"]}


async def test_a_removed_leaf_is_seen(world: World) -> None:
    await world.resigned([digest(one["signed_receipt"]) for one in world.answers if one is not world.answers[3]])


async def test_reordered_leaves_are_seen(world: World) -> None:
    order = [*range(2), 3, 2, *range(4, COUNT)]
    await world.resigned([digest(world.answers[place]["signed_receipt"]) for place in order])


async def test_a_forked_checkpoint_is_seen(world: World) -> None:
    leaves = [hashlib.sha256(str(number).encode()).digest() for number in range(COUNT)]
    other, consistency = await world.forked(leaves, 6)
    with pytest.raises(world.verify.Refuted, match="two roots"):
        world.verify.checkpoints(await world.later(), other, await world.keys())
    with pytest.raises(world.verify.Refuted, match="forked"):
        world.verify.checkpoints(world.earlier, other, await world.keys(), consistency)


async def test_a_changed_checkpoint_is_seen(world: World) -> None:
    note = await world.later()
    root = b64decode(note.split("\n")[2])
    changed = note.replace(b64encode(root).decode(), b64encode(bytes(32)).decode())

    with pytest.raises(world.verify.Refuted, match="was changed"):
        world.verify.checkpoints(changed, changed, await world.keys())


async def test_a_proof_of_another_receipt_is_seen(world: World) -> None:
    await world.refuted(
        world.jws, "not in the log", inclusion=await world.inclusion(world.answers[5]["signed_receipt"])
    )
