"""A notice as a document that proves itself: what goes into the transparency log, and is signed when it is shown."""

import hashlib
import os
from collections.abc import Mapping
from datetime import datetime

from service.desk.kit import ZONE
from service.desk.sealed_receipt import SALT
from service.rulebook.vocabulary import NoticeKind
from service.signing.canonical import Value, canonical
from service.transparency.log import Proven
from service.transparency.seals import Seals

TYPE = "xinfang-notice"  # of the document, and of what is signed over it


def proven_notice(
    serial: str, kind: NoticeKind, number: str, issued_at: datetime, content_sha256: bytes, seals: Seals
) -> Proven:
    """The leaf of a notice that is being issued about the petition of this number."""
    salt = os.urandom(SALT)
    document = notice_document(serial, kind, number, issued_at, content_sha256, origin=seals.origin, salt=salt)
    return Proven(hashlib.sha256(canonical(document)).digest(), salt)


async def signed_notice(document: Mapping[str, Value], file_sha256: bytes | None, at: datetime, seals: Seals) -> str:
    """What whoever may have the notice shows to others: its document, its printed file, and when we said so, as a JWS.

    Signed when it is shown, with the key in force then, so that it outlives the keys before. What the log has as a leaf
    is the document alone.
    """
    told: dict[str, Value] = {"notice": document, "signed_at": _moment(at)}
    if file_sha256 is not None:
        told["file_sha256"] = file_sha256.hex()
    return await seals.documents.sign(canonical(told), typ=TYPE, at=at)


def notice_document(
    serial: str, kind: str, number: str, issued_at: datetime, content_sha256: bytes, *, origin: str, salt: bytes
) -> dict[str, Value]:
    """The facts of a notice; the log has their canonical form (RFC 8785)."""
    return {
        "type": TYPE,
        "serial": serial,
        "kind": kind,
        "number": number,
        "issued_at": _moment(issued_at),
        "content_sha256": content_sha256.hex(),
        "log": origin,
        "salt": salt.hex(),
    }


def _moment(at: datetime) -> str:
    return at.astimezone(ZONE).isoformat(timespec="microseconds")
