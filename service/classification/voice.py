"""Second voices on purpose, route and organ, learnt from cases that people labelled, heard beside the rules.

One file with three heads. Each is a linear judge over hashed character n-grams and over what the rules' own reading
found (signs of the lexicon, facts of form, the content model's classes), so scoring is one look-up and one sum. A voice
never decides alone: its word is one weighted line among the rules', and no voice is asked whom the guard keeps out.
"""

from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any, Protocol, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from service.classification.content_model import ModelDamaged
from service.reading.grams import Grams, Keys
from service.reading.packed import Names, unpacked
from service.rulebook.vocabulary import Purpose, Question, Route

WEIGHTS_FILE = "voices.npz"
CARD_FILE = "voices_card.json"
HEADS = (Question.PURPOSE, Question.ROUTE, Question.ORGAN)
CLOSED: Mapping[Question, frozenset[str]] = {Question.PURPOSE: frozenset(Purpose), Question.ROUTE: frozenset(Route)}
BITS = 14  # of the hash; 15 did no better on unseen cases, 13 hardly worse
BUCKETS = 1 << BITS
ENOUGH = 200  # different n-grams: some 60 characters. Chosen on one-line complaints written for the purpose
LEAST = -9.0  # a logarithm of a chance below this is as good as none
_MIX = np.uint32(0x85EBCA6B)
_HALF, _SHIFT = np.uint32(13), np.uint32(32 - BITS)

Facts = Mapping[str, float]
Buckets = NDArray[np.intp]
Known = tuple[NDArray[np.intp], NDArray[np.float32]]


class Listener(Protocol):
    """One text heard: says for each answer of a question the logarithm of its chance; nothing where it has no word."""

    def say(self, question: Question, facts: Facts) -> Mapping[str, float]: ...


class SecondVoice(Protocol):
    """What lends the rules its ear."""

    @property
    def version(self) -> str: ...
    def hear(self, petition: Grams) -> Listener: ...


class Voices:
    """Trained voices, ready to listen. They keep nothing of what they hear: any number of callers may share them."""

    def __init__(
        self,
        version: str,
        answers: Mapping[Question, tuple[str, ...]],
        facts: tuple[str, ...],
        arrays: Mapping[str, NDArray[Any]],
    ) -> None:
        self.version = version
        ends = [0, *accumulate(len(answers[head]) for head in HEADS)]
        self.answers = answers
        self._columns = {head: slice(*ends_of) for head, ends_of in zip(HEADS, pairwise(ends), strict=True)}
        scale = arrays["scale"].astype(np.float32)
        self._weights = arrays["weights"].astype(np.float32) * scale
        told = arrays["told"].astype(np.float32)
        self._bias = arrays["bias"].astype(np.float32)
        if self._weights.shape != (BUCKETS, ends[-1]) or told.shape != (len(facts), ends[-1]):
            raise ValueError(f"weights for {BUCKETS} n-grams, {len(facts)} facts and {ends[-1]} answers are needed")
        self._told = {head: np.ascontiguousarray(told[:, columns]) for head, columns in self._columns.items()}
        self._rows = {name: row for row, name in enumerate(facts)}

    @classmethod
    def load(cls, folder: Path | None = None) -> Self:
        """The voices in the folder, or those that the package ships. Raises `ModelDamaged`."""
        source: Traversable = folder or resources.files("service.classification").joinpath("model")
        try:
            card, arrays = unpacked(source, Names(CARD_FILE, WEIGHTS_FILE, "weights_sha256"), ModelDamaged)
            return cls(f"voices-{card['version']}", _answers(card["heads"]), tuple(card["facts"]), arrays)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, BadZipFile) as broken:
            raise ModelDamaged(f"{source} holds no second voices that can be read ({broken!r})") from broken

    @classmethod
    def in_force(cls, folder: Path | None) -> Self:
        """The voices of a bureau's own folder, or the packaged ones where it holds none. Raises `ModelDamaged`."""
        own = folder is not None and ((folder / CARD_FILE).exists() or (folder / WEIGHTS_FILE).exists())
        return cls.load(folder if own else None)

    def hear(self, petition: Grams) -> "Heard":
        """What all voices make of the n-grams of a text."""
        buckets = features(petition)
        scores = self._bias
        if len(buckets):
            # a product with ones sums the rows in half the time that a sum takes
            ones = np.full(len(buckets), 1 / np.sqrt(len(buckets)), dtype=np.float32)
            scores = scores + ones @ self._weights.take(buckets, axis=0)
        return Heard(self, scores, min(1.0, len(buckets) / ENOUGH))

    def known(self, facts: Facts) -> Known:
        """The facts that the voices learnt of, as rows, and what each is worth."""
        every = self._rows
        rows = [every[name] for name in facts if name in every]
        worths = [worth for name, worth in facts.items() if name in every]
        return np.array(rows, dtype=np.intp), np.array(worths, dtype=np.float32)

    def said(
        self, question: Question, scores: NDArray[np.float32], known: Known, loud: float = 1.0
    ) -> Mapping[str, float]:
        """The logarithms of the chances of each answer, from the scores of the n-grams and the facts it knows.

        `loud` is how much of them is said: of a text of one line a voice has heard too little to speak up.
        """
        rows, worths = known
        own = scores[self._columns[question]]
        if len(rows):
            own = own + worths @ self._told[question].take(rows, axis=0)
        own = (own - own.max()) * loud
        chances = np.maximum(own - np.log(np.exp(own).sum()), LEAST)
        return dict(zip(self.answers[question], chances.tolist(), strict=True))


class Heard:
    """One text as the voices heard it."""

    __slots__ = ("_facts", "_known", "_loud", "_scores", "_voices")

    def __init__(self, voices: Voices, scores: NDArray[np.float32], loud: float) -> None:
        self._voices, self._scores, self._loud = voices, scores, loud
        self._facts: Facts = {}
        self._known = voices.known(self._facts)

    def say(self, question: Question, facts: Facts) -> Mapping[str, float]:
        """The logarithm of the chance of each answer that the voice knows."""
        if facts is not self._facts:  # the voices on route and organ are told the same
            self._facts, self._known = facts, self._voices.known(facts)
        return self._voices.said(question, self._scores, self._known, self._loud)


def features(petition: Grams) -> Buckets:
    """The buckets of the n-grams of a text, each once: one and two characters, and the title's once more."""
    keys: Keys = np.concatenate((*petition.whole, *petition.title[:2])) * _MIX
    keys = (keys ^ (keys >> _HALF)) * _MIX
    found_in = np.zeros(BUCKETS, dtype=np.bool_)  # a table of marks where sorting would take five times as long
    found_in[keys >> _SHIFT] = True
    return np.flatnonzero(found_in)


def _answers(heads: Mapping[str, list[str]]) -> dict[Question, tuple[str, ...]]:
    """What each head can say. Raises `ModelDamaged` where a head is missing, foreign, or says what is no answer."""
    if set(heads) != set(HEADS):
        raise ModelDamaged(f"the second voices are for {', '.join(sorted(heads))} and must be for {', '.join(HEADS)}")
    for head, closed in CLOSED.items():
        if foreign := set(heads[head]) - closed:
            raise ModelDamaged(f"the second voice on {head} says {', '.join(sorted(foreign))}, which is no {head}")
    return {head: tuple(heads[head]) for head in HEADS}
