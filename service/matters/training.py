"""`xinfang train-likeness`: from messages to counts, topics and coefficients; the same bytes for the same files."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.matters.likeness import CARD_FILE, TOPICS_FILE
from service.matters.messages import Message, read_cases, read_messages, read_texts
from service.matters.pairs import Pairs, Progress, all_pairs, fit_line, lines_without, unseen_odds
from service.matters.same_issue import measure_pairs
from service.matters.statement import Statement, prepare
from service.matters.topic_fitting import fit_topics
from service.matters.topics import Topics
from service.reading import background as counts
from service.reading.background import Background
from service.reading.marks import Marks
from service.reading.message_files import digest
from service.reading.packed import pack
from service.reading.runs import run_of


@dataclass(frozen=True, slots=True)
class Sources:
    """What to learn from: messages with their issues for the coefficients, other messages for counts and topics."""

    messages: Path
    gold: Path
    background: Sequence[Path]
    cases: Path | None  # written cases of the bureau's own kind, to learn from too
    common: Sequence[str]  # names that tell nothing in these cases
    described: str  # in words, for the card
    trained_at: date  # as given: a card reads no clock


def train(
    sources: Sources, counts_folder: Path, model_folder: Path, progress: Progress = lambda _: None
) -> dict[str, Any]:
    """Write the counts for `Marks` and the model for `Likeness` with their cards. The answer is the model's card."""
    messages = read_messages(sources.messages, sources.gold)
    progress("counting")
    runs = [run_of(title, body) for title, body in read_texts(sources.background)]
    background = Background.count(runs)
    counted = digest(*sources.background)
    _write_counts(background, counted, sources, counts_folder)
    progress("topics")
    topics = fit_topics(runs, background)
    pairs = _pairs(messages, Marks(background), topics, progress)
    cases = read_cases(sources.cases) if sources.cases else []
    here = Marks(background, sources.common)
    learnt = pairs.beside_others(_pairs(cases, here, topics, progress)) if cases else pairs
    left_out = dict(zip(learnt.issues, lines_without(learnt), strict=True))
    stored: dict[str, NDArray[Any]] = {
        "topic_keys": topics.keys,
        "topic_rows": topics.rows,
        "topic_steps": topics.steps,
    }
    card = {
        "version": f"likeness-{sources.trained_at:%Y%m%d}",
        "trained_on": sources.described,
        "trained_at": sources.trained_at.isoformat(),
        "data_sha256": digest(sources.messages, sources.gold),
        "background_sha256": counted,
        "topics_sha256": pack(stored, model_folder / TOPICS_FILE),
        "messages": len(messages),
        "messages_of_each_issue": _sizes(messages),
        "cases_sha256": digest(sources.cases) if sources.cases else None,
        **fit_line(learnt).stored(),
        "method": _METHOD,
        "figures_of_issues_left_out": measure_pairs(pairs, unseen_odds(pairs, left_out)).as_json(),
        "limits": _LIMITS,
        "without_each_issue": [left_out[issue].stored() for issue in pairs.issues],
    }
    _write_card(card, model_folder / CARD_FILE)
    return card


def _pairs(messages: Sequence[Message], marks: Marks, topics: Topics, progress: Progress) -> Pairs:
    prepared = [prepare(Statement(message.title, message.body), marks, topics) for message in messages]
    return all_pairs(messages, prepared, progress)


_METHOD = (
    "A logistic regression over four traits of two texts: cosine over common language, cosine of topics (latent"
    " semantic indexing over common pairs of characters), marks of both, other names. Fitted on pairs"
    " that share a mark; place and class add set log-odds. Figures: the coefficients are fitted without the issue"
    " asked for; counts and topics come from other files."
)
_LIMITS = (
    "Fitted on eight issues of one city, mostly estates, in messages written online. The gold file leaves out some"
    " messages that a reader would count in. Two matters of one estate in the same words are not told apart, nor the"
    " same words about two places where neither text nor classification names the place."
)
_COUNTS_LIMITS = (
    "Hashed counts of pairs and triples of characters that stand in six messages or more; no text can be read from"
    " them. Names of the bureau's own district are rare here: give them to `Marks` as common words."
)


def _write_counts(background: Background, counted: str, sources: Sources, folder: Path) -> None:
    stored: dict[str, NDArray[Any]] = {"messages": np.asarray(background.messages), "counts": background.counts}
    card = {
        "counts_sha256": pack(stored, folder / counts.COUNTS_FILE),
        "counted_at": sources.trained_at.isoformat(),
        "data_sha256": counted,
        "messages": background.messages,
        "least": counts.LEAST,
        "slot_bits": counts.SLOT_BITS,
        "limits": _COUNTS_LIMITS,
    }
    _write_card(card, folder / counts.CARD_FILE)


def _write_card(card: dict[str, Any], path: Path) -> None:
    path.write_text(json.dumps(card, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _sizes(messages: Sequence[Message]) -> list[int]:
    """The largest first."""
    return sorted(Counter(message.issue for message in messages if message.issue).values(), reverse=True)
