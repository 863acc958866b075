"""Who acts: a system by its key, the officer at it by a staff number. A name never leaves the officer's own system."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Header

from service.auth.callers import Caller

OFFICER_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$"
Officer = Annotated[
    str,
    Header(alias="X-Officer", pattern=OFFICER_PATTERN, description="staff number of who decides (条例 28(3): recusal)"),
]


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts. `organ` is the organ at whose system the officer sits; None is the bureau."""

    actor: str
    officer: str
    organ: str | None = None


def hand_of(caller: Caller, officer: str) -> Hand:
    """The officer at a caller's system; the system alone where it does not say who."""
    return Hand(f"{caller.actor}:{officer}" if officer else caller.actor, officer, caller.organ)
