"""The field's words as closed sets. English in code; the Chinese labels are data (`bureau/data/vocabulary.csv`)."""

from enum import StrEnum


class Channel(StrEnum):
    """How a petition came in (条例 17: 信息网络、书信、电话、传真、走访等形式; the list stays open through `OTHER`)."""

    ONLINE = "online"
    LETTER = "letter"
    PHONE = "phone"
    VISIT = "visit"
    OTHER = "other"


class Purpose(StrEnum):
    """What the petitioner wants, which decides the handling class (条例 29, 30, 31)."""

    APPEAL = "appeal"
    ACCUSATION = "accusation"
    SUGGESTION = "suggestion"
    INQUIRY = "inquiry"
    OTHER = "other"


class Route(StrEnum):
    """The way a petition must be handled: the six ways of 条例 31, discipline (30), study (29), a plain reply."""

    LITIGATION = "litigation"
    ARBITRATION = "arbitration"
    PARTY_APPEAL = "party_appeal"
    ADMINISTRATIVE_PROCEDURE = "administrative_procedure"
    STATUTORY_DUTY = "statutory_duty"
    PETITION_PROCEDURE = "petition_procedure"
    DISCIPLINE = "discipline"
    STUDY = "study"
    REPLY = "reply"


class Question(StrEnum):
    """The five questions of jurisdiction."""

    PURPOSE = "purpose"
    CONTENT_CLASS = "content_class"
    PLACE = "place"
    ROUTE = "route"
    ORGAN = "organ"


class TextField(StrEnum):
    """The parts of a petition that evidence can point into."""

    SUBJECT = "subject"
    REQUEST = "request"
    FACTS = "facts"
    PROBLEM_PLACE = "problem_place"
