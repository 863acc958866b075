"""Stands where the voices stand while they are trained: notes what they would be told, and says what it was given."""

from collections.abc import Mapping

from service.classification.voice import Facts
from service.rulebook.vocabulary import Question

Text = tuple[str, str]


class Notebook:
    """What the voices were told of each text, and what is to be said of it; nothing where nothing was given."""

    version = "none"

    def __init__(self) -> None:
        self.noted: dict[tuple[Question, Text], Facts] = {}
        self.given: dict[tuple[Question, Text], Mapping[str, float]] = {}

    def hear(self, title: str, body: str) -> "Page":
        """The page of a text."""
        return Page(self, (title, body))

    def facts(self, question: Question, text: Text) -> Facts:
        """What was told of a text when the question was asked."""
        return self.noted[question, text]

    def answer(self, question: Question, said: Mapping[Text, Mapping[str, float]]) -> None:
        """From now on this is said of these texts."""
        self.given.update({(question, text): one for text, one in said.items()})


class Page:
    """One text's page."""

    def __init__(self, notebook: Notebook, text: Text) -> None:
        self._notebook, self._text = notebook, text

    def say(self, question: Question, facts: Facts) -> Mapping[str, float]:
        """What was given for the text and the question."""
        self._notebook.noted[question, self._text] = facts
        return self._notebook.given.get((question, self._text), {})
