"""What the doctor makes of what it sees; the whole of it is asked for in `test_commands.py`."""

from datetime import timedelta
from pathlib import Path

import pytest

from service.cli import findings
from service.cli.findings import of_instruments, of_secret, of_signing
from service.signing.algorithms import Algorithm
from service.signing.keys import Key, Purpose
from service.signing.signer import KeySecrets
from service.storage.keyring import Keyring
from tests.conftest import FRIDAY


def test_another_secret_than_that_of_the_database_is_named(keyring: Keyring) -> None:
    assert of_secret(keyring, None).right
    assert of_secret(keyring, keyring.fingerprint).right
    wrong = of_secret(keyring, "0123456789abcdef")
    assert (wrong.right, "set XINFANG_SECRET_FILE" in wrong.says) == (False, True)


def test_a_signing_key_that_somebody_put_there_is_found_out(keyring: Keyring) -> None:
    key = Key("kid-1", Purpose.DOCUMENT, Algorithm.ED25519, 1, b"p", b"s", FRIDAY, FRIDAY + timedelta(days=1), None)
    ours = key.sealed(KeySecrets(keyring).seal)

    assert of_signing(keyring, [ours], FRIDAY).says.startswith("1 in force of 1")
    forged = of_signing(keyring, [ours, key], FRIDAY)
    assert (forged.right, "kid-1" in forged.says) == (False, True)


def test_without_its_fonts_nothing_can_be_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(findings, "FONTS", tmp_path)

    fonts, _ = of_instruments()

    assert not fonts.right
    assert "install the release again" in fonts.says
