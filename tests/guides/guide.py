"""A guide taken apart: the examples in their order, what it shows under each, and one run of all of them."""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.serving import Running

BLOCK = re.compile(r"^```(bash|python|json|text)\n(.*?)^```$", re.M | re.S)
HERE = "http://127.0.0.1:8000"  # where the guide takes the service to be
ANYTHING = "…"
# What differs from run to run, and what it is compared as.
PASSING = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+08:00"), "MOMENT"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "DAY"),
    (re.compile(r"\d{4}年\d{1,2}月\d{1,2}日"), "日"),
    (re.compile(r"HB\d{10}"), "NUMBER"),
    (re.compile(r"^[0-9A-Z]{5}-[0-9A-Z]{5}$"), "CODE"),
    (re.compile(r"[0-9a-f]{16,}"), "DIGEST"),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A block that is run, and what stands under it."""

    language: str
    code: str
    shown: str | None


def examples(guide: Path) -> list[Example]:
    """The examples of a guide in their order."""
    found: list[Example] = []
    for language, content in BLOCK.findall(guide.read_text(encoding="utf-8")):
        if language in ("bash", "python"):
            found.append(Example(language, content, None))
        else:
            last = found.pop()
            found.append(Example(last.language, last.code, content))
    return found


def run(told: list[Example], service: Running, folder: Path) -> list[str]:
    """Run all in one shell, as a reader would; what each has printed."""
    script = ["set -euo pipefail", f'xinfang() {{ "{sys.executable}" -m service "$@"; }}']
    for place, example in enumerate(told):
        code = example.code.replace(HERE, service.url)
        if example.language == "python":
            (folder / f"{place}.py").write_text(code, encoding="utf-8")
            code = f'"{sys.executable}" {place}.py\n'
        script.append(f"{{\n{code}}} > {place}.out")
    environment = {**os.environ, **service.environment, **service.keys}
    done = subprocess.run(
        ["/bin/bash", "-c", "\n".join(script)], cwd=folder, env=environment, capture_output=True, text=True
    )
    outputs = sorted(folder.glob("*.out"), key=lambda file: int(file.stem))
    printed = [file.read_text(encoding="utf-8") for file in outputs]
    assert done.returncode == 0, f"{done.stderr}\n{told[len(printed) - 1].code}\n{printed[-1]}"
    return printed


def difference(shown: Any, got: Any, where: str = "") -> str | None:
    """Where what came back is not what the guide shows; a field that is not shown may be there."""
    if shown == ANYTHING:
        return None
    if isinstance(shown, dict) and isinstance(got, dict):
        each = ((name, shown[name], got.get(name, "(nothing)")) for name in shown)
    elif isinstance(shown, list) and isinstance(got, list):
        more = shown[-1:] == [ANYTHING]
        if (len(shown) - 1 > len(got)) if more else (len(shown) != len(got)):
            return f"{where}: {len(got)} entries"
        each = ((str(place), *pair) for place, pair in enumerate(zip(shown, got, strict=False)))
    else:
        return None if plain(shown) == plain(got) else f"{where}: the guide shows {shown!r}, there came {got!r}"
    return next((found for name, one, other in each if (found := difference(one, other, f"{where}/{name}"))), None)


def plain(value: Any) -> Any:
    """A value without what passes."""
    if not isinstance(value, str):
        return value
    for pattern, name in PASSING:
        value = pattern.sub(name, value)
    return value.strip()


def parsed(printed: str) -> Any:
    """What was printed as JSON."""
    return json.loads(printed)
