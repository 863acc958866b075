"""Keys come and go; what was sealed opens as long as its data key is there, and for its owner only."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from cryptography.exceptions import InvalidTag

from service.register import clear_words, data_keys, mass_issues, petitions, relations, supervisions
from service.register.ciphers import CipherName
from service.register.data_keys import TRUSTED, VaultSecrets
from service.register.keyholder import Keyholder
from service.register.vault import Box, KeyUnknown, Ring, Vault
from service.register.vault_keeper import VaultKeeper
from service.rulebook.errors import DatabaseUnavailable
from service.storage.engine import Database
from service.storage.keyring import Keyring
from service.storage.sight import WHOLE
from service.storage.statement import Secret
from service.storage.transaction import NothingToSealWith, ReadTx, Tx

from ..transparency.conftest import submit

SAID = {"name": "王建国", "words": "小区物业" * 200}


@pytest.fixture
def secrets(keyring: Keyring) -> VaultSecrets:
    """What the vault of tests needs."""
    return VaultSecrets(keyring)


async def _issue_says(tx: ReadTx) -> list[str | None]:
    (issue,) = await mass_issues.among(tx, [await tx.value("SELECT max(id) FROM mass_issue")])
    return [issue.because, issue.resolved_because]


async def _act_says(tx: ReadTx) -> list[str]:
    (act,) = await supervisions.among(tx, [await tx.value("SELECT max(id) FROM supervision")])
    assert act.facts["people"] == 3
    return [act.facts["because"]] * 2


async def ring_of(desk: Any, secrets: VaultSecrets) -> Ring:
    async with desk.read() as tx:
        ring = await data_keys.ring(tx, secrets)
    assert ring is not None
    return ring


async def test_the_first_transaction_makes_the_first_key(desk: Any, secrets: VaultSecrets) -> None:
    async with desk.begin():
        pass

    assert (await ring_of(desk, secrets)).current == 1


async def test_rotation_wraps_every_key_anew_and_what_was_sealed_still_opens(desk: Any, secrets: VaultSecrets) -> None:
    async with desk.begin() as tx:
        sealed = desk.vault.seal("row 1", SAID)
        before = await tx.rows("SELECT number, wrapped FROM data_key")
        await data_keys.renew(tx, secrets)

    async with desk.read() as tx:
        after = await tx.rows("SELECT number, wrapping, wrapped FROM data_key ORDER BY number")
        salts = await tx.rows("SELECT generation, salt IS NULL AS forgotten FROM wrapping_key ORDER BY generation")
    vault = Vault(await ring_of(desk, secrets))
    assert [(row["number"], row["wrapping"]) for row in after] == [(1, 2), (2, 2)]
    assert before[0]["wrapped"] != after[0]["wrapped"]
    assert [tuple(row) for row in salts] == [(1, True), (2, False)], "a salt goes when nothing is wrapped by it"
    assert vault.open("row 1", sealed) == SAID


async def test_a_dump_from_before_a_rotation_opens_nothing_with_the_salts_of_after(
    desk: Any, secrets: VaultSecrets
) -> None:
    async with desk.begin() as tx:
        dumped = await tx.value("SELECT wrapped FROM data_key")
        await data_keys.renew(tx, secrets)
        salt = await tx.value("SELECT salt FROM wrapping_key WHERE generation = 2")

    with pytest.raises(KeyUnknown):
        secrets.wrapping(2, salt).open_bytes("data key 1", dumped)


async def test_the_wrong_secret_opens_no_key(desk: Any) -> None:
    async with desk.begin() as tx:
        with pytest.raises(InvalidTag):
            await data_keys.ring(tx, VaultSecrets(Keyring("another secret, as long as the one before it")))


async def test_a_new_key_is_used_only_when_every_process_has_seen_it(desk: Any, secrets: VaultSecrets) -> None:
    async with desk.begin() as tx:
        await data_keys.renew(tx, secrets)
    assert (await ring_of(desk, secrets)).current == 1

    async with desk.begin() as tx:
        await tx.rows("UPDATE data_key SET made_at = made_at - interval '2 minutes'")

    assert (await ring_of(desk, secrets)).current == 2


async def test_a_process_takes_a_new_key_up_by_itself(desk: Any, secrets: VaultSecrets) -> None:
    passed = [0.0]
    vault = secrets.vault()
    holder = Keyholder(desk.begin, secrets, vault, clock=lambda: passed[0])
    await holder.hold()
    async with desk.begin() as tx:
        await data_keys.renew(tx, secrets)
        await tx.rows("UPDATE data_key SET made_at = made_at - interval '2 minutes'")

    await holder.hold()
    assert vault.key_id == "1"
    passed[0] = TRUSTED.total_seconds()
    await holder.hold()
    assert vault.key_id == "2"


async def test_many_processes_that_start_at_once_make_one_key(own_database: Database, secrets: VaultSecrets) -> None:
    vaults = [secrets.vault() for _ in range(12)]
    await asyncio.gather(*(Keyholder(own_database.begin, secrets, vault).hold() for vault in vaults))

    assert {vault.open("row 1", vaults[0].seal("row 1", nth)) for nth, vault in enumerate(vaults)} == set(range(12))
    async with own_database.read() as tx:
        assert len(await data_keys.everyone(tx)) == 1


async def test_rotations_at_once_come_one_after_the_other(own_database: Database, secrets: VaultSecrets) -> None:
    vault = secrets.vault()
    await Keyholder(own_database.begin, secrets, vault).hold()
    sealed = vault.seal("row 1", SAID)

    async def rotated() -> None:
        async with own_database.begin() as tx:
            await data_keys.turn(tx)
            await data_keys.renew(tx, secrets)

    await asyncio.gather(*(rotated() for _ in range(5)))

    async with own_database.read() as tx:
        ring = await data_keys.ring(tx, secrets)
    assert ring is not None
    assert set(ring.keys) == set(range(1, 7))
    assert Vault(ring).open("row 1", sealed) == SAID


async def test_a_process_that_has_its_keys_goes_on_while_they_cannot_be_looked_up(
    desk: Any, secrets: VaultSecrets
) -> None:
    away, passed = [False], [0.0]

    @asynccontextmanager
    async def begin() -> AsyncIterator[Tx]:
        if away[0]:
            raise DatabaseUnavailable
        async with desk.begin() as tx:
            yield tx

    holder = Keyholder(begin, secrets, secrets.vault(), clock=lambda: passed[0])
    await holder.hold()
    away[0], passed[0] = True, 100.0
    await holder.hold()

    with pytest.raises(DatabaseUnavailable):
        await Keyholder(begin, secrets, secrets.vault()).hold()


async def test_the_keeper_makes_the_next_key_when_the_newest_is_a_year_old(desk: Any, secrets: VaultSecrets) -> None:
    keeper = VaultKeeper(desk.begin, secrets)
    await keeper.turn()
    assert len((await ring_of(desk, secrets)).keys) == 1

    async with desk.begin() as tx:
        await tx.rows("UPDATE data_key SET made_at = now() - interval '366 days'")
    await keeper.turn()

    assert len((await ring_of(desk, secrets)).keys) == 2


@pytest.mark.parametrize("cipher", list(CipherName))
def test_whatever_cipher_is_set_the_other_still_opens(cipher: CipherName) -> None:
    ring = Ring({7: b"k" * 32}, 7)
    sealed = Vault(ring, cipher).seal("row 1", SAID)

    assert {one: Vault(ring, one).open("row 1", sealed) for one in CipherName} == dict.fromkeys(CipherName, SAID)


def test_a_value_says_under_which_key_it_was_sealed() -> None:
    sealed = Vault(Ring({7: b"k" * 32}, 7)).seal("row 1", SAID)

    assert Vault(Ring({7: b"k" * 32, 8: b"l" * 32}, 8)).open("row 1", sealed) == SAID
    with pytest.raises(KeyUnknown):
        Vault(Ring({8: b"k" * 32}, 8)).open("row 1", sealed)


def test_what_an_earlier_release_sealed_still_opens(keyring: Keyring) -> None:
    vault = VaultSecrets(keyring).vault()
    for purpose in data_keys.BEFORE:
        sealed = Box(keyring.key(purpose), "then").seal_bytes("row 1", b'"then"')
        assert vault.open("row 1", sealed) == "then"
        with pytest.raises(InvalidTag):
            vault.open("row 2", sealed)


def test_the_head_of_a_value_cannot_be_edited() -> None:
    vault = Vault(Ring({1: b"k" * 32, 2: b"k" * 32}, 1))
    sealed = bytearray(vault.seal("row 1", SAID))
    sealed[8] = 2  # another key that is the same

    with pytest.raises(InvalidTag):
        vault.open("row 1", bytes(sealed))


async def test_a_transaction_past_the_desk_neither_takes_nor_tells_a_secret(connection: asyncpg.Connection) -> None:
    tx = ReadTx(connection)

    with pytest.raises(NothingToSealWith):
        await tx.value("SELECT $1::bytea", Secret("row 1", "words"))
    with pytest.raises(NothingToSealWith):
        tx.opened("row 1", b"words")


async def test_secrets_in_lists_are_sealed_one_by_one(desk: Any) -> None:
    async with desk.begin() as tx:
        kept = await tx.value("SELECT $1::bytea[]", [Secret("row 1", "one"), None, Secret("row 2", "two")])

        assert [tx.opened("row 1", kept[0]), kept[1], tx.opened("row 2", kept[2])] == ["one", None, "two"]
        with pytest.raises(InvalidTag):
            tx.opened("row 1", kept[2])


async def test_the_words_of_a_petition_open_on_no_other_one(desk: Any, api: Any, portal: Any, petition: Any) -> None:
    first = await submit(api, portal, petition(subject="甲"), "first")
    second = await submit(api, portal, petition(subject="乙"), "second")
    async with desk.begin() as tx:
        await tx.rows(
            "UPDATE petition SET words = (SELECT words FROM petition WHERE number = $1) WHERE number = $2",
            first["number"],
            second["number"],
        )
        with pytest.raises(InvalidTag):
            await petitions.find(tx, second["number"])


async def test_words_of_earlier_releases_are_read_in_clear_and_then_sealed(
    desk: Any, api: Any, portal: Any, petition: Any
) -> None:
    number = (await submit(api, portal, petition(), "old"))["number"]
    async with desk.begin() as tx:
        before = await petitions.find(tx, number)
        assert before is not None
        await tx.rows(
            "UPDATE petition SET words = NULL, subject = $2, request = $3, facts = $4, problem_place = $5 "
            "WHERE number = $1",
            *(number, before.subject, before.request, before.facts, before.problem_place),
        )
        assert await petitions.find(tx, number) == before

    assert await clear_words.seal_some(desk.begin) == 1
    assert await clear_words.seal_some(desk.begin) == 0

    async with desk.read() as tx:
        assert await petitions.find(tx, number) == before
        row = await tx.row("SELECT to_jsonb(petition) AS kept FROM petition WHERE number = $1", number)
    assert row is not None
    assert before.facts not in json.dumps(row["kept"], ensure_ascii=False)


BECAUSE = "同一小区同一事项。"


@pytest.mark.parametrize(
    ("enter", "read", "kept"),
    [
        (
            "INSERT INTO mass_issue (suspicion, opened_at, last_joined_at, petitions, people, version, because, "
            "resolved_because) VALUES ('confirmed', now(), now(), 0, 0, 1, $1, $1)",
            _issue_says,
            "mass_issue",
        ),
        (
            "INSERT INTO supervision (kind, stage, version, opened_on, officer, facts, client_id, key, content_sha256) "
            "VALUES ('urge', 'open', 1, '2026-03-06', 'A01', jsonb_build_object('because', $1::text, 'people', 3), 1, "
            "'k', 'x')",
            _act_says,
            "supervision",
        ),
    ],
)
async def test_reasons_of_earlier_releases_are_sealed_and_read_as_before(
    desk: Any, enter: str, read: Any, kept: str
) -> None:
    async with desk.begin() as tx:
        await tx.rows(enter, BECAUSE)
        assert await read(tx) == [BECAUSE] * 2

    await clear_words.seal_some(desk.begin)
    assert await clear_words.seal_some(desk.begin) == 0

    async with desk.read() as tx:
        assert await read(tx) == [BECAUSE] * 2
        assert BECAUSE not in await tx.value(f"SELECT to_jsonb({kept})::text FROM {kept}")  # noqa: S608 - a constant


async def test_pairs_of_earlier_releases_are_sealed_and_read_as_before(
    desk: Any, api: Any, portal: Any, petition: Any
) -> None:
    numbers = [(await submit(api, portal, petition(), name))["number"] for name in ("one", "two")]
    async with desk.begin() as tx:
        one, two = [found.id for number in numbers if (found := await petitions.find(tx, number))]
        await tx.rows(
            "INSERT INTO relation (petition_id, other_id, relation, suspicion, probability, acquaintance, shared, "
            "found_at, version, because) VALUES ($1, $2, 'repeat', 'confirmed', 0.9, 'certain', $3, now(), 1, $4)",
            *(two, one, ["停车费"], BECAUSE),
        )
        before = await relations.of(tx, one, WHOLE)
    assert [(pair.shared, pair.because) for pair in before] == [(("停车费",), BECAUSE)]

    await clear_words.seal_some(desk.begin)
    assert await clear_words.seal_some(desk.begin) == 0

    async with desk.read() as tx:
        assert await relations.of(tx, one, WHOLE) == before
        kept = await tx.value("SELECT to_jsonb(relation)::text FROM relation")
    assert "停车费" not in kept
    assert BECAUSE not in kept


async def test_a_row_of_an_earlier_release_keeps_its_hash(connection: asyncpg.Connection) -> None:
    """A leaf of the log is over it: a column that is empty in it counts for nothing."""
    hashed = "SELECT jsonb_strip_nulls(to_jsonb(event)){} AS told FROM event"
    await connection.execute("ALTER TABLE event DROP CONSTRAINT event_petition_id_fkey")
    await connection.execute(
        "INSERT INTO event (petition_id, sequence, kind, at, actor, detail) "
        "VALUES (7, 1, 'filed', now(), 'machine', '{\"because\": \"x\"}')"
    )

    assert await connection.fetchval(hashed.format("")) == await connection.fetchval(hashed.format(" - 'sealed'"))


async def test_where_the_setting_says_so_keys_are_wrapped_and_values_sealed_by_sm4(desk: Any, keyring: Keyring) -> None:
    secrets = VaultSecrets(keyring, CipherName.SM4)
    vault = secrets.vault()
    async with desk.begin() as tx:
        await data_keys.renew(tx, secrets)
        wrapped = await tx.value("SELECT wrapped FROM data_key WHERE number = 2")
    await Keyholder(desk.begin, secrets, vault).hold()
    sealed = vault.seal("row 1", SAID)

    assert wrapped[4] & 1
    assert sealed[4] & 1
    assert vault.open("row 1", sealed) == SAID


def test_a_process_looks_again_before_a_new_key_is_used() -> None:
    assert timedelta(0) < 2 * TRUSTED < data_keys.SETTLING
