"""Query codes: what a citizen shows, with the number, to see one petition. Shown once, kept as a keyed hash."""

import hashlib
import hmac
import re
import unicodedata
from secrets import choice

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without I, L, O, 0 and 1, which are misread and misheard
LENGTH = 10  # 31^10 ≈ 8·10^14 codes
NOBODYS = bytes(hashlib.sha256().digest_size)  # what to compare with where nothing is kept: no code has this hash
_SEPARATORS = re.compile(r"[\s\-–—]+")


class QueryCodes:
    """Makes codes and tells a right one from a wrong one in constant time."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self) -> str:
        """A new random code, written in two groups of five."""
        code = "".join(choice(ALPHABET) for _ in range(LENGTH))
        return f"{code[:5]}-{code[5:]}"

    def hash(self, number: str, code: str) -> bytes:
        """What the register keeps: bound to the number, so that a code is worth nothing elsewhere."""
        return hmac.digest(self._key, f"{number}\n{_canonical(code)}".encode(), hashlib.sha256)

    def matches(self, number: str, code: str, kept: bytes) -> bool:
        """Whether the code opens the petition for which this hash is kept; in constant time."""
        return hmac.compare_digest(self.hash(number, code), kept)


def _canonical(code: str) -> str:
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", code)).upper()
