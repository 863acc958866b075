"""The bureau's written notices as templates: what each says, with which facts, by which articles (domain §9).

A template that misleads stops the start: a placeholder nobody fills, one that the law needs and the text has not, an
article missing, a claim of 受理 where nobody has accepted, a right taken without the words that tell the way on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.bureau import citations, documents
from service.bureau.documents import Entry
from service.bureau.notice_facts import COMMON, KINDS, NUMBERING, REMEDIED, SPOKEN
from service.bureau.texts import claims_nothing, placeholders
from service.rulebook.notices import SAYS_ACCEPTED
from service.rulebook.vocabulary import NoticeKind

LETTER = ("red_head", "seal", "verification", "sms", "missing")
SMS_LIMIT = 140  # characters: two parts of 70 in UCS-2


@dataclass(frozen=True, slots=True)
class Template:
    """What a notice of one kind says. `body` is paragraphs; one that begins with `# ` is a heading."""

    kind: NoticeKind
    title: str
    number: str
    salutation: str
    issuer: str
    articles: str
    body: str
    remedy: str
    sms: str


@dataclass(frozen=True, slots=True)
class Stationery:
    """What all letters share. `seal` is an image in the bureau's directory, None where none is printed."""

    red_head: bool
    seal: Path | None
    verification: str
    missing: str


@dataclass(frozen=True, slots=True)
class Notices:
    """All templates of a bureau, and its letter paper."""

    stationery: Stationery
    by_kind: Mapping[NoticeKind, Template]


def load(path: Path) -> Notices:
    """Read the templates: one for every kind, none twice."""
    document = documents.read(path)
    letter = document.section("letter")
    letter.only(LETTER)
    found: dict[NoticeKind, Template] = {}
    for entry in document.entries("notice"):
        kind = _kind(entry)
        if kind in found:
            raise entry.broken("kind", "a kind that no earlier notice has")
        found[kind] = _template(entry, kind, letter)
    for kind in NoticeKind:
        if kind not in found:
            raise letter.broken("notice", f"a [[notice]] of kind {kind}")
    return Notices(_stationery(letter, path.parent), found)


def seal_of(directory: Path) -> str | None:
    """The file of the seal that the templates of this directory name."""
    seal = documents.read(directory / "notices.toml").section("letter").fields.get("seal")
    return seal if isinstance(seal, str) and seal else None


def _stationery(letter: Entry, directory: Path) -> Stationery:
    red_head, seal = letter.fields.get("red_head", False), letter.fields.get("seal")
    if not isinstance(red_head, bool):
        raise letter.broken("red_head", "true or false")
    if seal is not None and not (
        isinstance(seal, str) and seal.endswith((".png", ".svg")) and (directory / seal).is_file()
    ):
        raise letter.broken("seal", "the name of a .png or .svg file beside this one")
    _only(letter, "verification", ("url", "document_number"))
    _needs(letter, "verification", ("url",))
    _only(letter, "missing", ())
    return Stationery(
        red_head,
        directory / seal if isinstance(seal, str) else None,
        letter.text("verification"),
        letter.text("missing"),
    )


def _kind(entry: Entry) -> NoticeKind:
    if entry.fields.get("kind") not in set(NoticeKind):
        raise entry.broken("kind", "one of " + ", ".join(NoticeKind))
    return NoticeKind(entry.text("kind"))


def _template(entry: Entry, kind: NoticeKind, letter: Entry) -> Template:
    entry.only(("kind", "title", "number", "salutation", "issuer", "articles", "body", "remedy", "sms"))
    if not entry.texts("articles"):
        raise entry.broken("articles", "at least one article")
    sayable = KINDS[kind]
    for field in ("title", "salutation", "issuer", "body", *(("remedy",) if "remedy" in entry.fields else ())):
        _only(entry, field, (*COMMON, *sayable.needed, *sayable.more))
        _claims_nothing(entry, field, kind)
    _needs(entry, "body", sayable.needed, also=("salutation", "issuer", "remedy"))
    if kind in REMEDIED and not str(entry.fields.get("remedy", "")).strip():
        raise entry.broken("remedy", "the line that tells how the petitioner may go on")
    _only(entry, "number", NUMBERING)
    _needs(entry, "number", NUMBERING)
    return Template(
        kind=kind,
        title=entry.text("title"),
        number=entry.text("number"),
        salutation=entry.text("salutation"),
        issuer=entry.text("issuer"),
        articles=citations.in_words("、".join(entry.texts("articles"))),
        body=entry.text("body").strip(),
        remedy=str(entry.fields.get("remedy", "")).strip(),
        sms=_sms(entry if "sms" in entry.fields else letter, kind),
    )


def _sms(entry: Entry, kind: NoticeKind) -> str:
    """A short message passes through other hands: it names neither person nor matter."""
    _only(entry, "sms", SPOKEN)
    _claims_nothing(entry, "sms", kind)
    if len(entry.text("sms")) > SMS_LIMIT:
        raise entry.broken("sms", f"at most {SMS_LIMIT} characters")
    return entry.text("sms")


def _only(entry: Entry, field: str, known: Iterable[str]) -> None:
    allowed = tuple(known)
    for placeholder in placeholders(entry, field):
        if placeholder not in allowed:
            raise entry.broken(field, "only the placeholders " + (", ".join(allowed) or "none"))


def _needs(entry: Entry, field: str, needed: Iterable[str], *, also: Iterable[str] = ()) -> None:
    there = set().union(*(placeholders(entry, one) for one in (field, *also) if one in entry.fields))
    for placeholder in needed:
        if placeholder not in there:
            raise entry.broken(field, f"the placeholder {{{placeholder}}}")


def _claims_nothing(entry: Entry, field: str, kind: NoticeKind) -> None:
    if kind not in SAYS_ACCEPTED:
        claims_nothing(entry, field)
