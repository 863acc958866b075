"""What a notice is called to the world: bureau, kind, year, number, and eight signs that nobody can guess.

Numbers of a kind follow one another (condition of a document number), so whoever could verify by number alone could
walk through them and learn how many refusals a bureau writes, when, and about which petitions. The eight signs are a
keyed check over the rest (31^8 ≈ 8.5·10^11): a notice can be verified by who has seen it, and by nobody else.
"""

import hashlib
import hmac
import re
import unicodedata

from service.register.query_codes import ALPHABET
from service.rulebook.vocabulary import NoticeKind

_SIGNS = 8
_SHAPE = re.compile(r"[A-Z]{1,8}-[a-z_]{1,32}-\d{4}-\d{6,9}-[A-Z2-9]{8}")


class NoticeSerials:
    """Makes serials under one key."""

    def __init__(self, prefix: str, key: bytes) -> None:
        self._prefix = prefix
        self._key = key

    def of(self, kind: NoticeKind, year: int, number: int) -> str:
        """The serial of a notice: HB-opinion-2026-000012-K7RTM2WQ."""
        plain = f"{self._prefix}-{kind}-{year}-{number:06d}"
        digest = int.from_bytes(hmac.digest(self._key, plain.encode(), hashlib.sha256))
        signs = []
        for _ in range(_SIGNS):
            digest, place = divmod(digest, len(ALPHABET))
            signs.append(ALPHABET[place])
        return f"{plain}-{''.join(signs)}"


def read(written: str) -> str:
    """The serial that a person meant: full-width signs, blanks, and capitals as it may be; empty if it cannot be one.

    An empty one is looked up like any other and not found, so that its answer comes no sooner.
    """
    parts = re.sub(r"\s+", "", unicodedata.normalize("NFKC", written)).split("-")
    if len(parts) != 5:
        return ""
    prefix, kind, year, number, signs = parts
    serial = "-".join((prefix.upper(), kind.lower(), year, number, signs.upper()))
    return serial if _SHAPE.fullmatch(serial) else ""
