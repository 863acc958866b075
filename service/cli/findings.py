"""What `xinfang doctor` finds, each right or with what to do about it: settings, instruments, keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.util import find_spec

from service.acknowledgements.press import FONTS, covered
from service.settings import LOCAL, Settings, unknown_names
from service.signing.keys import Key
from service.signing.signer import KeySecrets
from service.storage.keyring import Keyring

LOOPBACK = ("127.0.0.1", "::1", "localhost")
SPECIMEN = "信访登记回执〔2026〕第1号，三门峡市湖滨区，𬭚"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    subject: str
    right: bool
    says: str


def of_settings(settings: Settings) -> Iterator[Finding]:
    """Names that mean nothing, and an address on notices that leads nowhere."""
    unknown = unknown_names()
    yield Finding(
        "settings",
        not unknown,
        f"{', '.join(unknown)} is no setting: see the table in README.md" if unknown else "every name is known",
    )
    astray = settings.public_url == LOCAL and settings.host not in LOOPBACK
    advice = "; notices would send citizens there: set XINFANG_PUBLIC_URL" if astray else ""
    yield Finding("public address", not astray, f"{settings.public_url}{advice}")


def of_instruments() -> Iterator[Finding]:
    """What prints notices, and what reads scans."""
    fonts = [font.name for font in FONTS.iterdir() if font.suffix in (".otf", ".ttf")]
    prints = bool(fonts) and covered(SPECIMEN)
    advice = "" if prints else f"; notices cannot be printed: install the release again, {FONTS} is not whole"
    yield Finding("fonts", prints, f"{len(fonts)}{advice}")
    reads = find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
    yield Finding(
        "recognition",
        True,  # a bureau may well do without it
        "installed" if reads else "not installed: every scan waits for a clerk (`pip install 'xinfang[ocr]'`)",
    )


def of_secret(keyring: Keyring, bound: str | None) -> Finding:
    """Whether the database opens with the secret that is here."""
    if bound in (None, keyring.fingerprint):
        return Finding("secret", True, f"{keyring.fingerprint}; keep a copy apart from the backups")
    return Finding(
        "secret", False, f"{keyring.fingerprint}, but the database belongs to {bound}: set XINFANG_SECRET_FILE"
    )


def of_signing(keyring: Keyring, known: Sequence[Key], now: datetime) -> Finding:
    """Whether the signing keys on record are this service's own; before the first receipt there are none."""
    seal = KeySecrets(keyring).seal
    forged = [key.kid for key in known if not key.genuine(seal)]
    if forged:
        return Finding(
            "signing keys", False, f"{', '.join(forged)}: put there or edited by others; run `xinfang audit`"
        )
    usable = [key for key in known if key.revoked_at is None and key.salt is not None and key.valid_until > now]
    return Finding("signing keys", True, f"{len(usable)} in force of {len(known)}; they renew themselves")


def of_clients(ending: Sequence[str]) -> Finding:
    """Whether some system is about to stand before a closed door."""
    if not ending:
        return Finding("client keys", True, "none ends within fourteen days")
    names = ", ".join(ending)
    return Finding("client keys", False, f"the last key of {names} ends within fourteen days: `xinfang clients rotate`")
