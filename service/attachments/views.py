"""How files of a petition are shown."""

from datetime import datetime

from pydantic import BaseModel, Field

from service.attachments.show import Listing, Shown
from service.desk.kit import ZONE
from service.register.attachments import Filed, FileKind, Verdict


class AttachmentOut(BaseModel):
    """A file that belongs to a petition."""

    attachment: int = Field(description="which one of the petition it is, from 1")
    kind: FileKind
    name: str = Field(description="as it was sent, without folders; its ending is that of what it is")
    media_type: str = Field(description="by its content", examples=["application/pdf"])
    size: int = Field(description="bytes")
    sha256: str = Field(description="of the file as it was sent")
    scanned: bool = Field(description="whether a virus scanner has looked at it; false where none is set up or answers")
    added_at: datetime
    state: str = Field(description="`waiting`, `ready` or `doubtful`: whether a worker could open it")
    doubt: str | None = Field(description="why it could not be opened", examples=["pdf_broken"])
    pages: int | None
    view: bool = Field(description="whether there is a picture without place and device in it")
    thumbnail: bool


class AddedOut(AttachmentOut):
    """The receipt for a file. The same content again is the same attachment."""

    number: str
    stage: str


class ReadingOut(BaseModel):
    """That somebody was handed a file."""

    attachment: int
    what: str
    reader: str
    at: datetime


class WithholdingOut(BaseModel):
    """Whether organs may see a file, and by whose word: an officer's, or without one the machine's."""

    attachment: int
    withheld: bool
    because: str | None
    decided_by: str | None
    decided_at: datetime | None


class AttachmentsOut(BaseModel):
    """The files of a petition in the order in which they came."""

    number: str
    attachments: list[AttachmentOut]
    readings: list[ReadingOut] = Field(description="who was handed which; for the bureau, empty for everybody else")
    withholdings: list[WithholdingOut] = Field(description="which organs may see; for the bureau, likewise")


def listing_out(found: Listing) -> AttachmentsOut:
    """The files as they are told."""
    return AttachmentsOut(
        number=found.number,
        attachments=[attachment_out(one) for one in found.shown],
        readings=[
            ReadingOut(attachment=one.attachment, what=one.what, reader=one.reader, at=one.at.astimezone(ZONE))
            for one in found.readings
        ],
        withholdings=[
            withholding_out(one.filed.attachment.ordinal, one.filed.withheld, one.filed.verdict)
            for one in found.shown
            if found.bureau
        ],
    )


def withholding_out(ordinal: int, withheld: bool, verdict: Verdict | None) -> WithholdingOut:
    """Whether a file is withheld, as it is told."""
    return WithholdingOut(
        attachment=ordinal,
        withheld=withheld,
        because=verdict.because if verdict else None,
        decided_by=verdict.decided_by if verdict else None,
        decided_at=verdict.decided_at.astimezone(ZONE) if verdict else None,
    )


def attachment_out(shown: Shown) -> AttachmentOut:
    """One of them."""
    return AttachmentOut(**told(shown.filed, shown.name))


def told(filed: Filed, name: str) -> dict[str, object]:
    """What is told of a file, by field."""
    one, made = filed.attachment, filed.view
    state = "waiting" if made is None else "doubtful" if made.doubt else "ready"
    return {
        "attachment": one.ordinal,
        "kind": one.kind,
        "name": name,
        "media_type": one.media,
        "size": one.size,
        "sha256": one.sha256.hex(),
        "scanned": one.scanned,
        "added_at": one.added_at.astimezone(ZONE),
        "state": state,
        "doubt": made.doubt if made else None,
        "pages": made.pages if made else None,
        "view": made is not None and made.view is not None,
        "thumbnail": made is not None and made.thumbnail is not None,
    }
