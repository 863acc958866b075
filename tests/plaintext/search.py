"""Looks for marks in everything that the server and the service have kept, in whatever spelling."""

import base64
import logging
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import asyncpg

from tests.plaintext.marking import CARD, MARK, PHONE

AT_ONCE = 1 << 24  # bytes of a file


def spellings(mark: str) -> set[bytes]:
    """A mark as text, as JSON escapes it, as hexadecimal digits and in base64 at each of the three places."""
    plain = mark.encode()
    escaped = mark.encode("ascii", "backslashreplace")
    found = {
        plain,
        mark.encode("utf-16-le"),
        mark.encode("utf-16-be"),
        plain.hex().encode(),
        repr(plain)[2:-1].encode(),
    }
    for written in {escaped, escaped.replace(b"\\u", b"\\\\u")}:
        found |= {written, written.upper().replace(b"U", b"u")}
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + plain)
        first, last = (0, 2, 3)[before], len(encoded.rstrip(b"=")) - bool((before + len(plain)) % 3)
        found |= {encoded[first:last], encoded[first:last].replace(b"+", b"-").replace(b"/", b"_")}
    return found


SPELLINGS: Mapping[str, set[bytes]] = {mark: spellings(mark) for mark in (MARK, PHONE, CARD)}


def marks_in(content: bytes) -> set[str]:
    """Which marks stand in these bytes."""
    return {mark for mark, ways in SPELLINGS.items() if any(way in content for way in ways)}


async def dumped(connection: asyncpg.Connection) -> dict[str, set[str]]:
    """The tables in whose rows a mark stands, as a dump would write them."""
    tables = await connection.fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    found: dict[str, set[str]] = {}
    for table in tables:
        rows = bytearray()

        async def keep(piece: bytes, kept: bytearray = rows) -> None:
            kept += piece

        await connection.copy_from_table(table["name"], output=keep)
        if marks := marks_in(bytes(rows)):
            found[table["name"]] = marks
    return found


async def on_disk(connection: asyncpg.Connection, since: float) -> dict[str, set[str]]:
    """The files of this database, of the log of writes and of what did not fit into memory, in which a mark stands."""
    await connection.execute("CHECKPOINT")
    home = Path(await connection.fetchval("SHOW data_directory"))
    own = await connection.fetchval("SELECT oid::text FROM pg_database WHERE datname = current_database()")
    written = [one for one in (home / "pg_wal").glob("*") if one.is_file() and one.stat().st_mtime >= since]
    return in_files([home / "base" / own, home / "base" / "pgsql_tmp", *written])


def in_files(places: Iterable[Path]) -> dict[str, set[str]]:
    """The files here and below in which a mark stands."""
    found = {}
    for file in _files(places):
        if marks := {mark for piece in _pieces(file) for mark in marks_in(piece)}:
            found[str(file)] = marks
    return found


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        if place.is_file():
            yield place
        elif place.is_dir():
            yield from (one for one in place.rglob("*") if one.is_file())


def _pieces(file: Path) -> Iterator[bytes]:
    longest = max(len(way) for ways in SPELLINGS.values() for way in ways)
    with file.open("rb") as stream:
        held = b""
        while piece := stream.read(AT_ONCE):
            yield held + piece
            held = piece[-longest:]


def in_words(records: Iterable[logging.LogRecord]) -> set[str]:
    """The marks in what was logged: messages, fields, and what was said of an error."""
    return {mark for one in records for mark in marks_in(repr((one.getMessage(), vars(one))).encode())}
