"""Files made on the spot: good ones, and every kind of bad one."""

import base64
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

import typst
from PIL import Image

CONTENT_TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

# No library that this project uses writes HEIC: 96 × 64 points, a blue field on white, turned by its EXIF.
_HEIC = (
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAaFtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAABxQABAAAAAAAAAGAAAgAAAAACJQABAAAAAAAAADwAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA4GlwcnAAAADAaXBjbwAAAHhodmNDAQNwAAAA"
    "kAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQArQgEBA3AAAAMAkAAAAwAAAwAeoDCBBZbq"
    "SSmubgIaDAgAAAMAyAAAAwAIQGIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABgAAAAQAAAABBw"
    "aXhpAAAAAAMICAgAAAAJaXJvdAMAAAAYaXBtYQAAAAAAAAABAAEFgQIDBIUAAAAaaXJlZgAAAAAAAAAOY2RzYwACAAEAAQAAAKRt"
    "ZGF0AAAAXCgBrxmABkVLp3ovT9Xq2+uxugVLYfZ9raKu/gew/t23+DfM7JL+i6QYKZKUjzJAHQ0twAYnrbPfv3FY2LPiS78MPU4H"
    "WqliDFEmvY35mchzO7hQ63dregDoVVmgAAAABkV4aWYAAE1NACoAAAAIAAIBDwACAAAACwAAACYBEgADAAAAAQAGAAAAAAAAU3B5"
    "IENhbWVyYQAA"
)


def jpeg(*, gps: bool = False, colour: str = "navy", size: tuple[int, int] = (640, 480)) -> bytes:
    """A photograph, with where it was taken in it where asked."""
    made, picture = io.BytesIO(), Image.new("RGB", size, colour)
    exif = Image.Exif()
    if gps:
        exif[0x010F] = "Spy Camera"
        exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 46.0, 12.0), 3: "E", 4: (111.0, 12.0, 1.0)})
    picture.save(made, "JPEG", exif=exif)
    return made.getvalue()


def png(width: int = 64, height: int = 64) -> bytes:
    """A PNG that says it has this size; none of it is drawn."""
    header = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    chunks = [header, b"IDAT" + zlib.compress(b"\x00" * 1000), b"IEND"]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (len(one) - 4).to_bytes(4, "big") + one + zlib.crc32(one).to_bytes(4, "big") for one in chunks
    )


def heic(width: int = 96, height: int = 64) -> bytes:
    """A photograph of a telephone, lying on its side, with what took it; it may say that it has another size."""
    true, said = (b"ispe" + bytes(4) + struct.pack(">II", *size) for size in ((96, 64), (width, height)))
    return base64.b64decode(_HEIC).replace(true, said)


def pdf(text: str = "the road is broken") -> bytes:
    """A PDF with text of its own."""
    made = typst.compile(f"#set page(width: 10cm, height: 10cm)\n{text}".encode())
    assert isinstance(made, bytes)
    return made


def docx(*paragraphs: str, **more: bytes) -> bytes:
    """A document of an office program."""
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", CONTENT_TYPES)
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
        for name, content in more.items():
            archive.writestr(name, content)
    return made.getvalue()


def archive(name: str = "letter.txt", content: bytes = b"hello") -> bytes:
    """A plain archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, content)
    return made.getvalue()


def bad() -> Iterator[tuple[str, bytes, str]]:
    """What is not taken in: a name, the bytes, the reason."""
    yield "empty.jpg", b"", "empty_file"
    yield "noise.jpg", bytes(range(256)) * 8, "unknown_file"
    yield "cut.jpg", jpeg()[:20], "image_broken"
    yield "huge.png", png(20_000, 20_000), "image_too_large"
    yield "wide.png", png(70_000, 10), "image_too_large"
    yield "huge.heic", heic(20_000, 20_000), "image_too_large"
    yield "cut.heic", heic()[:60], "image_broken"
    yield "cut.pdf", pdf()[:-300], "pdf_broken"
    yield "letter.docx", archive(), "archive_refused"
    yield "bomb.docx", docx("x", bomb=b"\x00" * (64 << 20)), "office_bomb"
    yield "macros.docx", docx("x", **{"word/vbaProject.bin": b"x"}), "macros_refused"
    yield "walk.docx", docx("x", **{"../../etc/passwd": b"x"}), "office_broken"
    yield "cut.docx", docx("x")[:-40], "office_broken"
    yield "photo.jpg", jpeg() + archive(), "two_files_in_one"
    yield "both.pdf", pdf() + archive(), "two_files_in_one"
    yield "data.gz", zlib.compress(b"x" * 100, wbits=31), "archive_refused"
    yield "data.rar", b"Rar!\x1a\x07\x01\x00" + b"x" * 100, "archive_refused"
    yield "data.7z", b"7z\xbc\xaf\x27\x1c" + b"x" * 100, "archive_refused"
    yield "run.pdf", b"MZ" + b"\x00" * 100, "program_refused"
    yield "run.txt", b"#!/bin/sh\nrm -rf /\n", "program_refused"
    yield "controls.txt", "文字\x1b[31m".encode(), "unknown_file"
