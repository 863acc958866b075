"""Letters are drawn as they reach a desk, posted, read by the worker, and compared with their clean text.

python -m tests.proofs.letters_are_read [FILE] [--letters 60] [--fonts FOLDER] [--seed 4]

Prints character errors, what goes to a person, whether class and organ are those of the clean text, pages a minute, and
how long an online petition and its receipt wait meanwhile, beside the same before there was a letter. Exit code 1 where
a bar of the bureau is missed. FOLDER is one with Chinese fonts, as `apt-get install fonts-wqy-zenhei fonts-wqy-microhei
fonts-arphic-ukai fonts-arphic-uming fonts-lxgw-wenkai` puts them into /usr/share/fonts/truetype.
"""

import argparse
import json
import random
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from service.bureau.load import load
from service.classification.content_model import ContentModel
from service.classification.jurist import Jurist
from service.reading.letter_words import taken_apart
from service.reading.masking import masked
from service.rulebook.jurisdiction import Submission
from tests import server
from tests.conftest import PETITION
from tests.serving import running

from .letter_sheets import Sheet, fonts, sheet

TEXTS = Path(__file__).parents[3] / "shared" / "data" / "hubin" / "petitions.jsonl"
WITHIN = 2400.0
ALONE = 40  # online petitions before the first letter
MOST_ERRORS, LEAST_SAME_ORGAN = 0.02, 0.95


@dataclass
class Figures:
    """What came of the letters."""

    signs: int = 0
    errors: int = 0
    doubtful: list[str] = field(default_factory=list)
    guessed: list[str] = field(default_factory=list)
    same_organ: int = 0
    same_class: int = 0
    read: int = 0
    worst: list[tuple[float, str]] = field(default_factory=list)


def distance(one: str, other: str) -> int:
    """How many signs have to be put in, left out or changed (Levenshtein)."""
    before = list(range(len(other) + 1))
    for row, sign in enumerate(one, 1):
        now = [row]
        for column, beside in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (sign != beside)))
        before = now
    return before[-1]


def bare(text: str) -> str:
    """The signs alone, as every output shows them: wide forms and their narrow ones are one sign to a reader."""
    table = str.maketrans("，：；！？（）．～—“”‘’", ",:;!?().~-\"\"''")
    return "".join(masked(text).split()).translate(table)


def post(client: httpx.Client, sheets: list[Sheet]) -> list[str]:
    """Hand all in; their numbers."""
    noted = json.dumps({"received_on": datetime.now(UTC).date().isoformat()})
    numbers = []
    for nth, one in enumerate(sheets):
        files = [("page", (f"{page}.jpg", content)) for page, content in enumerate(one.pages)]
        headers = {"Idempotency-Key": f"letters-{nth:04d}"}
        answer = client.post("/v1/letters", data={"letter": noted}, files=files, headers=headers)
        assert answer.status_code == 201, answer.text
        numbers.append(answer.json()["number"])
    return numbers


