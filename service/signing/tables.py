"""The shelf of signing keys: their public halves, for ever, and of a private half only what is worth nothing alone."""

from datetime import datetime

from sqlalchemy import Column, DateTime, Integer, LargeBinary, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class SigningKeyRow(SQLModel, table=True):
    """A key pair. The private half derives from the service's secret and `salt`; without the salt it is gone."""

    __tablename__ = "signing_key"
    __table_args__ = (UniqueConstraint("purpose", "algorithm", "generation", name="signing_key_one_per_generation"),)

    kid: str = Field(sa_column=Column(Text, primary_key=True))
    purpose: str = Field(sa_column=Column(Text, nullable=False))
    algorithm: str = Field(sa_column=Column(Text, nullable=False))
    generation: int = Field(sa_column=Column(Integer, nullable=False))
    public_key: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    salt: bytes | None = Field(sa_column=Column(LargeBinary))
    valid_from: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    valid_until: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    revoked_at: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    seal: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
