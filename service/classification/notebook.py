"""Stands where the voices stand while they are trained: notes what they would be told, and says what it was given."""

from collections.abc import Mapping

from service.classification.voice import Facts
from service.reading.grams import Grams, grams
from service.rulebook.vocabulary import Question

Text = tuple[str, str]
Key = tuple[int, bytes]  # the length of the title, and all of it: what tells one text from another


class Notebook:
    """What the voices were told of each text, and what is to be said of it; nothing where nothing was given."""

    version = "none"

    def __init__(self) -> None:
        self.noted: dict[tuple[Question, Key], Facts] = {}
        self.given: dict[tuple[Question, Key], Mapping[str, float]] = {}

    def hear(self, petition: Grams) -> "Page":
        """The page of a text."""
        return Page(self, _key(petition))

    def facts(self, question: Question, text: Text) -> Facts:
        """What was told of a text when the question was asked."""
        return self.noted[question, _key(grams(*text))]

    def answer(self, question: Question, said: Mapping[Text, Mapping[str, float]]) -> None:
        """From now on this is said of these texts."""
        self.given.update({(question, _key(grams(*text))): one for text, one in said.items()})


class Page:
    """One text's page."""

    def __init__(self, notebook: Notebook, key: Key) -> None:
        self._notebook, self._key = notebook, key

    def say(self, question: Question, facts: Facts) -> Mapping[str, float]:
        """What was given for the text and the question."""
        self._notebook.noted[question, self._key] = facts
        return self._notebook.given.get((question, self._key), {})


def _key(petition: Grams) -> Key:
    return petition.head, petition.points.tobytes()
