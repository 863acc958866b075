"""The process that opens files of strangers: it draws pictures and takes text out, and has nothing else in reach.

It is started by `apart.py`, is given one file after another in clear through its input and answers through its output.
It has no key, no database and a bound on its memory; what kills it kills nothing else.
"""

import io
import json
import os
import resource
import sys
from collections.abc import Callable
from typing import Any

from service.reading.kinds import Media
from service.reading.pictures import Broken, views
from service.reading.texts import text_of

MEMORY = 4 << 30  # bytes of address space; a drawn scan of 100 megapixels and the recognition take under one
NICE = 10  # whatever it reads, a request is served first


def main() -> None:
    """Answer until the input ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(NICE)
    given, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not stand between the answers
    while line := given.readline():
        asked = json.loads(line)
        content = io.BytesIO(given.read(asked["size"]))
        said, blobs = _answer(asked, content)
        said["blobs"] = [len(blob) for blob in blobs]
        answers.write(json.dumps(said).encode() + b"\n" + b"".join(blobs))
        answers.flush()


def _answer(asked: dict[str, Any], content: io.BytesIO) -> tuple[dict[str, Any], list[bytes]]:
    does: dict[str, Callable[[Media, io.BytesIO], tuple[dict[str, Any], list[bytes]]]] = {
        "views": views,
        "text": text_of,
    }
    try:
        return does[asked["task"]](Media(asked["media"]), content)
    except Broken as broken:
        return {"doubt": broken.because}, []
    except MemoryError:
        return {"doubt": "too_much_to_open"}, []
    except Exception:  # a decoder may fail in any way on a file that was made to make it fail
        return {"doubt": "cannot_be_opened"}, []


if __name__ == "__main__":
    main()
