"""Pictures of files, drawn anew: nothing of where and with what they were taken is left in them."""

import io
from typing import Any

import pypdfium2
from PIL import Image, ImageOps

from service.reading.inspection import MOST_PIXELS
from service.reading.kinds import PICTURES, Media

VIEW = 2_400  # pixels of the longer side
THUMBNAIL = 320
MOST_PAGES = 200  # of a file that somebody should look at
QUALITY = 85
JPEG = "image/jpeg"


def _reads_heic() -> bool:
    try:
        from pi_heif import register_heif_opener  # with the extra `ocr`; it decodes and brings no encoder along
    except ImportError:
        return False
    register_heif_opener(thumbnails=False)
    return True


READS_HEIC = _reads_heic()


class Broken(Exception):
    """A file that cannot be opened. `because` is stable."""

    def __init__(self, because: str) -> None:
        super().__init__(because)
        self.because = because


def views(media: Media, content: io.BytesIO) -> tuple[dict[str, Any], list[bytes]]:
    """A view and a thumbnail of the first page, as JPEG, and how many pages there are. Raises `Broken`."""
    if media is Media.PDF:
        pages, first = _of_pdf(content)
        return {"pages": pages, "media": JPEG, "made": ["thumbnail"]}, [_jpeg(first, THUMBNAIL)]
    if media is Media.HEIC and not READS_HEIC:
        raise Broken("no_reader_installed")
    if media in PICTURES:
        pages, picture = opened(content)
        return {"pages": pages, "media": JPEG, "made": ["view", "thumbnail"]}, [
            _jpeg(picture, VIEW),
            _jpeg(picture, THUMBNAIL),
        ]
    return {"pages": None, "media": None, "made": []}, []


def opened(content: io.BytesIO, page: int = 0) -> tuple[int, Image.Image]:
    """How many pages a picture has, and one of them upright, in colour. Raises `Broken`."""
    try:
        with Image.open(content) as file:
            pages = min(getattr(file, "n_frames", 1), MOST_PAGES)
            if page:
                file.seek(page)
            if file.width * file.height > MOST_PIXELS:  # a later page may be larger than the first
                raise Broken("too_much_to_open")
            file.load()
            upright = ImageOps.exif_transpose(file)
            return pages, _on_white(upright)
    except (OSError, SyntaxError, ValueError) as broken:
        raise Broken("image_broken") from broken


def pdf(content: io.BytesIO) -> pypdfium2.PdfDocument:
    """A PDF that can be opened. Raises `Broken`."""
    try:
        document = pypdfium2.PdfDocument(content)
        if not 0 < len(document) <= MOST_PAGES:
            raise Broken("too_many_pages")
    except pypdfium2.PdfiumError as broken:
        raise Broken("pdf_locked" if "assword" in str(broken) else "pdf_broken") from broken
    return document


def drawn(page: pypdfium2.PdfPage, longest: int) -> Image.Image:
    """A page of a PDF as a picture whose longer side has at most so many pixels."""
    width, height = page.get_size()
    if min(width, height) <= 0:
        raise Broken("pdf_broken")
    picture: Image.Image = page.render(scale=min(longest / max(width, height), 300 / 72)).to_pil()
    return picture.convert("RGB")


def _of_pdf(content: io.BytesIO) -> tuple[int, Image.Image]:
    document = pdf(content)
    return len(document), drawn(document[0], THUMBNAIL * 2)


def _on_white(picture: Image.Image) -> Image.Image:
    if "A" in picture.getbands() or "transparency" in picture.info:
        ground = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(ground, picture.convert("RGBA")).convert("RGB")
    return picture.convert("RGB")


def _jpeg(picture: Image.Image, longest: int) -> bytes:
    small = picture.copy()
    small.thumbnail((longest, longest))
    small.info.clear()
    made = io.BytesIO()
    small.save(made, "JPEG", quality=QUALITY)
    return made.getvalue()