class Online:
    """Petitions that come online, and how long each waits: for its answer, for its receipt."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self.answers, self.receipts = list[float](), list[float]()

    def one(self) -> None:
        """Register one and wait for its receipt."""
        began = time.perf_counter()
        headers = {"Idempotency-Key": f"online-{id(self)}-{len(self.answers):06d}"}
        told = self._client.post("/v1/petitions", json=PETITION, headers=headers).json()
        self.answers.append(time.perf_counter() - began)
        shown = {"X-Query-Code": told["query_code"]}
        while not self._client.get(f"/v1/petitions/{told['number']}/notices", headers=shown).json()["notices"]:
            time.sleep(0.02)
        self.receipts.append(time.perf_counter() - began)

    def told(self, when: str) -> None:
        """Print what they waited."""
        for what, waits in (("answer", self.answers), ("receipt", self.receipts)):
            waits = sorted(waits)
            late = waits[int(len(waits) * 0.95)]
            print(
                f"{what:>9} {when:<13} median {median(waits) * 1e3:.0f} ms, 95 % {late * 1e3:.0f} ms, "
                f"worst {waits[-1] * 1e3:.0f} ms ({len(waits)})"
            )


def read(client: httpx.Client, numbers: list[str], online: Online) -> dict[str, dict[str, Any]]:
    """Wait until all are read, and register online petitions meanwhile."""
    found: dict[str, dict[str, Any]] = {}
    until = time.monotonic() + WITHIN
    while len(found) < len(numbers) and time.monotonic() < until:
        online.one()
        for number in numbers:
            if number not in found:
                one = client.get(f"/v1/letters/{number}").json()
                if one["state"] == "reading":
                    break
                found[number] = one
        time.sleep(0.5)
    return found


def compared(
    client: httpx.Client, sheets: list[Sheet], numbers: list[str], found: dict[str, dict[str, Any]]
) -> Figures:
    """Each letter beside its clean text."""
    bureau, figures = load(), Figures()
    jurist, today = Jurist(bureau, ContentModel.load()), datetime.now(UTC).date()
    for one, number in zip(sheets, numbers, strict=True):
        if number not in found:
            continue
        (text,) = found[number]["texts"]
        whole, true = bare("\n".join(page["text"] for page in text["pages"])), bare(one.text)
        record = client.get(f"/v1/petitions/{number}/record").json()
        if text["doubtful"]:
            figures.doubtful.append(one.how)
            if len(record["classifications"]) > 1:
                figures.guessed.append(number)
            continue
        wrong = distance(true, whole)
        figures.signs, figures.errors, figures.read = (
            figures.signs + len(true),
            figures.errors + wrong,
            figures.read + 1,
        )
        figures.worst.append((wrong / len(true), one.how))
        words = taken_apart(one.text)
        clean = jurist.classify(Submission(masked(words.subject), "", masked(words.body)), today)
        made = record["classifications"][-1]
        figures.same_organ += made["organ"]["answer"] == clean.organ.answer
        figures.same_class += made["content_class"]["answer"] == clean.content_class.answer
    return figures


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path, nargs="?", default=TEXTS)
    parser.add_argument("--letters", type=int, default=60)
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--seed", type=int, default=4)
    asked = parser.parse_args()
    chance, faces = random.Random(asked.seed), fonts(asked.fonts)
    texts = [json.loads(line) for line in asked.file.read_text(encoding="utf-8").splitlines()]
    texts.sort(key=lambda one: one["channel"] != "letter")  # the letters first
    sheets = [sheet(f"{one['title']}\n{one['detail']}", chance, faces) for one in texts[: asked.letters]]
    with ExitStack() as stack:
        server.start(stack)
        service = stack.enter_context(running())
        headers = {"Authorization": f"Bearer {service.everything_key}"}
        client = stack.enter_context(httpx.Client(base_url=service.url, headers=headers, timeout=120))
        alone, beside = Online(client), Online(client)
        for _ in range(ALONE):
            alone.one()
            time.sleep(0.5)
        began = time.perf_counter()
        numbers = post(client, sheets)
        posted = time.perf_counter() - began
        found = read(client, numbers, beside)
        took = time.perf_counter() - began
        figures = compared(client, sheets, numbers, found)
    pages = sum(len(one.pages) for one, number in zip(sheets, numbers, strict=True) if number in found)
    errors = figures.errors / max(1, figures.signs)
    print(f"{len(found)} of {len(sheets)} letters, {pages} pages, {len(faces)} fonts; posted in {posted:.1f} s")
    print(f"character errors      {errors:.2%} of {figures.signs:,} signs in {figures.read} letters")
    print(f"to a person           {len(figures.doubtful)}; of these classified all the same: {len(figures.guessed)}")
    print(f"same organ            {figures.same_organ / max(1, figures.read):.1%}")
    print(f"same class            {figures.same_class / max(1, figures.read):.1%}")
    print(f"pages a minute        {pages / took * 60:.0f}")
    alone.told("alone")
    beside.told("with letters")
    for share, how in sorted(figures.worst, reverse=True)[:5]:
        print(f"  worst {share:.2%}  {how}")
    for how in figures.doubtful:
        print(f"  to a person  {how}")
    enough = figures.same_organ >= LEAST_SAME_ORGAN * figures.read
    if len(found) < len(numbers) or errors > MOST_ERRORS or figures.guessed or not enough:
        sys.exit(1)


if __name__ == "__main__":
    main()
