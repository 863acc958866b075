"""How every act of supervision is opened at a door: by an officer, under a key of its own, once."""

from typing import Annotated

from fastapi import Depends, Header, Response

from service.auth.callers import Caller, requires
from service.auth.scopes import Scope
from service.desk.conditional import version_tag
from service.desk.kit import AtDesk, Desk, local_date
from service.desk.officers import Officer, hand_of
from service.register.supervisions import Supervision
from service.supervision.open import Opening, open_
from service.supervision.plans import Plan
from service.supervision.views import SupervisionOut, supervision_out

KEY_PATTERN = r"^[\x21-\x7e]{8,128}$"
Key = Annotated[
    str, Header(alias="Idempotency-Key", pattern=KEY_PATTERN, description="one per act; the same on a retry")
]
Supervisor = Annotated[Caller, Depends(requires(Scope.SUPERVISION_MANAGE))]


class Opener:
    """Opens what a form plans, for whoever calls, once per key."""

    def __init__(self, caller: Caller, officer: str, key: str, desk: Desk) -> None:
        self._caller, self._officer, self._key, self._desk = caller, officer, key, desk

    async def open(self, plan: Plan, response: Response) -> SupervisionOut:
        """Open it and say where it is."""
        at = self._desk.now()
        opening = Opening(plan, hand_of(self._caller, self._officer), self._caller.id, self._key, at)
        one = await open_(opening, desk=self._desk)
        response.headers["Location"] = f"/v1/supervision/records/{one.id}"
        return shown(one, self._desk, response)


async def _opener(caller: Supervisor, officer: Officer, key: Key, desk: AtDesk) -> Opener:
    return Opener(caller, officer, key, desk)


ByOpener = Annotated[Opener, Depends(_opener)]


def shown(one: Supervision, desk: Desk, response: Response) -> SupervisionOut:
    """An act as an answer, with the version that its next step needs."""
    response.headers["ETag"] = version_tag(one.version)
    response.headers["Cache-Control"] = "no-store"
    return supervision_out(one, desk.bureau, local_date(desk.now()))
