"""Hand-labelled cases as the voices learn from them (JSON lines as in shared/data/hubin/LABELS.md)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.bureau.load import Bureau
from service.classification.cases import Case, CasesUnusable
from service.classification.jurist import LONGEST
from service.reading.folding import fold
from service.reading.message_files import lines
from service.rulebook.rules import TOWNSHIP
from service.rulebook.vocabulary import Question

OPENING = 60  # characters: texts that open alike are one text sent twice
Text = tuple[str, str]  # title and body, folded, as the jurist has them heard


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, its answers by question, and the group that has to stay together in cross-validation."""

    text: Text
    answers: dict[Question, str]
    group: str

    def dealt(self) -> Case:
        """As folds are dealt out."""
        return Case(*self.text, "", self.group, "")


def labelled_cases(data: Sequence[Path], bureau: Bureau) -> list[Labelled]:
    """The cases of all files. Raises `CasesUnusable` for a line that is no case, or none at all."""
    townships = {organ.code for organ in bureau.organs if organ.level == "township"}
    found = []
    for path in data:
        for number, line in lines(path):
            try:
                found.append(_labelled(json.loads(line), f"{path.name} {number}", townships))
            except (ValueError, KeyError, TypeError) as broken:
                raise CasesUnusable(f"{path.name} line {number} is no labelled case ({broken!r})") from broken
    if not found:
        raise CasesUnusable("There are no cases")
    return found


def decided_elsewhere(bureau: Bureau) -> frozenset[str]:
    """Organs that exceptions of the table name for place or purpose: no text alone tells them, none learns them.

    Those outside the district, and who hears accusations.
    """
    special = (rule for rule in bureau.rules.organs if rule.places or rule.purposes)
    return frozenset(organ for rule in special for organ in rule.organs)


def _labelled(case: dict[str, Any], line: str, townships: set[str]) -> Labelled:
    title, body = fold(case["title"][:LONGEST]), fold(case["detail"][:LONGEST])
    organ = TOWNSHIP if case["organ"] in townships else case["organ"]
    answers = {Question.PURPOSE: case["purpose"], Question.ROUTE: case["route"], Question.ORGAN: organ}
    repeated = case.get("repeat_group")
    group = f"{line.split()[0]} {repeated}" if repeated else opening(body or title) or line
    return Labelled((title, body), answers, group)


def opening(text: str) -> str:
    """How a text begins, without spaces and punctuation: near-duplicates begin alike."""
    return "".join(filter(str.isalnum, fold(text)))[:OPENING]
