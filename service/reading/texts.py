"""What is written in a file: the text it has where it has one, else what a machine recognises, line by line."""

import io
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from typing import Any

from service.reading.kinds import PICTURES, Media
from service.reading.layout import Line, paragraphs
from service.reading.pictures import Broken, drawn, opened, pdf
from service.reading.prints import SIDE, prints_of
from service.reading.recognition import recognised

ENOUGH = 16  # characters: what a PDF has of its own counts as its text from here on
LONGEST_SIDE = 2_000  # pixels: beyond it recognition takes longer and finds no more
MOST_XML = 32 << 20  # bytes of the text of a document
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its text, and its lines where a machine recognised them. `confidence` is 1 for text that was there.

    `prints` are those of its picture, upright and upside down, where it is one.
    """

    text: str
    by: str  # text, recognition, nobody
    confidence: float
    lines: tuple[Line, ...] = ()
    prints: tuple[str, ...] = ()


def text_of(media: Media, content: io.BytesIO) -> tuple[dict[str, Any], list[bytes]]:
    """The pages of a file. Raises `Broken`."""
    readers: dict[Media, Callable[[io.BytesIO], Iterator[Page]]] = {
        Media.PDF: _of_pdf,
        Media.DOCX: _of_docx,
        Media.EMAIL: _of_email,
        Media.TEXT: _of_text,
        **dict.fromkeys(PICTURES, _of_picture),
    }
    if media not in readers:
        raise Broken("nothing_to_read")
    return {"pages": [asdict(page) for page in readers[media](content)]}, []


def _of_pdf(content: io.BytesIO) -> Iterator[Page]:
    for page in pdf(content):
        text = page.get_textpage().get_text_bounded().replace("\r\n", "\n").strip()
        if sum(not sign.isspace() for sign in text) >= ENOUGH:
            yield Page(text, "text", 1.0, prints=tuple(prints_of(drawn(page, SIDE))))  # a scan may have its words too
        else:
            yield _recognised(drawn(page, LONGEST_SIDE))


def _of_picture(content: io.BytesIO) -> Iterator[Page]:
    pages, first = opened(content)
    yield _recognised(first)
    for nth in range(1, pages):
        content.seek(0)
        yield _recognised(opened(content, nth)[1])


def _recognised(picture: Any) -> Page:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    lines, prints = recognised(picture), tuple(prints_of(picture))
    if lines is None:
        return Page("", "nobody", 0.0, prints=prints)
    signs = sum(len(line.text) for line in lines)
    sure = sum(line.confidence * len(line.text) for line in lines) / signs if signs else 0.0
    return Page(paragraphs(lines, picture.width), "recognition", round(sure, 4), tuple(lines), prints)


def _of_docx(content: io.BytesIO) -> Iterator[Page]:
    with zipfile.ZipFile(content) as archive, archive.open("word/document.xml") as part:
        xml = part.read(MOST_XML + 1)
    if len(xml) > MOST_XML or b"<!DOCTYPE" in xml[:1024]:
        raise Broken("too_much_to_open")
    root = ElementTree.fromstring(xml)  # noqa: S314 - no document type, so no entities; expat bounds what is left
    written = ("".join(_words(paragraph)) for paragraph in root.iter(f"{_W}p"))
    yield Page("\n".join(written).strip(), "text", 1.0)


def _words(paragraph: ElementTree.Element) -> Iterator[str]:
    for one in paragraph.iter():
        if one.tag == f"{_W}t":
            yield one.text or ""
        elif one.tag in (f"{_W}tab", f"{_W}br"):
            yield "\n" if one.tag.endswith("br") else " "


def _of_email(content: io.BytesIO) -> Iterator[Page]:
    message = BytesParser(EmailMessage, policy=policy.default).parse(content)
    body = message.get_body(("plain", "html"))
    if body is None:
        raise Broken("nothing_to_read")
    said = str(body.get_content())
    subject = str(message.get("subject", "")).strip()
    text = _without_marks(said) if body.get_content_subtype() == "html" else said
    yield Page(f"{subject}\n{text}".strip(), "text", 1.0)


def _of_text(content: io.BytesIO) -> Iterator[Page]:
    raw = content.read()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            yield Page(raw.decode(encoding).replace("\r\n", "\n").strip(), "text", 1.0)
        except UnicodeDecodeError:
            continue
        return
    raise Broken("cannot_be_opened")


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the parser's
        self._silent += tag in ("script", "style")
        if tag in ("p", "br", "div", "tr", "li"):
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data)


def _without_marks(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    return "".join(parser.words)
