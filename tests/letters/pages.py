"""Pages as a scanner would hand them over, drawn with the fonts of the service."""

import io
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

import service.acknowledgements

FONT = Path(service.acknowledgements.__file__).parent / "fonts" / "NotoSerifCJKsc-Regular.otf"
BODY = (
    "我是前进街道某小区的住户，物业公司自二月起把地面停车费由每月六十元涨到一百五十元，既未公示也未征求业主意见。"
    "请责令物业公司退还多收的停车费，并公示收费依据。"
)
LETTER = f"""尊敬的区信访局领导：
　　{BODY}
　　联系电话：13800001234，家住前进街道幸福小区3号楼。
　　此致
敬礼！
　　　　　　　　　王建国
　　　　　2026年3月5日"""


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)


def page(text: str = LETTER, *, size: int = 34, slant: float = 0.7) -> bytes:
    """A page with this text, a little askew, as JPEG."""
    picture = Image.new("RGB", (1240, 1754), "white")
    pen, y = ImageDraw.Draw(picture), 130
    for paragraph in text.splitlines():
        for line in _wrapped(paragraph, _font(size), 1000):
            pen.text((120, y), line, fill="#102040", font=_font(size))
            y += size + 28
    made = io.BytesIO()
    picture.rotate(slant, fillcolor="white", resample=Image.Resampling.BICUBIC).save(made, "JPEG", quality=80)
    return made.getvalue()


def scanned_again(content: bytes, chance: random.Random, *, turned: bool = False) -> bytes:
    """The same sheet through another scanner: askew, shifted, darker or lighter, noisy, in another quality of JPEG."""
    sheet = Image.open(io.BytesIO(content)).convert("RGB")
    sheet = sheet.rotate(chance.uniform(-2.5, 2.5), fillcolor="white", resample=Image.Resampling.BICUBIC)
    shift = (1, 0, chance.randint(-25, 25), 0, 1, chance.randint(-25, 25))
    sheet = sheet.transform(sheet.size, Image.Transform.AFFINE, shift, fillcolor="white")
    noise = np.random.default_rng(chance.randrange(1 << 30)).normal(0, chance.uniform(0, 10), (*sheet.size[::-1], 1))
    exposed = np.asarray(sheet) * chance.uniform(0.7, 1.15) + noise
    made = io.BytesIO()
    again = Image.fromarray(exposed.clip(0, 255).astype(np.uint8))
    (again.rotate(180) if turned else again).save(made, "JPEG", quality=chance.randint(35, 90))
    return made.getvalue()


def on_form(text: str) -> bytes:
    """A letter on the printed form of the bureau: heading, fields and rules are the same on each."""
    sheet = Image.open(
        io.BytesIO(page("信访事项登记表\n姓名：　　　　电话：　　　　住址：\n" + text, slant=0))
    ).convert("RGB")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((90, 110, 1150, 1640), outline="#303030", width=3)
    for y in range(270, 1600, 62):
        pen.line((90, y, 1150, y), "#909090", 2)
    made = io.BytesIO()
    sheet.save(made, "JPEG", quality=85)
    return made.getvalue()


def _wrapped(paragraph: str, font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    line = ""
    for sign in paragraph:
        if font.getlength(line + sign) > width:
            yield line
            line = ""
        line += sign
    yield line


def blank() -> bytes:
    """A page on which nothing is written."""
    made = io.BytesIO()
    Image.new("L", (620, 877), 255).save(made, "PNG")
    return made.getvalue()
