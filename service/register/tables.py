"""The register's shelves. Only functions of this package write them; callers see facts, never rows."""

from datetime import date, datetime

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

RECORDED_NOW = text("now()")


def moment(*, nullable: bool = False) -> Column[datetime]:
    """A point in time; PostgreSQL keeps it in UTC."""
    return Column(DateTime(timezone=True), nullable=nullable)


def recorded() -> Column[datetime]:
    """When the database learned of it: the start of the transaction that wrote the row."""
    return Column(DateTime(timezone=True), nullable=False, server_default=RECORDED_NOW)


def sealed() -> Column[bytes | None]:
    """What people wrote, as the vault sealed it; None where there is nothing of the kind, or it stands in clear from
    before there was a vault for it.
    """
    return Column(LargeBinary)


def of_petition(*, primary_key: bool = False) -> Column[int]:
    """The petition a row belongs to."""
    return Column(BigInteger, ForeignKey("petition.id"), primary_key=primary_key, nullable=False)


class PetitionRow(SQLModel, table=True):
    """One received item (信访件) as it stands now. Never deleted; everything that led here is in its history."""

    __tablename__ = "petition"
    __table_args__ = (
        CheckConstraint("people_count BETWEEN 1 AND 9999", name="petition_people_count"),
        Index("petition_by_stage", "stage", "due_on", "id"),
        Index("petition_by_registration", "registered_on", "id"),
        Index("petition_by_record", "recorded_at"),
        Index("petition_in_clear", "id", postgresql_where=text("words IS NULL OR read_facts IS NOT NULL")),
    )

    id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    number: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    query_code_hash: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    external_number: str | None = Field(sa_column=Column(Text))
    bureau: str = Field(sa_column=Column(Text, nullable=False))
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    channel: str = Field(sa_column=Column(Text, nullable=False))
    received_at: datetime = Field(sa_column=moment())
    registered_at: datetime = Field(sa_column=moment())
    registered_on: date
    words: bytes | None = Field(sa_column=sealed())
    read_words: bytes | None = Field(sa_column=sealed())  # what a letter says: read after it was registered
    # In clear from the releases before; empty where `words` are.
    subject: str = Field(sa_column=Column(Text, nullable=False))
    request: str = Field(sa_column=Column(Text, nullable=False))
    facts: str = Field(sa_column=Column(Text, nullable=False))
    problem_place: str | None = Field(sa_column=Column(Text))
    stated_division: str | None = Field(sa_column=Column(Text))
    language: str = Field(sa_column=Column(Text, nullable=False))
    anonymous: bool
    joint: bool
    people_count: int
    affected_count: int | None
    content_sha256: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    stage: str = Field(sa_column=Column(Text, nullable=False))
    version: int
    classification_version: int
    due_on: date
    disposition: str | None = Field(sa_column=Column(Text))  # how the bureau ended its part, where no organ answers
    urgent: bool = Field(sa_column_kwargs={"server_default": "false"})
    read_subject: str | None = Field(sa_column=Column(Text))
    read_request: str | None = Field(sa_column=Column(Text))
    read_facts: str | None = Field(sa_column=Column(Text))
    recorded_at: datetime = Field(sa_column=recorded())


