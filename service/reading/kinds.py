"""What a file is, by its content: a name proves nothing, and what cannot be recognised is not taken in."""

import re
from enum import StrEnum


class Media(StrEnum):
    """The kinds of file that are taken in, by their media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    TIFF = "image/tiff"
    WEBP = "image/webp"
    HEIC = "image/heic"
    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    TEXT = "text/plain"
    EMAIL = "message/rfc822"
    MP4 = "video/mp4"
    QUICKTIME = "video/quicktime"
    MP3 = "audio/mpeg"
    AMR = "audio/amr"
    WAV = "audio/wav"


ENDINGS: dict[Media, str] = {
    Media.JPEG: "jpg",
    Media.PNG: "png",
    Media.TIFF: "tiff",
    Media.WEBP: "webp",
    Media.HEIC: "heic",
    Media.PDF: "pdf",
    Media.DOCX: "docx",
    Media.XLSX: "xlsx",
    Media.TEXT: "txt",
    Media.EMAIL: "eml",
    Media.MP4: "mp4",
    Media.QUICKTIME: "mov",
    Media.MP3: "mp3",
    Media.AMR: "amr",
    Media.WAV: "wav",
}
PICTURES = frozenset((Media.JPEG, Media.PNG, Media.TIFF, Media.WEBP, Media.HEIC))
OFFICE = frozenset((Media.DOCX, Media.XLSX))
WRITTEN = frozenset((Media.TEXT, Media.EMAIL))

# What may have words in it. Of a film or a sound nobody has heard what it says.
LEGIBLE = PICTURES | WRITTEN | {Media.PDF, Media.DOCX}

HEAD = 4096  # bytes that are enough to tell

_STARTS: tuple[tuple[bytes, Media], ...] = (
    (b"\xff\xd8\xff", Media.JPEG),
    (b"\x89PNG\r\n\x1a\n", Media.PNG),
    (b"II*\x00", Media.TIFF),
    (b"MM\x00*", Media.TIFF),
    (b"%PDF-", Media.PDF),
    (b"PK\x03\x04", Media.DOCX),  # which of the office formats, or none, is for whoever looks inside
    (b"#!AMR", Media.AMR),
    (b"ID3", Media.MP3),
    (b"\xff\xfb", Media.MP3),
    (b"\xff\xf3", Media.MP3),
)
_RIFF = {b"WEBP": Media.WEBP, b"WAVE": Media.WAV}
_BRANDS = {b"heic": Media.HEIC, b"heix": Media.HEIC, b"mif1": Media.HEIC, b"msf1": Media.HEIC, b"qt  ": Media.QUICKTIME}
_ARCHIVES = (
    *(b"PK\x05\x06", b"PK\x07\x08", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00"),
    *(b"\x28\xb5\x2f\xfd", b"MSCF", b"\x60\xea", b"xar!", b"LZIP"),
)
_PROGRAMS = (b"MZ", b"\x7fELF", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"#!/", b"L\x00\x00\x00\x01\x14\x02\x00")
_MAIL = re.compile(
    rb"(From|Received|Return-Path|MIME-Version|Subject|Date|To|Message-ID|Delivered-To|X-[\w-]+): ", re.I
)
_SENDER = re.compile(rb"^From: ", re.I | re.M)


class Unrecognised(Exception):
    """`because` is stable: unknown_file, archive_refused, program_refused."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


def media_of(head: bytes) -> Media:
    """What a file is that begins so. Raises `Unrecognised`."""
    for start, media in _STARTS:
        if head.startswith(start):
            return media
    if head.startswith(b"RIFF") and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], Media.MP4)
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        raise Unrecognised("archive_refused")
    if head.startswith(_PROGRAMS):
        raise Unrecognised("program_refused")
    if b"\x00" in head:
        raise Unrecognised("unknown_file")
    return Media.EMAIL if _MAIL.match(head) and _SENDER.search(head) else Media.TEXT
