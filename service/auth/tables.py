"""The shelves of callers: who may call, by which keys, and how often."""

from datetime import datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import CIDR
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
    key_until: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))  # when its first key ends by itself
    networks: list[str] | None = Field(sa_column=Column(ARRAY(CIDR)))  # from where it may call; None for anywhere
    challenged: bool = Field(sa_column=Column(Boolean, nullable=False, server_default=text("false")))


class ClientKeyRow(SQLModel, table=True):
    """A key that a client was given after its first, kept like that one as a hash."""

    __tablename__ = "client_key"
    __table_args__ = (Index("client_key_by_client", "client_id"),)

    key_prefix: str = Field(sa_column=Column(Text, primary_key=True))
    client_id: int = Field(sa_column=Column(BigInteger, ForeignKey("client.id"), nullable=False))
    key_sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    key_until: datetime | None = Field(sa_column=Column(DateTime(timezone=True)))
    created_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )


class BucketRow(SQLModel, table=True):
    """What is left to a caller of its rate, shared by all processes. Not logged: after a crash it is full."""

    __tablename__ = "bucket"
    __table_args__ = {"prefixes": ["UNLOGGED"]}

    name: str = Field(sa_column=Column(Text, primary_key=True))
    tokens: float = Field(sa_column=Column(Double, nullable=False))
    granted: int = Field(sa_column=Column(Integer, nullable=False))  # to who asked last
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class WrongCodeRow(SQLModel, table=True):
    """Wrong query codes, counted under a keyed hash of what they were tried on, or of who tried."""

    __tablename__ = "wrong_code"
    __table_args__ = (Index("wrong_code_by_age", "last_at"),)

    name: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    tries: int = Field(sa_column=Column(Integer, nullable=False))
    most: int = Field(sa_column=Column(Integer, nullable=False))
    since: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    last_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class LockOutRow(SQLModel, table=True):
    """That somebody or something was locked out, for the auditor; never changed, whether or not the number exists."""

    __tablename__ = "lock_out"
    __table_args__ = (Index("lock_out_by_record", "recorded_at"),)

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    what: str = Field(sa_column=Column(Text, nullable=False))  # number, caller
    written: str | None = Field(sa_column=Column(Text))  # the number as it was written, where it can be one
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    source: str = Field(sa_column=Column(Text, nullable=False))
    tries: int = Field(sa_column=Column(Integer, nullable=False))
    locked_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    locked_until: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    recorded_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )
