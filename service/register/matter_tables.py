"""The shelves of what belongs together: how petitions on one matter find each other, and what was found."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Identity, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from service.register.tables import moment, of_petition, sealed


class MarkRow(SQLModel, table=True):
    """A petition under one of its most telling n-grams (a keyed hash of it). Found by key, the newest first."""

    __tablename__ = "mark"

    key: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    petition_id: int = Field(sa_column=of_petition(primary_key=True))


class BlindIndexRow(SQLModel, table=True):
    """A petition under something that tells one of its people (a keyed hash of it)."""

    __tablename__ = "blind_index"

    hash: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    certain: bool


class RelationRow(SQLModel, table=True):
    """Two items that may be one matter. The later one points to the earlier one."""

    __tablename__ = "relation"
    __table_args__ = (
        Index("relation_of_other", "other_id", "petition_id"),
        Index(
            "relation_in_clear",
            "petition_id",
            "other_id",
            postgresql_where=text("shared_sealed IS NULL OR because IS NOT NULL"),
        ),
        Index(
            "relation_undecided",
            "relation",
            "petition_id",
            "other_id",
            postgresql_where=text("suspicion = 'suspected'"),
        ),
    )

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    other_id: int = Field(sa_column=of_petition(primary_key=True))
    relation: str = Field(sa_column=Column(Text, nullable=False))
    suspicion: str = Field(sa_column=Column(Text, nullable=False))
    probability: float = Field(sa_column=Column(Double, nullable=False))
    acquaintance: str = Field(sa_column=Column(Text, nullable=False))
    shared: list[str] = Field(sa_column=Column(JSONB, nullable=False))  # in clear, from the releases before
    shared_sealed: bytes | None = Field(sa_column=sealed())
    because_sealed: bytes | None = Field(sa_column=sealed())
    found_at: datetime = Field(sa_column=moment())
    version: int
    decided_at: datetime | None = Field(sa_column=moment(nullable=True))
    decided_by: str | None = Field(sa_column=Column(Text))
    because: str | None = Field(sa_column=Column(Text))


class MassIssueRow(SQLModel, table=True):
    """Many people, one matter: suspected by the machine, confirmed or dismissed by a clerk. Counts are its members'."""

    __tablename__ = "mass_issue"
    __table_args__ = (
        Index("mass_issue_by_size", "suspicion", "people", "id"),
        Index(
            "mass_issue_in_clear", "id", postgresql_where=text("because IS NOT NULL OR resolved_because IS NOT NULL")
        ),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    suspicion: str = Field(sa_column=Column(Text, nullable=False))
    opened_at: datetime = Field(sa_column=moment())
    last_joined_at: datetime = Field(sa_column=moment())
    petitions: int
    people: int
    version: int
    decided_at: datetime | None = Field(sa_column=moment(nullable=True))
    decided_by: str | None = Field(sa_column=Column(Text))
    because: str | None = Field(sa_column=Column(Text))
    resolved_at: datetime | None = Field(sa_column=moment(nullable=True))
    resolved_by: str | None = Field(sa_column=Column(Text))
    resolved_because: str | None = Field(sa_column=Column(Text))
    because_sealed: bytes | None = Field(sa_column=sealed())
    resolved_because_sealed: bytes | None = Field(sa_column=sealed())


class MassIssueMemberRow(SQLModel, table=True):
    """A petition's place in a mass issue."""

    __tablename__ = "mass_issue_member"
    __table_args__ = (
        Index("mass_issue_member_of_petition", "petition_id"),
        Index(
            "one_issue_a_petition",
            "petition_id",
            unique=True,
            postgresql_where=text("suspicion IN ('suspected', 'confirmed')"),
        ),
    )

    issue_id: int = Field(sa_column=Column(BigInteger, ForeignKey("mass_issue.id"), primary_key=True, nullable=False))
    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    suspicion: str = Field(sa_column=Column(Text, nullable=False))
    probability: float = Field(sa_column=Column(Double, nullable=False))
    people: int
    joined_at: datetime = Field(sa_column=moment())
