"""What a file is called: a name for people, never a path, and nothing that could deceive the eye."""

import re
import unicodedata

LONGEST = 120
_FORBIDDEN = re.compile(r'[<>:"|?*\\/]')


def safe_name(given: bytes | None, ending: str) -> str:
    """The name that a file was sent under, without folders, control and direction-changing characters; its ending is
    that of what it is.
    """
    text = unicodedata.normalize("NFC", (given or b"").decode("utf-8", "replace"))
    last = re.split(r"[\\/]", text)[-1]
    shown = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign != "\ufffd")
    stem = _FORBIDDEN.sub("", shown).rpartition(".")[0] or _FORBIDDEN.sub("", shown)
    stem = stem.strip(" .")[:LONGEST]
    return f"{stem or 'file'}.{ending}"
