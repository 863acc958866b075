"""The shelves of receivers and of what each was sent."""

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, Column, DateTime, ForeignKey, Identity, Index, LargeBinary, Text, text
from sqlmodel import Field, SQLModel


def _moment(*, nullable: bool = False, now: bool = False) -> Column[datetime]:
    return Column(DateTime(timezone=True), nullable=nullable, server_default=text("now()") if now else None)


class WebhookRow(SQLModel, table=True):
    """Where a client is told. One call at a time: `next_at` is when the next may be made, by whoever holds the row."""

    __tablename__ = "webhook"

    client_id: int = Field(sa_column=Column(BigInteger, ForeignKey("client.id"), primary_key=True, autoincrement=False))
    url: str = Field(sa_column=Column(Text, nullable=False))
    key_id: str = Field(sa_column=Column(Text, nullable=False))
    secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # sealed; it signs, so no hash would do
    kinds: list[str] | None = Field(sa_column=Column(ARRAY(Text)))  # None: all, those of later releases too
    created_at: datetime = Field(sa_column=_moment(now=True))
    changed_at: datetime = Field(sa_column=_moment(now=True))
    disabled_at: datetime | None = Field(sa_column=_moment(nullable=True))  # the receiver said that it is gone
    failures: int = Field(sa_column_kwargs={"server_default": "0"})  # in a row
    next_at: datetime = Field(sa_column=_moment(now=True))


class DeliveryRow(SQLModel, table=True):
    """A message on its way to one receiver, and the proof of how it went. `attempts` fences it as it does a job."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("one_delivery_a_receiver", "message_id", "client_id", unique=True),
        Index("delivery_due", "client_id", "run_after", "id", postgresql_where=text("state = 'owed'")),
        Index("delivery_by_state", "client_id", "state", "id"),
        Index("delivery_dead", "id", postgresql_where=text("state = 'dead'")),
    )

    id: int | None = Field(default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True))
    message_id: int = Field(sa_column=Column(BigInteger, ForeignKey("message.id"), nullable=False))
    client_id: int = Field(sa_column=Column(BigInteger, ForeignKey("client.id"), nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False, server_default=text("'owed'")))
    attempts: int = Field(sa_column_kwargs={"server_default": "0"})
    forgiven: int = Field(sa_column_kwargs={"server_default": "0"})  # attempts made before the last replay
    run_after: datetime = Field(sa_column=_moment(now=True))
    created_at: datetime = Field(sa_column=_moment(now=True))
    first_at: datetime | None = Field(sa_column=_moment(nullable=True))
    last_at: datetime | None = Field(sa_column=_moment(nullable=True))
    delivered_at: datetime | None = Field(sa_column=_moment(nullable=True))
    last_status: int | None
    last_error: str | None = Field(sa_column=Column(Text))
