"""Checkpoints as signed notes (C2SP tlog-checkpoint, signed-note): three lines of text and the log's signature."""

import hashlib
from base64 import b64decode, b64encode

_ED25519 = b"\x01"  # the type of the signature, by signed-note


def text(origin: str, size: int, root: bytes) -> str:
    """What a checkpoint says: which log, how many leaves, which root."""
    return f"{origin}\n{size}\n{b64encode(root).decode('ascii')}\n"


def signed(body: str, name: str, public: bytes, signature: bytes) -> str:
    """The note: the text, and one signature under the key's name."""
    line = b64encode(_key_id(name, public) + signature).decode("ascii")
    return f"{body}\n— {name} {line}\n"


def verifier_key(name: str, public: bytes) -> str:
    """The key as Go's note tools and witnesses take it: name+id+key."""
    return f"{name}+{_key_id(name, public).hex()}+{b64encode(_ED25519 + public).decode('ascii')}"


def signature_of(note: str) -> bytes:
    """The signature at the end of a note."""
    return b64decode(note.rstrip("\n").rpartition(" ")[2])[4:]


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]