class PetitionerRow(SQLModel, table=True):
    """Who petitions: sealed, since a name or a number in clear would leave with every dump of the database."""

    __tablename__ = "petitioner"

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    position: int = Field(primary_key=True)  # 1 is the one who wrote; further ones signed
    key_id: str = Field(sa_column=Column(Text, nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PetitionerCorrectionRow(SQLModel, table=True):
    """How one who petitions stands since he had it put right. The latest counts; what was registered stays."""

    __tablename__ = "petitioner_correction"
    __table_args__ = (Index("petitioner_correction_by_record", "recorded_at"),)

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    position: int = Field(primary_key=True)
    version: int = Field(primary_key=True)  # from 1: what was registered is 0
    corrected_at: datetime = Field(sa_column=moment())
    corrected_by: str = Field(sa_column=Column(Text, nullable=False))
    identity_check: str = Field(sa_column=Column(Text, nullable=False))
    key_id: str = Field(sa_column=Column(Text, nullable=False))
    sealed: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    because: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    recorded_at: datetime = Field(sa_column=recorded())


class LegalHoldRow(SQLModel, table=True):
    """An officer's word that a petition is kept beyond its time, or no longer is; the last counts. Append-only."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        Index("legal_hold_of_petition", "petition_id", "id"),
        Index("legal_hold_by_record", "recorded_at"),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    petition_id: int = Field(sa_column=of_petition())
    held: bool = Field(sa_column=Column(Boolean, nullable=False))
    because: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    decided_by: str = Field(sa_column=Column(Text, nullable=False))
    decided_at: datetime = Field(sa_column=moment())
    recorded_at: datetime = Field(sa_column=recorded())


class ClassificationRow(SQLModel, table=True):
    """One decision on jurisdiction. A correction is a further version; the earlier ones stay."""

    __tablename__ = "classification"
    __table_args__ = (Index("classification_by_record", "recorded_at"),)

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    version: int = Field(primary_key=True)
    made_at: datetime = Field(sa_column=moment())
    made_by: str = Field(sa_column=Column(Text, nullable=False))  # 'machine' or 'client:<id>'
    purpose: str | None = Field(sa_column=Column(Text))
    content_class: str | None = Field(sa_column=Column(Text))
    division: str | None = Field(sa_column=Column(Text))
    route: str | None = Field(sa_column=Column(Text))
    organ: str | None = Field(sa_column=Column(Text))
    open_questions: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    sealed: bytes | None = Field(sa_column=sealed())  # findings and claims
    findings: dict[str, object] = Field(sa_column=Column(JSONB, nullable=False))  # in clear, from the releases before
    claims: list[object] = Field(sa_column=Column(JSONB, nullable=False, server_default=text("'[]'::jsonb")))
    accused: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False, server_default=text("'{}'")))
    model_version: str | None = Field(sa_column=Column(Text))
    rules_version: str = Field(sa_column=Column(Text, nullable=False))
    recorded_at: datetime = Field(sa_column=recorded())


class EventRow(SQLModel, table=True):
    """One fact of a petition's history. Append-only: the database refuses UPDATE and DELETE."""

    __tablename__ = "event"
    __table_args__ = (
        Index("event_by_record", "recorded_at"),
        Index(
            "event_of_supervision",
            "kind",
            "at",
            postgresql_where=text("kind IN ('objection_upheld', 'replied')"),
        ),
    )

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    sequence: int = Field(primary_key=True)
    kind: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=moment())
    actor: str = Field(sa_column=Column(Text, nullable=False))
    detail: dict[str, object] = Field(sa_column=Column(JSONB, nullable=False))  # what figures are made of, no words
    sealed: bytes | None = Field(sa_column=sealed())  # the rest of it
    recorded_at: datetime = Field(sa_column=recorded())


class DeadlineRow(SQLModel, table=True):
    """What happened to a clock of a petition (referral 0) or of a matter at an organ: set, met … Append-only."""

    __tablename__ = "deadline"
    __table_args__ = (
        Index("deadline_without_day", "recorded_at", postgresql_where=text("on_day IS NULL")),
        Index("deadline_by_record", "recorded_at"),
    )

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    clock: str = Field(sa_column=Column(Text, primary_key=True))
    sequence: int = Field(primary_key=True)
    referral: int = Field(sa_column=Column(SmallInteger, nullable=False, server_default="0"))
    owner: str = Field(sa_column=Column(Text, nullable=False, server_default="bureau"))
    step: str = Field(sa_column=Column(Text, nullable=False))
    on_day: date | None
    starts_on: date
    due_on: date
    legal_limit_on: date
    provisional: bool
    article: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=moment())
    recorded_at: datetime = Field(sa_column=recorded())


class InstallationRow(SQLModel, table=True):
    """What this database belongs to: the secret's fingerprint and the bureau, so that a mix-up stops the start."""

    __tablename__ = "installation"

    name: str = Field(sa_column=Column(Text, primary_key=True))
    value: str = Field(sa_column=Column(Text, nullable=False))
