"""Whether a file may be taken in: it must be whole enough to be what it seems, no bomb, and one thing only.

Nothing is unpacked or drawn here: headers, tables of contents and ends are read, each within a bound.
"""

import codecs
import io
import struct
import zipfile
from typing import BinaryIO

from PIL import Image

from service.reading.boxes import all_of, largest
from service.reading.kinds import HEAD, OFFICE, PICTURES, WRITTEN, Media, Unrecognised, media_of

MOST_PIXELS = 100_000_000  # a 10,000 × 10,000 scan; drawn, it takes 300 MB
MOST_ENTRIES = 5_000  # in a document of an office program
MOST_UNPACKED = 256 << 20  # bytes
MOST_RATIO = 200  # of what compresses at all well; ordinary XML comes to 10-30
MOST_CONTENTS = 2 << 20  # bytes of a table of contents

_END = b"PK\x05\x06"
_END_SIZE = 22
_TAIL = 65_535 + _END_SIZE  # where the end of an archive must begin
_FORMATS = {Media.JPEG: "JPEG", Media.PNG: "PNG", Media.TIFF: "TIFF", Media.WEBP: "WEBP"}
_PIECE = 1 << 18
_SIGNS_OF_TEXT = frozenset("\n\r\t\f")

# The bound is our own, and checked before a pixel is drawn; Pillow's would warn from within.
Image.MAX_IMAGE_PIXELS = None


class FileRefused(Exception):
    """`because` names a text of `desk/faults.toml`; `facts` are its facts."""

    def __init__(self, because: str, **facts: int) -> None:
        super().__init__(because)
        self.because, self.facts = because, facts


def inspected(file: BinaryIO, size: int) -> Media:
    """What a file is, once it has passed. Raises `FileRefused`."""
    if size == 0:
        raise FileRefused("empty_file")
    file.seek(0)
    head = file.read(HEAD)
    try:
        media = media_of(head)
    except Unrecognised as strange:
        raise FileRefused(strange.because) from strange
    if media in OFFICE:
        return _office(file, size)
    if _ends_as_archive(file, size):
        raise FileRefused("two_files_in_one")
    if media in PICTURES:
        _within_pixels(*(_size_of_heic(file) if media is Media.HEIC else _size_of(file, media)))
    elif media is Media.PDF:
        _pdf(file, size)
    elif media in WRITTEN:
        _written(file)
    return media


def _ends_as_archive(file: BinaryIO, size: int) -> bool:
    return _end_of_archive(file, size) is not None


def _end_of_archive(file: BinaryIO, size: int) -> tuple[int, int, int] | None:
    """Entries, size and beginning of the table of contents, where the file can be opened as an archive."""
    start = max(0, size - _TAIL)
    file.seek(start)
    tail = all_of(file, size - start)
    at = tail.rfind(_END)
    while at != -1:
        if at + _END_SIZE <= len(tail):
            entries, length, begins = struct.unpack("<HII", tail[at + 10 : at + 20])
            if at + _END_SIZE + struct.unpack("<H", tail[at + 20 : at + 22])[0] <= len(tail):
                return entries, length, begins
        at = tail.rfind(_END, 0, at)
    return None


def _office(file: BinaryIO, size: int) -> Media:
    found = _end_of_archive(file, size)
    if found is None:
        raise FileRefused("office_broken")
    entries, length, _ = found
    if entries > MOST_ENTRIES or length > MOST_CONTENTS:
        raise FileRefused("office_bomb")
    file.seek(0)
    try:
        with zipfile.ZipFile(io.BufferedReader(_Kept(file))) as archive:
            contents = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError, OSError) as broken:
        raise FileRefused("office_broken") from broken
    names = {one.filename for one in contents}
    if "[Content_Types].xml" not in names:
        raise FileRefused("archive_refused")
    _of_contents(contents)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused("macros_refused")
    if "word/document.xml" in names:
        return Media.DOCX
    if "xl/workbook.xml" in names:
        return Media.XLSX
    raise FileRefused("archive_refused")


def _of_contents(contents: list[zipfile.ZipInfo]) -> None:
    if len({one.filename for one in contents}) != len(contents) or any(one.flag_bits & 1 for one in contents):
        raise FileRefused("office_broken")
    for one in contents:
        if one.filename.startswith("/") or ".." in one.filename.split("/"):
            raise FileRefused("office_broken")
        if one.file_size > max(1 << 20, one.compress_size * MOST_RATIO):
            raise FileRefused("office_bomb")
    if sum(one.file_size for one in contents) > MOST_UNPACKED:
        raise FileRefused("office_bomb")


class _Kept(io.RawIOBase):
    """A file that stays open when an archive over it is closed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def readinto(self, buffer: memoryview | bytearray) -> int:  # type: ignore[override]  # the stub's Buffer has no len
        piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _within_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > 60_000:
        raise FileRefused("image_too_large", width=width, height=height)


def _size_of(file: BinaryIO, media: Media) -> tuple[int, int]:
    file.seek(0)
    try:
        # A header can break in as many ways as there are formats; whatever it is, the picture is not taken in.
        with Image.open(io.BufferedReader(_Kept(file)), formats=(_FORMATS[media],)) as picture:
            width, height = picture.size
            return width, height
    except Exception as broken:
        raise FileRefused("image_broken") from broken


def _size_of_heic(file: BinaryIO) -> tuple[int, int]:
    size = largest(file, MOST_CONTENTS)
    if size is None:
        raise FileRefused("image_broken")
    return size


def _pdf(file: BinaryIO, size: int) -> None:
    start = max(0, size - 2048)
    file.seek(start)
    tail = all_of(file, size - start)
    if b"startxref" not in tail or b"%%EOF" not in tail:
        raise FileRefused("pdf_broken")


def _written(file: BinaryIO) -> None:
    """UTF-8, or GB 18030 as old programs write it; no control characters."""
    if not any(_is_text(file, encoding) for encoding in ("utf-8", "gb18030")):
        raise FileRefused("unknown_file")


def _is_text(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while piece := file.read(_PIECE):
            if any(sign < " " and sign not in _SIGNS_OF_TEXT for sign in set(decoder.decode(piece))):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
