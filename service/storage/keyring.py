"""Every key of the service, derived from one secret for one purpose, so that none serves two."""

import hashlib
import os
from functools import cached_property
from pathlib import Path
from secrets import token_hex

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Keyring:
    """Derives 32-byte keys by HKDF-SHA-256 (RFC 5869)."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def key(self, purpose: str) -> bytes:
        """The key for one purpose; the same secret and purpose always give the same key."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"xinfang/" + purpose.encode()).derive(self._secret)

    @cached_property
    def fingerprint(self) -> str:
        """Sixteen hex digits that tell two secrets apart and reveal neither."""
        return hashlib.sha256(self.key("fingerprint")).hexdigest()[:16]


def secret_of(data_dir: Path) -> str:
    """The secret kept in the data directory, made on first use and readable by its owner only."""
    path = data_dir / "secret"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        data_dir.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"secret.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(token_hex(32), encoding="ascii")
    try:
        os.link(draft, path)  # fails where another process was first: then its secret is the secret
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
