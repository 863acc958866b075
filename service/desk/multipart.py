"""A form of several parts, taken apart while it arrives (RFC 7578): files go under seal, fields are few and small."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect, Request

from service.desk.files import Arrived, Files, Receiving
from service.rulebook.errors import BodyTooLarge, Fault, InvalidContent, Malformed, UnsupportedContent

FORM = b"multipart/form-data"
MOST_FIELD_BYTES = 128 * 1024  # all fields together: a letter of 20,000 characters is 60 KB of UTF-8
OVERHEAD = 64 * 1024  # bytes of a body beside its files and fields


@dataclass(slots=True)
class Parcel:
    """What came in: files by the name of their field in the order of the form, and the other fields."""

    files: list[tuple[str, Arrived]] = field(default_factory=list)
    fields: dict[str, bytes] = field(default_factory=dict)

    def only(self, name: str) -> Arrived:
        """The one file that there must be. Raises `InvalidContent`."""
        if len(self.files) != 1 or self.files[0][0] != name:
            raise InvalidContent((Fault(f"/{name}", "one_file_needed", {"files": len(self.files)}),))
        return self.files[0][1]


@dataclass(slots=True)
class _Part:
    headers: dict[bytes, bytes] = field(default_factory=dict)
    naming: bytearray = field(default_factory=bytearray)
    saying: bytearray = field(default_factory=bytearray)


@asynccontextmanager
async def parcel_of(request: Request, files: Files, *, most_bytes: int, most_files: int = 1) -> AsyncIterator[Parcel]:
    """The form of a request. Its files are there as long as the block.

    Raises `UnsupportedContent`, `BodyTooLarge`, `Malformed`, and `InvalidContent` for more files than there may be. A
    client that goes away half-way leaves nothing behind.
    """
    boundary = _boundary(request)
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > most_bytes + MOST_FIELD_BYTES + OVERHEAD:
        raise BodyTooLarge(most_bytes)
    taking = _Taking(files, most_bytes, most_files)
    try:
        await taking.take(request, boundary)
        yield taking.parcel
    finally:
        taking.clear()


def _boundary(request: Request) -> bytes:
    media, options = parse_options_header(request.headers.get("content-type"))
    if media != FORM:
        raise UnsupportedContent
    boundary = options.get(b"boundary", b"")
    if not 0 < len(boundary) <= 70:  # RFC 2046
        raise Malformed
    return boundary


class _Taking:
    """Follows the parser: what it finds in a piece is noted, and acted on when the piece has been read."""

    def __init__(self, files: Files, most_bytes: int, most_files: int) -> None:
        self.parcel = Parcel()
        self._files, self._left, self._most_files = files, most_bytes, most_files
        self._found: list[tuple[str, bytes]] = []
        self._part = _Part()
        self._receiving: Receiving | None = None
        self._field: bytearray | None = None
        self._name = ""
        self._field_bytes = 0
        self._ended = False

    async def take(self, request: Request, boundary: bytes) -> None:
        """Read the whole body."""
        noted = {name: self._noting(name) for name in ("part_data", "header_field", "header_value")} | {
            name: self._marking(name) for name in ("part_begin", "part_end", "header_end", "headers_finished", "end")
        }
        callbacks = {f"on_{name}": noting for name, noting in noted.items()}
        try:
            parser = MultipartParser(boundary, callbacks)  # type: ignore[arg-type]  # made from names, so not seen to fit
            async for piece in request.stream():
                parser.write(piece)
                await self._act()
        except (FormParserError, ClientDisconnect) as broken:
            raise Malformed from broken
        if not self._ended:
            raise Malformed

    def clear(self) -> None:
        """Leave nothing in the room."""
        if self._receiving is not None:
            self._receiving.abandon()
        for _, arrived in self.parcel.files:
            arrived.path.unlink(missing_ok=True)

    def _noting(self, name: str) -> object:
        return lambda data, start, end: self._found.append((name, bytes(data[start:end])))

    def _marking(self, name: str) -> object:
        return lambda: self._found.append((name, b""))

    async def _act(self) -> None:
        found, self._found = self._found, []
        for name, data in found:
            match name:
                case "part_data":
                    await self._data(data)
                case "part_end":
                    await self._end()
                case "end":
                    self._ended = True
                case _:
                    self._head(name, data)

    def _head(self, name: str, data: bytes) -> None:
        match name:
            case "part_begin":
                self._part = _Part()
            case "header_field":
                self._part.naming += data
            case "header_value":
                self._part.saying += data
            case "header_end":
                self._part.headers[bytes(self._part.naming).lower()] = bytes(self._part.saying)
                self._part.naming.clear()
                self._part.saying.clear()
            case _:
                self._begin()

    def _begin(self) -> None:
        disposition, options = parse_options_header(self._part.headers.get(b"content-disposition", b""))
        if disposition != b"form-data" or b"name" not in options:
            raise Malformed
        self._name = options[b"name"].decode("utf-8", "replace")[:64]
        if b"filename" not in options:
            self._field = bytearray()
            return
        if len(self.parcel.files) >= self._most_files:
            raise InvalidContent((Fault(f"/{self._name}", "too_many_files", {"limit": self._most_files}),))
        self._receiving = self._files.receiving(options[b"filename"])

    async def _data(self, data: bytes) -> None:
        if self._receiving is not None:
            self._left -= len(data)
            if self._left < 0:
                raise BodyTooLarge(self._files.limits.petition_bytes)
            await self._receiving.write(data)
        elif self._field is not None:
            self._field_bytes += len(data)
            if self._field_bytes > MOST_FIELD_BYTES:
                raise BodyTooLarge(MOST_FIELD_BYTES)
            self._field += data

    async def _end(self) -> None:
        if self._receiving is not None:
            receiving, self._receiving = self._receiving, None
            self.parcel.files.append((self._name, await receiving.finish()))
        elif self._field is not None:
            if self._name in self.parcel.fields:
                raise InvalidContent((Fault(f"/{self._name}", "given_twice"),))
            self.parcel.fields[self._name], self._field = bytes(self._field), None
