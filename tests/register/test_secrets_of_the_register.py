"""Query codes, the vault, the keyring: right opens, anything else does not."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from service.register.ciphers import CipherName
from service.register.query_codes import ALPHABET, NOBODYS, QueryCodes
from service.register.vault import Ring, Vault
from service.storage.keyring import Keyring, secret_of

CODES = QueryCodes(b"k" * 32)


def test_a_code_holds_nothing_that_is_misread() -> None:
    codes = {CODES.make() for _ in range(500)}

    assert len(codes) == 500
    assert not set("ILO01") & set("".join(codes))
    assert set("".join(codes)) - {"-"} <= set(ALPHABET)


def test_a_code_opens_its_own_number_only() -> None:
    code = CODES.make()
    kept = CODES.hash("HB1", code)

    assert CODES.matches("HB1", code.lower().replace("-", ""), kept)
    assert not CODES.matches("HB2", code, kept)
    assert not CODES.matches("HB1", CODES.make(), kept)
    assert not CODES.matches("HB1", code, NOBODYS)
    assert not QueryCodes(b"l" * 32).matches("HB1", code, kept)


def _vault(key: bytes, cipher: CipherName) -> Vault:
    return Vault(Ring({1: key * 32}, 1), cipher)


@pytest.mark.parametrize("cipher", list(CipherName))
@given(content=st.dictionaries(st.text(), st.one_of(st.none(), st.text())))
def test_what_is_sealed_opens_for_its_owner_and_nobody_else(cipher: CipherName, content: dict[str, str | None]) -> None:
    vault = _vault(b"k", cipher)
    sealed = vault.seal("HB1", content)

    assert vault.open("HB1", sealed) == content
    with pytest.raises(InvalidTag):
        vault.open("HB2", sealed)
    with pytest.raises(InvalidTag):
        _vault(b"l", cipher).open("HB1", sealed)


def test_a_changed_byte_is_found() -> None:
    vault = _vault(b"k", CipherName.AES)
    sealed = bytearray(vault.seal("HB1", {"name": "王"}))
    sealed[-1] ^= 1

    with pytest.raises(InvalidTag):
        vault.open("HB1", bytes(sealed))


def test_every_purpose_has_a_key_of_its_own() -> None:
    keyring = Keyring("s" * 40)

    assert keyring.key("vault") == Keyring("s" * 40).key("vault")
    assert len({keyring.key(purpose) for purpose in ("vault", "query-code", "answer", "petition-number")}) == 4
    assert keyring.fingerprint != Keyring("t" * 40).fingerprint


def test_the_secret_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    first = secret_of(tmp_path / "new")
    again = secret_of(tmp_path / "new")

    assert first == again
    assert len(first) == 64
    assert stat.S_IMODE(os.stat(tmp_path / "new" / "secret").st_mode) == 0o600
    assert os.listdir(tmp_path / "new") == ["secret"]
