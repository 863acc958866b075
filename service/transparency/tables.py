"""The shelves of the log: leaves, the hashes of the tree in tiles, signed checkpoints."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, DateTime, Identity, Index, LargeBinary, SmallInteger, Text, text
from sqlmodel import Field, SQLModel


class LogLeafRow(SQLModel, table=True):
    """One leaf. Written with the fact it proves; it gets its place afterwards and never another."""

    __tablename__ = "log_leaf"
    __table_args__ = (
        Index("log_leaf_unplaced", "id", postgresql_where=text("position IS NULL")),
        Index("log_leaf_by_position", "position", unique=True, postgresql_where=text("position IS NOT NULL")),
        Index("log_leaf_by_digest", "digest", postgresql_where=text("position IS NOT NULL")),
        Index("log_leaf_of_notice", "name", postgresql_where=text("kind = 'notice'")),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    digest: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    # No foreign key: the leaf must outlive a row that somebody deletes, or nobody could say which one it was.
    petition_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    name: str = Field(sa_column=Column(Text, nullable=False))  # number of the petition, serial of the notice
    position: int | None = Field(sa_column=Column(BigInteger))
    recorded_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )


class LogHistoryRow(SQLModel, table=True):
    """Which rows a leaf of a petition's history is made over, each with its hash: so an audit can say which differs."""

    __tablename__ = "log_history"
    __table_args__ = (Index("log_history_until", "until", "petition_id"),)

    leaf_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    petition_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    until: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))  # up to when they were recorded
    names: str = Field(sa_column=Column(Text, nullable=False))  # one a line
    hashes: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # 32 bytes a line
    edition: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default="1"))  # over which tables


class RowChangeRow(SQLModel, table=True):
    """That the service changed a row which changes by nature: its hash before and after. Written by triggers."""

    __tablename__ = "row_change"
    __table_args__ = (
        Index("row_change_of", "table_name", "key", "id"),
        Index("row_change_by_record", "recorded_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    table_name: str = Field(sa_column=Column(Text, nullable=False))
    key: str = Field(sa_column=Column(Text, nullable=False))
    petition_id: int | None = Field(sa_column=Column(BigInteger))
    was: bytes | None = Field(sa_column=Column(LargeBinary))  # None: it was not there
    became: bytes | None = Field(sa_column=Column(LargeBinary))  # None: it is there no more
    recorded_at: datetime = Field(
        sa_column=Column(DateTime(timezone=True), nullable=False, server_default=text("now()"))
    )


class LogTileRow(SQLModel, table=True):
    """Up to 256 neighbouring hashes of one level (every eighth level is kept): a proof reads a handful of rows."""

    __tablename__ = "log_tile"

    level: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    number: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    hashes: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class LogCheckpointRow(SQLModel, table=True):
    """The log at a size, signed. Append-only: a second one of the same size would be a fork."""

    __tablename__ = "log_checkpoint"

    size: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    root: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    note: str = Field(sa_column=Column(Text, nullable=False))
    kid: str = Field(sa_column=Column(Text, nullable=False))
    made_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
