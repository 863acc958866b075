"""The shelves of who has looked at what, and of the chain over them."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Identity, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from service.register.tables import moment, recorded


class AccessRecordRow(SQLModel, table=True):
    """That somebody has seen, revealed, taken out or changed something. Append-only."""

    __tablename__ = "access_record"
    __table_args__ = (
        Index("access_by_moment", "at", "id"),
        Index("access_by_petition", "petition_id"),
        Index("access_by_officer", "officer", "at"),
        Index("access_by_record", "recorded_at"),
        Index(
            "access_of_identities",
            "actor",
            "at",
            postgresql_where=text("kind IN ('identity_revealed', 'reveals_frequent')"),
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=moment())
    actor: str = Field(sa_column=Column(Text, nullable=False))
    officer: str | None = Field(sa_column=Column(Text))
    organ: str | None = Field(sa_column=Column(Text))
    petition_id: int | None = Field(sa_column=Column(BigInteger, ForeignKey("petition.id")))
    number: str | None = Field(sa_column=Column(Text))
    detail: dict[str, object] = Field(sa_column=Column(JSONB, nullable=False))
    because: bytes | None = Field(sa_column=Column(LargeBinary))
    seal: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # under the service's secret
    recorded_at: datetime = Field(sa_column=recorded())


class AccessLinkRow(SQLModel, table=True):
    """A link of the chain over those records, keyed over the one before. Append-only."""

    __tablename__ = "access_link"
    __table_args__ = (Index("access_link_by_record", "recorded_at"),)

    position: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    record_id: int = Field(sa_column=Column(BigInteger, ForeignKey("access_record.id"), nullable=False, unique=True))
    hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_at: datetime = Field(sa_column=recorded())
