"""The contents of a HEIC as they stand in the file: boxes, each a length and a name (ISO/IEC 14496-12 4.2).

Only sizes are read here, each step within a bound; the library that draws it opens it in a process apart.
"""

import struct
from typing import BinaryIO

_EXTENT = b"ispe"  # ISO/IEC 23008-12 6.5.3
_MOST_BOXES = 16  # before the contents; cameras write one


def all_of(file: BinaryIO, length: int) -> bytes:
    """So many bytes, or what is left: a raw reader may give less than it is asked for."""
    pieces, left = [], length
    while left > 0 and (piece := file.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def largest(file: BinaryIO, most: int) -> tuple[int, int] | None:
    """Width and height of the largest picture that the file says it holds, from contents of at most so many bytes."""
    contents = _contents(file, most)
    found, at = [], contents.find(_EXTENT)
    while at != -1:
        if at + 16 <= len(contents):
            found.append(struct.unpack(">II", contents[at + 8 : at + 16]))
        at = contents.find(_EXTENT, at + 4)
    return max(found, key=lambda size: size[0] * size[1], default=None)


def _contents(file: BinaryIO, most: int) -> bytes:
    start = 0
    for _ in range(_MOST_BOXES):
        file.seek(start)
        head = all_of(file, 8)
        if len(head) < 8:
            break
        length, name = struct.unpack(">I4s", head)
        if name == b"meta":
            return all_of(file, length - 8) if length <= most else b""
        if length < 8:  # to the end of the file, or longer than anything that comes before the contents
            break
        start += length
    return b""
