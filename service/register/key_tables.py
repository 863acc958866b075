"""The shelves of the vault's keys: worth nothing without the service's secret."""

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary
from sqlmodel import Field, SQLModel

from service.register.tables import recorded


class WrappingKeyRow(SQLModel, table=True):
    """A key that wraps data keys: it derives from the service's secret and `salt`; without the salt it is gone."""

    __tablename__ = "wrapping_key"

    generation: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    salt: bytes | None = Field(sa_column=Column(LargeBinary))
    made_at: datetime = Field(sa_column=recorded())


class DataKeyRow(SQLModel, table=True):
    """A key that secrets are sealed under, wrapped. Destroyed, what was sealed under it is lost for good."""

    __tablename__ = "data_key"

    number: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    wrapping: int = Field(sa_column=Column(Integer, ForeignKey("wrapping_key.generation"), nullable=False))
    wrapped: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = Field(sa_column=recorded())
