"""What an officer is answered who has put something right, or decided to keep it."""

from datetime import datetime

from pydantic import BaseModel, Field


class PersonCorrectedOut(BaseModel):
    """What was corrected of whom. What it says now is told by the export or a reveal."""

    number: str
    person: int
    fields: list[str] = Field(examples=[["address", "phone"]])
    corrected_at: datetime
    version: int = Field(description="of the petition: send it back as If-Match")


class HoldOut(BaseModel):
    """Whether a petition is kept beyond its time, by whose word."""

    number: str
    held: bool
    because: str
    decided_by: str
    decided_at: datetime
