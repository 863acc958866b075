"""The shelf of callers."""

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Column, DateTime, Identity, LargeBinary, Text, text
from sqlmodel import Field, SQLModel


class ClientRow(SQLModel, table=True):
    """A system that may call. Its key is kept as a hash only: 256 random bits need no slow one."""

    __tablename__ = "client"

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    name: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    key_prefix: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    key_sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    organ: str | None = Field(sa_column=Column(Text))  # whose system it is; None for the bureau, portals, consumers
    scopes: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    created_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
    revoked_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
