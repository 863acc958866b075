"""A decision as it comes in: who decides, on which version, at what time. Every step of the procedure starts so."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends

from service.auth.callers import Caller, requires
from service.auth.scopes import Scope
from service.desk.conditional import IfMatch, version_named
from service.desk.kit import AtDesk, Desk
from service.desk.officers import Hand, Officer, hand_of


@dataclass(frozen=True, slots=True)
class Act:
    """Who decides at which desk, on the version that was read, and when."""

    hand: Hand
    seen_version: int
    at: datetime
    desk: Desk


def acting(scope: Scope) -> Callable[..., Coroutine[Any, Any, Act]]:
    """The dependency of a door where somebody with this scope decides on something that he has read."""

    async def act(
        caller: Annotated[Caller, Depends(requires(scope))], if_match: IfMatch, officer: Officer, desk: AtDesk
    ) -> Act:
        return Act(hand_of(caller, officer), version_named(if_match), desk.now(), desk)

    return act


BureauAct = Annotated[Act, Depends(acting(Scope.PETITIONS_DISPOSE))]
SupervisorAct = Annotated[Act, Depends(acting(Scope.SUPERVISION_MANAGE))]
ReissueAct = Annotated[Act, Depends(acting(Scope.QUERY_CODES_REISSUE))]
PersonAct = Annotated[Act, Depends(acting(Scope.PERSONS_SERVE))]
OrganAct = Annotated[Act, Depends(acting(Scope.REFERRALS_HANDLE))]
