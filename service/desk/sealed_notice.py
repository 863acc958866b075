"""A notice as a document that proves itself: what goes into the transparency log, and may be signed."""

import hashlib
import os
from datetime import datetime

from service.desk.kit import ZONE
from service.desk.sealed_receipt import SALT
from service.rulebook.vocabulary import NoticeKind
from service.signing.canonical import canonical
from service.transparency.log import Proven
from service.transparency.seals import Seals

TYPE = "xinfang-notice"


def proven_notice(
    serial: str, kind: NoticeKind, number: str, issued_at: datetime, content_sha256: bytes, seals: Seals
) -> Proven:
    """The leaf of a notice that is being issued about the petition of this number."""
    salt = os.urandom(SALT)
    document = notice_document(serial, kind, number, issued_at, content_sha256, origin=seals.origin, salt=salt)
    return Proven(hashlib.sha256(document).digest(), salt)


def notice_document(
    serial: str, kind: str, number: str, issued_at: datetime, content_sha256: bytes, *, origin: str, salt: bytes
) -> bytes:
    """The facts of a notice in their canonical form (RFC 8785)."""
    return canonical(
        {
            "type": TYPE,
            "serial": serial,
            "kind": kind,
            "number": number,
            "issued_at": issued_at.astimezone(ZONE).isoformat(timespec="microseconds"),
            "content_sha256": content_sha256.hex(),
            "log": origin,
            "salt": salt.hex(),
        }
    )
