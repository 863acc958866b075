"""The receipt as a document that proves itself: what is signed, and what goes into the transparency log.

It holds no word of the petition and not the query code. All of it follows from rows of the register, so an audit can
make it again: a row that was edited since gives another document than the one that was signed and logged.
"""

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime

from service.desk.kit import ZONE
from service.register.petitions import Petition
from service.rulebook.duties import Duty
from service.signing.canonical import Value, canonical
from service.transparency.log import Proven
from service.transparency.seals import Seals

TYPE = "xinfang-receipt"
SAYS = "已收到并登记"  # never 受理 (domain §9)
SALT = 16  # bytes: nobody guesses a leaf from what he knows of a petition

# What of a petition never changes. Stage, versions and query code are left out: they move on by steps of the history.
RECORDED = (
    *("id", "number", "external_number", "bureau", "client_id", "channel", "received_at", "registered_at"),
    *("registered_on", "subject", "request", "facts", "problem_place", "stated_division", "language", "anonymous"),
    *("joint", "people_count", "affected_count", "content_sha256"),
)


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """The receipt as it is handed out, and what the log keeps of it."""

    jws: str
    proven: Proven


async def signed_receipt(petition: Petition, first: Duty, people: int, seals: Seals) -> SignedReceipt:
    """Sign the receipt of a petition that is being registered; `people` are those who are named in it."""
    salt = os.urandom(SALT)
    payload = receipt_document(petition, first, people, origin=seals.origin, salt=salt)
    jws = await seals.documents.sign(payload, typ=TYPE, at=petition.registered_at)
    return SignedReceipt(jws, Proven(hashlib.sha256(payload).digest(), salt))


def receipt_document(petition: Petition, first: Duty, people: int, *, origin: str, salt: bytes) -> bytes:
    """The receipt in its canonical form (RFC 8785)."""
    return canonical(
        {
            "type": TYPE,
            "says": SAYS,
            "bureau": petition.bureau,
            "number": petition.number,
            "received_at": _moment(petition.received_at),
            "registered_at": _moment(petition.registered_at),
            "content_sha256": petition.content_sha256.hex(),
            "record_sha256": record_sha256(petition, people),
            "next": {
                "clock": first.clock,
                "by": first.due_on.isoformat(),
                "legal_limit": first.legal_limit_on.isoformat(),
                "article": first.article,
            },
            "log": origin,
            "salt": salt.hex(),
        }
    )


def record_sha256(petition: Petition, people: int) -> str:
    """The digest of what the register keeps of a petition for ever, the number of those who are named included."""
    record = {name: _plain(getattr(petition, name)) for name in RECORDED}
    return hashlib.sha256(canonical({**record, "named": people})).hexdigest()


def _plain(value: object) -> Value:
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, bytes):
        return value.hex()
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _moment(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat(timespec="microseconds")
