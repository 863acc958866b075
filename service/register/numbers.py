"""Petition numbers: short, dictatable, with a check digit, and telling nobody how many petitions there are.

A number is the bureau's prefix, nine digits and a check digit (GB/T 17710 = ISO/IEC 7064 MOD 11,10). The nine digits
are the serial passed through a keyed permutation, so no two petitions can share one and none reveals the next.
"""

import hashlib
import hmac
import re
import unicodedata

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_10

SERIALS = 10**9
_HALF = 2**15  # a Feistel network over two 15-bit halves covers 2^30, the least power of four above SERIALS
_ROUNDS = 6
_SEPARATORS = re.compile(r"[\s\-–—·.]+")


class Numbers:
    """Turns serials into numbers under one key, and tells a well-formed number from a mistyped one."""

    def __init__(self, prefix: str, key: bytes) -> None:
        self._prefix = prefix
        self._key = key
        self._shape = re.compile(rf"{re.escape(prefix)}\d{{10}}")

    def of(self, serial: int) -> str:
        """The number of a serial below `SERIALS`; different serials never give the same number."""
        if not 0 <= serial < SERIALS:
            raise ValueError(f"serial {serial} is outside 0 … {SERIALS - 1}")
        value = self._permute(serial)
        while value >= SERIALS:  # cycle walking: stays a permutation of the smaller domain
            value = self._permute(value)
        digits = f"{value:09d}"
        return f"{self._prefix}{digits}{mod_11_10.calc_check_digit(digits)}"

    def read(self, written: str) -> str | None:
        """The number a person meant: any case, full-width digits, spaces and hyphens. None if it cannot be one."""
        number = self.folded(written)
        if not self._shape.fullmatch(number):
            return None
        try:
            mod_11_10.validate(number[len(self._prefix) :])
        except ValidationError:
            return None
        return number

    def folded(self, written: str) -> str:
        """What was written, without what does not matter in a number: two ways to write one number are one."""
        return _SEPARATORS.sub("", unicodedata.normalize("NFKC", written)).upper()

    def _permute(self, value: int) -> int:
        left, right = divmod(value, _HALF)
        for turn in range(_ROUNDS):
            digest = hmac.digest(self._key, bytes((turn, right >> 8, right & 0xFF)), hashlib.sha256)
            left, right = right, left ^ (int.from_bytes(digest[:2], "big") % _HALF)
        return left * _HALF + right
