"""Letters as they reach a desk: several fonts, inks and sizes, askew, noisy, stamped, ruled, photographed."""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

import service.acknowledgements

OWN = Path(service.acknowledgements.__file__).parent / "fonts"
WIDTH, HEIGHT, MARGIN = 1240, 1754, 120
INKS = ("#000000", "#101840", "#1a3a8a", "#333333", "#402020")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One letter: its text, its pages, and how it was made."""

    text: str
    pages: tuple[bytes, ...]
    how: str


def fonts(folder: Path | None) -> list[Path]:
    """The fonts to print with: those of the service, and what a folder has beside them."""
    found = [OWN / "NotoSerifCJKsc-Regular.otf", OWN / "DroidSansFallbackFull.ttf"]
    if folder is not None:
        beside = sorted(one for one in folder.rglob("*") if one.suffix in (".ttf", ".ttc", ".otf"))
        found += [one for one in beside if _has_chinese(one)]
    return found


def _has_chinese(face: Path) -> bool:
    """Whether it draws two signs differently: a font that has neither draws the same empty box for both."""
    one, other = (bytes(_font(face, 32).getmask(sign)) for sign in "信访")
    return one != other


def sheet(text: str, chance: random.Random, faces: list[Path]) -> Sheet:
    """A letter with this text."""
    face, size = chance.choice(faces), chance.randint(26, 42)
    ruled, stamped, photo = chance.random() < 0.3, chance.random() < 0.3, chance.random() < 0.25
    slant, quality, noise = chance.uniform(-2, 2), chance.randint(40, 90), chance.uniform(0, 14)
    pages = []
    for lines in _pages(text, face, size):
        picture = _printed(lines, face, size, chance.choice(INKS), ruled=ruled)
        if stamped:
            _stamp(picture, chance)
        picture = picture.rotate(slant, fillcolor="white", resample=Image.Resampling.BICUBIC)
        if photo:
            picture = _photographed(picture, chance)
        pages.append(_jpeg(_noisy(picture, noise, chance), quality))
    named = [name for name, was in (("ruled", ruled), ("stamped", stamped), ("photo", photo)) if was]
    return Sheet(text, tuple(pages), f"{face.stem} {size}px q{quality} {slant:+.1f}° {' '.join(named)}")


@cache
def _font(face: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(face), size)


def _pages(text: str, face: Path, size: int) -> Iterator[list[str]]:
    lines = [line for paragraph in text.splitlines() for line in _wrapped(paragraph, _font(face, size))]
    fit = int((HEIGHT - 2 * MARGIN) / (size * 1.7))
    for start in range(0, len(lines), fit):
        yield lines[start : start + fit]


def _wrapped(paragraph: str, font: ImageFont.FreeTypeFont) -> Iterator[str]:
    line = ""
    for sign in paragraph:
        if font.getlength(line + sign) > WIDTH - 2 * MARGIN and sign not in "，。！？；：、）》”":
            yield line
            line = ""
        line += sign
    yield line


def _printed(lines: list[str], face: Path, size: int, ink: str, *, ruled: bool) -> Image.Image:
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen, y = ImageDraw.Draw(picture), MARGIN
    for line in lines:
        if ruled:
            pen.line((MARGIN - 20, y + size * 1.35, WIDTH - MARGIN + 20, y + size * 1.35), "#d05050", 2)
        pen.text((MARGIN, y), line, fill=ink, font=_font(face, size))
        y += int(size * 1.7)
    return picture


def _stamp(picture: Image.Image, chance: random.Random) -> None:
    x, y = chance.randint(700, 950), chance.randint(1350, 1500)
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    pen.ellipse((x, y, x + 200, y + 200), outline=(210, 30, 30, 150), width=8)
    pen.text((x + 45, y + 85), "收讫", fill=(210, 30, 30, 150), font=_font(OWN / "NotoSerifCJKsc-Regular.otf", 50))
    picture.paste(Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB"))


def _photographed(picture: Image.Image, chance: random.Random) -> Image.Image:
    bend = [chance.uniform(0, 40) for _ in range(8)]
    corners = (
        *(-bend[0], -bend[1], -bend[2], HEIGHT + bend[3]),
        *(WIDTH + bend[4], HEIGHT + bend[5], WIDTH + bend[6], -bend[7]),
    )
    bent = picture.transform(
        picture.size, Image.Transform.QUAD, corners, resample=Image.Resampling.BICUBIC, fillcolor="#b0a890"
    )
    light = np.linspace(chance.uniform(0.75, 1), 1, WIDTH)[None, :, None]
    return Image.fromarray((np.asarray(bent) * light).astype(np.uint8))


def _noisy(picture: Image.Image, strength: float, chance: random.Random) -> Image.Image:
    made = np.random.default_rng(chance.randint(0, 1 << 30)).normal(0, strength, (HEIGHT, WIDTH, 1))
    return Image.fromarray(np.clip(np.asarray(picture) + made, 0, 255).astype(np.uint8))


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=quality)
    return made.getvalue()
