"""Recognises what is written in a picture (RapidOCR: PP-OCR models inside its package, onnxruntime, no network)."""

from functools import cache
from typing import Any

import numpy as np
from PIL import Image

from service.reading.layout import Line

# One core: what else runs on this machine answers people.
_PARAMETERS = {
    "Global.log_level": "error",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}


def recognised(picture: Image.Image) -> list[Line] | None:
    """The lines of a picture; None where this installation has no recognition (the extra `xinfang[ocr]`)."""
    engine = _engine()
    if engine is None:
        return None
    found = engine(np.asarray(picture)[:, :, ::-1])
    if found.txts is None:
        return []
    return [
        Line(text, round(float(score), 4), tuple((int(x), int(y)) for x, y in box))
        for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
    ]


@cache
def _engine() -> Any:
    try:
        from rapidocr import RapidOCR  # an extra of 250 MB
    except ImportError:
        return None
    return RapidOCR(params=_PARAMETERS)
