"""What a backup says of itself: `manifest.json`, sealed with a key that follows from the secret.

It names the release, the schema, the secret by its fingerprint (never the secret) and the digest of `SHA256SUMS`, which
has a line for each file of the backup, as `sha256sum --check` reads them.
"""

import hmac
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

import orjson

from service.backup.refusals import Damaged, NotABackup, OtherSecret
from service.storage.keyring import Keyring

FORMAT = 1
NAME = "manifest.json"
SUMS = "SHA256SUMS"
DATABASE = "database.dump"
FILES = "files"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts that decide whether, where and by whom a backup can be restored. Sizes are bytes."""

    taken_at: str
    version: str
    schema: str
    bureau: str
    secret_fingerprint: str
    sums_sha256: str
    database_bytes: int
    files: int
    files_bytes: int
    format: int = FORMAT


def written(manifest: Manifest, keyring: Keyring) -> bytes:
    """The manifest as it stands in its file, under seal."""
    facts = asdict(manifest)
    return orjson.dumps(
        {**facts, "seal": _seal(facts, keyring)}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )


def read(folder: Path, keyring: Keyring) -> Manifest:
    """The manifest of a backup.

    Raises `NotABackup`, `OtherSecret`, and `Damaged` where the seal is not that of the facts.
    """
    try:
        facts = orjson.loads((folder / NAME).read_bytes())
        seal = facts.pop("seal")
        manifest = Manifest(**facts)
    except (OSError, orjson.JSONDecodeError, AttributeError, KeyError, TypeError) as unreadable:
        raise NotABackup(folder) from unreadable
    if manifest.format != FORMAT:
        raise NotABackup(folder)
    if manifest.secret_fingerprint != keyring.fingerprint:
        raise OtherSecret(manifest.secret_fingerprint, keyring.fingerprint)
    if not hmac.compare_digest(_seal(facts, keyring), str(seal)):
        raise Damaged(f"the seal of {NAME} does not fit what it says")
    return manifest


def _seal(facts: dict[str, object], keyring: Keyring) -> str:
    return hmac.digest(keyring.key("backup"), orjson.dumps(facts, option=orjson.OPT_SORT_KEYS), sha256).hex()
