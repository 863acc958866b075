"""What the storage itself keeps in the database."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, DateTime, SmallInteger
from sqlmodel import Field, SQLModel


class SettledMarkRow(SQLModel, table=True):
    """The one row that says up to when the record is final, so that a copy knows how far it has come."""

    __tablename__ = "settled_mark"
    __table_args__ = (CheckConstraint("id = 1", name="settled_mark_is_one"),)

    id: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    moment: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
