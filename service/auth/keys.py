"""Keys of callers: `xf_<prefix>_<secret>`, shown once. The prefix finds the client, the hash of the whole proves it."""

import hashlib
import re
from dataclasses import dataclass
from secrets import token_hex, token_urlsafe

_SHAPE = re.compile(r"xf_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the only moment when it is known."""

    text: str
    prefix: str
    sha256: bytes


def make() -> NewKey:
    """A key of 256 random bits."""
    prefix = token_hex(6)
    text = f"xf_{prefix}_{token_urlsafe(32)}"
    return NewKey(text, prefix, digest(text))


def prefix_of(text: str) -> str | None:
    """The part that finds the client; None for what cannot be a key of ours."""
    found = _SHAPE.fullmatch(text)
    return found[1] if found else None


def digest(text: str) -> bytes:
    """What is kept of a key."""
    return hashlib.sha256(text.encode()).digest()
