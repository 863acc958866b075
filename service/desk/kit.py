"""What a stage works with. Wired in one place, passed in; nothing here is made at import."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Depends, Request

from service.auth.tokens import Tokens
from service.bureau.load import Bureau
from service.desk.files import Files
from service.desk.sight import sight_of
from service.register.blind_index import BlindIndex
from service.register.data_keys import VaultSecrets
from service.register.marks import MarkKeys
from service.register.notice_serials import NoticeSerials
from service.register.numbers import Numbers
from service.register.query_codes import QueryCodes
from service.register.serials import Serials
from service.register.vault import Vault
from service.rulebook.jurisdiction import Jurisdiction, Submission
from service.storage.past import Past
from service.storage.sight import WHOLE, Sight
from service.storage.transaction import Begin, Read
from service.transparency.seals import Seals

ZONE = ZoneInfo("Asia/Shanghai")  # every date of the law is a date there; no daylight saving since 1991


@dataclass(frozen=True, slots=True)
class Legibility:
    """From when on what a machine has read of a page is taken for what it says."""

    confidence: float = 0.88
    characters: int = 20

    def legible(self, page: Mapping[str, Any]) -> bool:
        """Whether a page as it was read may stand without a person's look."""
        signs = sum(not sign.isspace() for sign in page["text"])
        return page["confidence"] >= self.confidence and signs >= self.characters


@dataclass(frozen=True, slots=True)
class Desk:
    """The time, the transactions, the bureau's data, and the few instruments that more than one stage needs."""

    now: Callable[[], datetime]
    begin: Begin
    read: Read
    snapshot: Read
    past: Past  # the record as it was some seconds ago, for what decides nothing
    bureau: Bureau
    classify: Callable[[Submission, date], Jurisdiction]  # as the organs stand on that day
    numbers: Numbers
    query_codes: QueryCodes
    serials: Serials
    vault: Vault
    vault_secrets: VaultSecrets
    answer_key: bytes
    commitment_key: bytes
    lock_key: bytes
    challenge_key: bytes
    tokens: Tokens
    mark_keys: MarkKeys
    blind_index: BlindIndex
    seals: Seals
    notice_serials: NoticeSerials
    public_url: str  # under which a citizen's telephone reaches this service
    small_cells: int  # fewer accusations than this are told to nobody without case rights
    files: Files
    legibility: Legibility
    bell: asyncio.Event  # set when there is work for the worker of this process
    sight: Sight = WHOLE  # whose eyes it has: the service's own, or at a request those of its caller

    @property
    def lately(self) -> Read:
        """What lists are read from: a copy, if there is one. Whoever has things kept from him is shown what stands now.

        What is kept from whom is decided by who is accused at this moment, which a copy may not have heard of.
        """
        return self.past.lately if self.sight == WHOLE else self.snapshot


def local_date(at: datetime) -> date:
    """The calendar day of a moment at the bureau."""
    return at.astimezone(ZONE).date()


async def _desk(request: Request) -> Desk:  # async: FastAPI sends a plain function through a thread at every request
    desk: Desk = request.app.state.desk
    # Where no caller was found before, nothing of accusations is seen: an order that is wrong shows too little.
    return replace(desk, sight=sight_of(getattr(request.state, "caller", None), desk.bureau))


AtDesk = Annotated[Desk, Depends(_desk)]
