"""A proof of work for portals that let anybody write without knowing him (ALTCHA): some seconds of a browser, once.

The portal shows the widget, which solves what `GET /v1/challenge` says; nobody outside is asked. A solution serves one
Idempotency-Key, so that a retry needs no second one and a second petition does.
"""

import binascii
import hashlib
import secrets
from datetime import datetime, timedelta

from altcha.v1 import ChallengeOptions, Payload, create_challenge, verify_solution
from pydantic import BaseModel, Field

from service.auth import spent
from service.auth.callers import Caller
from service.desk.kit import Desk
from service.rulebook.errors import ChallengeUnsolved

LIFE = timedelta(minutes=20)  # to write a petition in after the page was opened
_LONGEST = 2_048  # signs of a solution


class ChallengeOut(BaseModel):
    """What the widget of ALTCHA takes (version 1): find the number that makes `challenge` of `salt`."""

    algorithm: str
    challenge: str
    maxnumber: int = Field(description="the number is no greater")
    salt: str
    signature: str


class Proofs:
    """Sets challenges that cost so many hashes (half of them on average), and takes each solution once."""

    def __init__(self, desk: Desk, cost: int) -> None:
        self._desk = desk
        self._cost = cost

    def challenge(self) -> ChallengeOut:
        """A new challenge."""
        made = create_challenge(
            ChallengeOptions(
                algorithm="SHA-256",
                max_number=self._cost,
                hmac_key=self._desk.challenge_key.hex(),
                number=secrets.randbelow(self._cost + 1),
                expires=self._desk.now() + LIFE,
            )
        )
        return ChallengeOut(
            algorithm=made.algorithm,
            challenge=made.challenge,
            maxnumber=made.max_number,
            salt=made.salt,
            signature=made.signature,
        )

    async def spend(self, solution: str | None, *, caller: Caller, idempotency_key: str) -> None:
        """Take the solution for this petition. Raises `ChallengeUnsolved` for none, a wrong, an old or a used one."""
        until, digest = self._checked(solution or "")
        used_by = hashlib.sha256(f"{caller.id}\n{idempotency_key}".encode()).digest()
        if not await spent.spend(digest, used_by, until, begin=self._desk.begin):
            raise ChallengeUnsolved

    def _checked(self, solution: str) -> tuple[datetime, bytes]:
        try:
            if len(solution) > _LONGEST:
                raise ChallengeUnsolved
            payload = Payload.from_base64(solution)
            # The library would look at a clock of its own.
            right, _ = verify_solution(payload, self._desk.challenge_key.hex(), check_expires=False)
            _, expires, _ = payload.parse_salt()
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
            raise ChallengeUnsolved from None
        until = datetime.fromtimestamp(expires or 0, self._desk.now().tzinfo)
        if not right or until <= self._desk.now():
            raise ChallengeUnsolved
        return until, hashlib.sha256(payload.challenge.encode()).digest()
