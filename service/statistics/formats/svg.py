"""SVG: a picture of an answer with at most two cuts. picture.py decides what it shows, drawing.py puts it on paper."""

from service.statistics.formats.answered import Answered
from service.statistics.formats.picture import picture


def chart(answered: Answered) -> bytes:
    """The picture: time as lines, everything else as bars. Equal answers give equal bytes.

    Takes some 100 ms of a processor: for a thread. Raises `UnknownParameter` for what no picture shows legibly.
    """
    seen = picture(answered)
    # Not at the start of the service: the library takes half a second and 60 MB, and few ask for a picture.
    from service.statistics.formats import drawing

    return drawing.drawn(seen)
