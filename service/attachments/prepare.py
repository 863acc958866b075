"""A worker looks into the files of a petition: views are made of them, and what they say is read for accusations."""

from datetime import datetime

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
    made: list[tuple[Attachment, View]] = []
    for one in waiting:
        made.append((one, await _view(one, at, desk, opener)))
    async with begin() as tx:
        # Another job of the same petition may have been first.
        known = {filed.attachment.ordinal for filed in await attachments.of(tx, petition_id) if filed.view is not None}
        for one, view in made:
            if one.ordinal not in known:
                tx.write(attachments.keep_view(petition_id, one.ordinal, view, at))


async def _view(one: Attachment, at: datetime, desk: Desk, opener: Opener) -> View:
    media = Media(one.media)
    if media not in LEGIBLE:
        return View(None, True, None, None, None, None)
    try:
        drawn = await opener.ask("views", media, one.size, desk.files.read(one.object))
        if drawn.doubt:
            return View(drawn.doubt, True, None, None, None, None)
        read = await opener.ask("text", media, one.size, desk.files.read(one.object))
    except ObjectMissing:
        return View("file_missing", True, None, None, None, None)
    objects: dict[str, str] = {}
    for name, content in zip(drawn.facts["made"], drawn.blobs, strict=True):
        objects[name] = f"{one.object}.{name}"
        await desk.files.keep_made(objects[name], content)
    text = "\n".join(page["text"] for page in read.facts.get("pages", ()))[:MOST_READ]
    withheld = _withheld(text, read.doubt, read.facts.get("pages", ()), at, desk)
    return View(
        read.doubt, withheld, drawn.facts["pages"], drawn.facts["media"], objects.get("view"), objects.get("thumbnail")
    )


def _withheld(text: str, doubt: str | None, pages: list[dict[str, object]], at: datetime, desk: Desk) -> bool:
    """Whether a file is kept from organs' eyes: it accuses somebody, or nobody could read whether it does (30(3))."""
    unread = doubt is not None or any(page["by"] == "nobody" for page in pages)
    return unread or (bool(text.strip()) and reproach_of(text, at, desk).accuses)
