"""What a portal is told of a registration: the receipt (登记回执), with the query code for this once."""

from datetime import datetime
from typing import Annotated

import orjson
from pydantic import Field
from typing_extensions import TypedDict

from service.bureau.load import Bureau
from service.desk.findings import ClassificationOut, shown
from service.desk.kit import ZONE
from service.desk.next_steps import NextStepOut, next_step
from service.desk.receipt import receipt_text
from service.intake.receive import Registration


class RegisteredOut(TypedDict):
    """The answer to a petition: it is on the register, durably."""

    number: Annotated[str, Field(examples=["HB4829173506"])]
    query_code: Annotated[
        str, Field(description="shown this once; with the number it opens the petition", examples=["K7RTM-2WQXA"])
    ]
    stage: str
    received_at: datetime
    registered_at: datetime
    content_sha256: Annotated[str, Field(description="of the canonical content (RFC 8785)")]
    receipt: str
    signed_receipt: Annotated[
        str,
        Field(
            description="compact JWS (RFC 7515) over the receipt in canonical JSON (RFC 8785), without the query code; "
            "keys: `GET /v1/keys`; SHA-256 of its payload is the leaf of the transparency log"
        ),
    ]
    next: NextStepOut
    classification: ClassificationOut


def told(registration: Registration, bureau: Bureau) -> bytes:
    """The body of the 201, exactly as it is stored for a retry."""
    petition = registration.petition
    return orjson.dumps(
        RegisteredOut(
            number=petition.number,
            query_code=registration.query_code,
            stage=petition.stage,
            received_at=petition.received_at.astimezone(ZONE),
            registered_at=petition.registered_at.astimezone(ZONE),
            content_sha256=petition.content_sha256.hex(),
            receipt=receipt_text(petition, registration.first, bureau),
            signed_receipt=registration.receipt.jws,
            next=next_step(registration.first, bureau),
            classification=shown(registration.classification, petition.submission, bureau, petition.registered_on),
        )
    )
