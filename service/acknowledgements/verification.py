"""How a verification is answered: one shape, whether the serial is known or not."""

import hashlib
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from service.acknowledgements.verify import Genuine
from service.bureau.load import Bureau
from service.desk.kit import ZONE
from service.rulebook.vocabulary import NoticeKind

UNKNOWN = "未查到这份文书：请核对文书标识码；核对无误仍查不到的，不是本局系统出具的文书。"
STANDS = "该文书由本局系统出具，真实有效。"
SUPERSEDED = "该文书由本局系统出具，但是其后的办理已经改变了它，以新的文书为准。"
ANOTHER = "所提交的文件与出具的文书不一致，请勿采信。"


class VerificationOut(BaseModel):
    """What is said of a notice. Of an unknown serial everything is null, and `genuine` false."""

    genuine: bool
    says: str
    serial: str | None
    kind: NoticeKind | None
    label: str | None
    title: str | None
    document_number: str | None
    issuer: str | None
    issued_at: datetime | None
    number: str | None = Field(description="of the petition, masked", examples=["HB48****3506"])
    superseded: bool | None = Field(description="whether a later step of the procedure took the ground from it")
    superseded_at: datetime | None
    file: Literal["same", "another"] | None = Field(description="of a file or hash that was sent")


def out(found: Genuine | None, bureau: Bureau) -> VerificationOut:
    """The answer."""
    if found is None:
        nothing = dict.fromkeys(VerificationOut.model_fields)
        return VerificationOut(**{**nothing, "genuine": False, "says": UNKNOWN})
    superseded = found.overtaken_at is not None
    file: Literal["same", "another"] | None = None
    if found.same_file is not None:
        file = "same" if found.same_file else "another"
    return VerificationOut(
        genuine=file != "another",
        says=ANOTHER if file == "another" else SUPERSEDED if superseded else STANDS,
        serial=found.serial,
        kind=found.kind,
        label=bureau.labels.of(found.kind).zh,
        title=found.title or bureau.labels.of(found.kind).zh,
        document_number=found.document_number,
        issuer=found.issuer,
        issued_at=found.issued_at.astimezone(ZONE),
        number=found.number,
        superseded=superseded,
        superseded_at=found.overtaken_at.astimezone(ZONE) if found.overtaken_at else None,
        file=file,
    )


def sha256_of(content: bytes) -> bytes:
    """The hash by which a file is told."""
    return hashlib.sha256(content).digest()


def wants_page(accept: str | None) -> bool:
    """Whether a browser asks, not a system (RFC 9110 §12.5.1): text/html is named, and JSON not before it."""
    kinds = [item.partition(";")[0].strip().lower() for item in (accept or "").split(",")]
    return "text/html" in kinds and "application/json" not in kinds[: kinds.index("text/html")]
