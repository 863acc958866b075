"""A written notice as words: composed from the bureau's template and the facts, the same for paper, screen and SMS."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from service.bureau.load import Bureau
from service.bureau.notices import Template
from service.desk.kit import local_date
from service.desk.receipt import day_in_words
from service.rulebook.vocabulary import NoticeKind

HEADING = "# "
_INDENT = "　　"


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph or a heading."""

    text: str
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice, ready to be printed."""

    kind: NoticeKind
    serial: str
    title: str
    document_number: str
    salutation: str
    parts: tuple[Part, ...]
    issuer: str
    by_bureau: bool
    date: str
    issued_at: datetime
    url: str
    verification: str

    @property
    def text(self) -> str:
        """The letter as plain text."""
        body = (part.text if part.heading else _INDENT + part.text for part in self.parts)
        return "\n".join((self.title, self.document_number, "", self.salutation, *body, "", self.issuer, self.date))


@dataclass(frozen=True, slots=True)
class Numbered:
    """What a notice is called: its serial, its place in the year's series of its kind, where it can be verified."""

    serial: str
    year: int
    number: int
    url: str


def compose(facts: Mapping[str, str], kind: NoticeKind, called: Numbered, at: datetime, bureau: Bureau) -> Letter:
    """The letter of this kind with these facts. Raises `KeyError` for a fact that the template names and nobody has."""
    template, paper = bureau.notices.by_kind[kind], bureau.notices.stationery
    document_number = template.number.format_map({"year": str(called.year), "number": str(called.number)})
    told = {**facts, "articles": template.articles, "bureau_name": bureau.name}
    issuer = template.issuer.format_map(told)
    return Letter(
        kind=kind,
        serial=called.serial,
        title=template.title.format_map(told),
        document_number=document_number,
        salutation=template.salutation.format_map(told),
        parts=tuple(_parts(template, told)),
        issuer=issuer,
        by_bureau=issuer == bureau.name,
        date=day_in_words(local_date(at)),
        issued_at=at,
        url=called.url,
        verification=paper.verification.format_map({"url": called.url, "document_number": document_number}),
    )


def sms(letter: Letter, number: str, bureau: Bureau) -> str:
    """The short message that a letter is there: it names neither person nor matter."""
    return bureau.notices.by_kind[letter.kind].sms.format_map(
        {
            "bureau_name": bureau.name,
            "number": number,
            "title": letter.title,
            "document_number": letter.document_number,
        }
    )


def _parts(template: Template, told: Mapping[str, str]) -> list[Part]:
    """Paragraph by paragraph: what was written in several lines stays so, and what came out empty falls away."""
    parts: list[Part] = []
    for paragraph in (*template.body.split("\n\n"), template.remedy):
        if paragraph.startswith(HEADING):
            parts.append(Part(paragraph.removeprefix(HEADING).format_map(told).strip(), heading=True))
            continue
        lines = paragraph.format_map(told).splitlines()
        parts += [Part(line.strip()) for line in lines if line.strip()]
    return parts
