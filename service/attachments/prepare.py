"""A worker looks into the files of a petition: views are made of them, and what they say is read for accusations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.attachments.know_again import known_again
from service.desk.citizen import reproach_of
from service.desk.kit import Desk
from service.reading.apart import Opener
from service.reading.kinds import LEGIBLE, Media
from service.register import attachments
from service.register.attachments import Attachment, View
from service.storage.objects import ObjectMissing
from service.storage.transaction import Begin

MOST_READ = 20_000  # characters: as much as a petition may have


async def prepare(petition_id: int, *, at: datetime, begin: Begin, desk: Desk, opener: Opener) -> None:
    """Make views of what has none yet; `begin` ends the job. What cannot be opened is recorded as doubtful, and why."""
    async with desk.read() as tx:
        waiting = [filed.attachment for filed in await attachments.of(tx, petition_id) if filed.view is None]
    looked = [(one, await looked_into(one, at, desk, opener)) for one in waiting]
    doubts = await known_again(petition_id, [(one, found.pages) for one, found in looked], at=at, desk=desk)
    async with begin() as tx:
        tx.write(*doubts)
        # Another job of the same petition may have been first.
        known = {filed.attachment.ordinal for filed in await attachments.of(tx, petition_id) if filed.view is not None}
        for one, found in looked:
            if one.ordinal not in known:
                tx.write(attachments.keep_view(petition_id, one.ordinal, found.view, at))


@dataclass(frozen=True, slots=True)
class Looked:
    """What was made of a file, and its pages with what is written on them."""

    view: View
    pages: Sequence[Mapping[str, Any]] = ()


async def looked_into(one: Attachment, at: datetime, desk: Desk, opener: Opener) -> Looked:
    """Have views made of a file and its words read."""
    media = Media(one.media)
    if media not in LEGIBLE:
        return Looked(View(None, True, None, None, None, None))
    try:
        drawn = await opener.ask("views", media, one.size, desk.files.read(one.object))
        if drawn.doubt:
            return Looked(View(drawn.doubt, True, None, None, None, None))
        read = await opener.ask("text", media, one.size, desk.files.read(one.object))
    except ObjectMissing:
        return Looked(View("file_missing", True, None, None, None, None))
    objects: dict[str, str] = {}
    for name, content in zip(drawn.facts["made"], drawn.blobs, strict=True):
        objects[name] = f"{one.object}.{name}"
        await desk.files.keep_made(objects[name], content)
    pages: Sequence[Mapping[str, Any]] = read.facts.get("pages", ())
    withheld = _withheld(pages, read.doubt, at, desk)
    view, thumbnail = objects.get("view"), objects.get("thumbnail")
    return Looked(View(read.doubt, withheld, drawn.facts["pages"], drawn.facts["media"], view, thumbnail), pages)


def _withheld(pages: Sequence[Mapping[str, Any]], doubt: str | None, at: datetime, desk: Desk) -> bool:
    """Whether a file is kept from organs' eyes: it accuses somebody, or nobody could read whether it does (30(3))."""
    text = "\n".join(page["text"] for page in pages)[:MOST_READ]
    unread = doubt is not None or any(page["by"] == "nobody" for page in pages)
    return unread or (bool(text.strip()) and reproach_of(text, at, desk).accuses)
