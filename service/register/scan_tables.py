"""The shelves of what was seen of scans: the print of each page, its bands, and the letters that look alike."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, SmallInteger, Text
from sqlmodel import Field, SQLModel

from service.register.attachment_tables import of_attachment
from service.register.tables import moment, of_petition, recorded


class ScanPrintRow(SQLModel, table=True):
    """Where on a page its ink stands (`reading/prints.py`), told by 384 signs. Append-only."""

    __tablename__ = "scan_print"
    __table_args__ = (of_attachment(), Index("scan_print_by_record", "recorded_at"))

    petition_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    attachment: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    page: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    print: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = Field(sa_column=moment())
    recorded_at: datetime = Field(sa_column=recorded())


class ScanBandRow(SQLModel, table=True):
    """A page under one band of its print; follows from the print. Found by key, the newest first."""

    __tablename__ = "scan_band"

    key: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    attachment: int = Field(sa_column=Column(SmallInteger, primary_key=True))
    page: int = Field(sa_column=Column(SmallInteger, primary_key=True))


class LetterDoubleRow(SQLModel, table=True):
    """That a letter looks like another that was there before: a doubt for the desk, no decision. Append-only."""

    __tablename__ = "letter_double"
    __table_args__ = (
        Index("letter_double_by_like", "like_id"),
        Index("letter_double_by_record", "recorded_at"),
    )

    petition_id: int = Field(sa_column=of_petition(primary_key=True))
    like_id: int = Field(sa_column=Column(BigInteger, ForeignKey("petition.id"), primary_key=True))
    by: str = Field(sa_column=Column(Text, primary_key=True))  # scan, barcode
    pages: int = Field(sa_column=Column(SmallInteger, nullable=False))
    found_at: datetime = Field(sa_column=moment())
    recorded_at: datetime = Field(sa_column=recorded())
