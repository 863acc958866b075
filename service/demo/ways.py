"""The ways a petition can go: which moves, how many days after the one before, and how often the way is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Move:
    """One step: what, after between how many days, and with which particulars."""

    what: str
    least: int
    most: int
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """A course of events for matters of some kinds; `share` is its weight among all ways."""

    name: str
    kinds: tuple[str, ...]
    share: int
    moves: tuple[Move, ...]
    people: tuple[int, int] = (1, 1)
    anonymous: bool = False


def _move(what: str, least: int, most: int, **said: Any) -> Move:
    return Move(what, least, most, said)


DECIDE = _move("decide", 0, 2)
SEND = _move("send", 0, 4)
SIGN = _move("arrive", 0, 1)
ACCEPT = _move("accept", 2, 8)
RATE_BUREAU = _move("rate_bureau", 0, 3, satisfaction="satisfied")
TAKEN = (DECIDE, SEND, SIGN, ACCEPT)
TAKEN_AND_RATED = (DECIDE, SEND, SIGN, RATE_BUREAU, ACCEPT)
DELIVER = _move("deliver", 1, 6)
CLOSE = _move("close", 0, 3)
PLEASED = (_move("rate_organ", 1, 20, satisfaction="satisfied"),)
CROSS = (_move("rate_organ", 1, 20, satisfaction="dissatisfied"),)


def _answered(outcome: str, least: int, most: int, *, resolved: bool = True) -> tuple[Move, ...]:
    return (_move("reply", least, most, outcome=outcome), DELIVER, _move("close", 0, 3, resolved=resolved))


SUPPORTED = _answered("supported", 15, 50)
NOT_SUPPORTED = _answered("not_supported", 20, 55, resolved=False)

WAYS = (
    Way("supported and rated", ("appeal",), 14, (*TAKEN_AND_RATED, *SUPPORTED, *PLEASED)),
    Way("supported, never rated", ("appeal", "duty"), 10, (*TAKEN, *SUPPORTED)),
    Way("explained", ("appeal",), 5, (*TAKEN, *_answered("explained", 15, 45, resolved=False), *PLEASED)),
    Way("not supported, dissatisfied", ("appeal",), 4, (*TAKEN, *NOT_SUPPORTED, *CROSS)),
    Way(
        "promised and carried out",
        ("appeal", "duty"),
        5,
        (
            *TAKEN,
            _move("reply", 10, 40, outcome="supported"),
            DELIVER,
            _move("close", 0, 2, promised=40),
            _move("execute", 10, 35),
        ),
    ),
    Way(
        "promised and not carried out",
        ("appeal", "duty"),
        2,
        (*TAKEN, _move("reply", 10, 40, outcome="supported"), DELIVER, _move("close", 0, 2, promised=20)),
    ),
    Way(
        "simple",
        ("small",),
        9,
        (
            DECIDE,
            _move("send", 0, 2, procedure="simple"),
            SIGN,
            _move("accept", 0, 2),
            *_answered("supported", 2, 8),
            *PLEASED,
        ),
    ),
    Way(
        "simple, made ordinary",
        ("small",),
        2,
        (
            DECIDE,
            _move("send", 0, 2, procedure="simple"),
            SIGN,
            _move("accept", 0, 2),
            _move("go_ordinary", 3, 6),
            *SUPPORTED,
        ),
    ),
    Way(
        "assigned",
        ("appeal",),
        4,
        (
            DECIDE,
            _move("send", 0, 3, kind="assign", report=45),
            SIGN,
            ACCEPT,
            *_answered("supported", 15, 30),
            *PLEASED,
        ),
        people=(2, 12),
    ),
    Way("statutory duty", ("duty",), 8, (*TAKEN_AND_RATED, *_answered("supported", 10, 40), *PLEASED)),
    Way("arbitration", ("arbitration",), 3, (*TAKEN, *_answered("supported", 20, 40))),
    Way(
        "objection upheld",
        ("appeal",),
        4,
        (
            DECIDE,
            _move("send", 0, 3, astray=True),
            SIGN,
            _move("object", 1, 4),
            _move("uphold", 0, 2),
            _move("send", 0, 2),
            _move("arrive", 0, 1),
            ACCEPT,
            *SUPPORTED,
        ),
    ),
    Way(
        "objection rejected",
        ("appeal",),
        3,
        (
            DECIDE,
            SEND,
            SIGN,
            _move("object", 1, 4),
            _move("reject", 0, 2),
            _move("accept", 1, 8),
            *SUPPORTED,
            *PLEASED,
        ),
    ),
    Way(
        "dispute, stays",
        ("appeal",),
        1,
        (
            DECIDE,
            SEND,
            SIGN,
            _move("object", 1, 4),
            _move("reject", 0, 2),
            _move("object", 0, 2),
            _move("settle", 3, 12, here=True),
            _move("accept", 0, 4),
            *SUPPORTED,
        ),
    ),
    Way(
        "dispute, goes elsewhere",
        ("appeal",),
        1,
        (
            DECIDE,
            _move("send", 0, 3, astray=True),
            SIGN,
            _move("object", 1, 4),
            _move("reject", 0, 2),
            _move("object", 0, 2),
            _move("settle", 3, 12, here=False),
            _move("send", 0, 1),
            _move("arrive", 0, 1),
            ACCEPT,
            *SUPPORTED,
        ),
    ),
    Way("extended", ("appeal",), 4, (*TAKEN, _move("extend", 40, 55), *_answered("supported", 15, 25), *PLEASED)),
    Way(
        "answered late", ("appeal", "duty"), 3, (*TAKEN, _move("urge", 61, 63), *_answered("supported", 3, 20), *CROSS)
    ),
    Way("never accepted", ("appeal",), 2, (DECIDE, SEND, SIGN, _move("urge", 16, 25), _move("supervise", 8, 15))),
    Way("never signed for", ("appeal",), 1, (DECIDE, SEND)),
    Way("accepted late", ("appeal",), 2, (DECIDE, SEND, SIGN, _move("accept", 17, 22), *SUPPORTED)),
    Way("heard", ("appeal",), 2, (*TAKEN, _move("hear", 10, 25), *_answered("supported", 5, 20))),
    Way(
        "settled by mediation",
        ("appeal", "small"),
        10,
        (*TAKEN, _move("mediate", 5, 20), *_answered("settled", 2, 10), *PLEASED),
    ),
    Way(
        "reviewed, upheld twice",
        ("appeal",),
        2,
        (
            *TAKEN,
            *NOT_SUPPORTED,
            _move("ask_review", 5, 20, level="review"),
            _move("decide_review", 10, 25, level="review", outcome="upheld"),
            _move("deliver_review", 1, 5, level="review"),
            _move("ask_review", 5, 20, level="re_review"),
            _move("hear_review", 5, 15, level="re_review"),
            _move("decide_review", 5, 15, level="re_review", outcome="upheld"),
            _move("deliver_review", 1, 5, level="re_review"),
        ),
    ),
    Way(
        "reviewed, remanded",
        ("appeal",),
        1,
        (
            *TAKEN,
            *NOT_SUPPORTED,
            _move("ask_review", 5, 20, level="review"),
            _move("decide_review", 10, 25, level="review", outcome="remanded"),
            _move("deliver_review", 1, 5, level="review"),
            _move("reopen", 1, 3),
            _move("send", 0, 2),
            _move("arrive", 0, 1),
            ACCEPT,
            *SUPPORTED,
        ),
    ),
    Way("guided", ("administrative",), 5, (DECIDE, _move("guide", 0, 5, route="administrative_procedure"))),
    Way(
        "answered directly",
        ("inquiry",),
        6,
        (DECIDE, _move("answer", 0, 3), _move("rate_bureau", 1, 10, satisfaction="satisfied")),
    ),
    Way("filed", ("thanks",), 2, (DECIDE, _move("file", 0, 3))),
    Way("forwarded to discipline", ("accusation",), 4, (DECIDE, _move("send", 0, 3, kind="forward"), SIGN)),
    Way(
        "anonymous accusation", ("accusation",), 2, (DECIDE, _move("send", 0, 3, kind="forward"), SIGN), anonymous=True
    ),
    Way("forwarded to the court", ("litigation",), 4, (DECIDE, _move("send", 0, 3, kind="forward"), SIGN)),
    Way("submitted upward", ("outside",), 4, (DECIDE, _move("send", 0, 3, kind="upward"))),
    Way("studied", ("suggestion",), 4, (*TAKEN, *_answered("adopted", 15, 50), *PLEASED)),
    Way("refused", ("appeal",), 2, (DECIDE, _move("propose", 0, 4, code="r5"), _move("approve", 0, 2))),
    Way(
        "refusal rejected",
        ("appeal",),
        1,
        (DECIDE, _move("propose", 0, 3, code="r5"), _move("disapprove", 0, 2), SEND, SIGN, ACCEPT, *SUPPORTED),
    ),
    Way("withdrawn early", ("appeal", "inquiry"), 3, (_move("withdraw", 0, 3),)),
    Way("withdrawn late", ("appeal",), 2, (*TAKEN, _move("withdraw", 5, 20))),
    Way("supplemented", ("appeal",), 3, (DECIDE, _move("supplement", 0, 3), SEND, SIGN, ACCEPT, *SUPPORTED)),
    Way(
        "urgent",
        ("duty",),
        2,
        (
            DECIDE,
            _move("hasten", 0, 0),
            _move("report", 0, 0),
            SEND,
            SIGN,
            _move("accept", 0, 2),
            *_answered("supported", 2, 10),
        ),
        people=(20, 60),
    ),
    Way("two claims", ("two_claims",), 4, (DECIDE, _move("send_claims", 0, 3), SIGN, ACCEPT, *SUPPORTED)),
    Way("waits for the bureau", ("appeal", "inquiry"), 2, ()),
    Way("bureau late", ("appeal",), 1, (DECIDE, _move("send", 17, 20), SIGN, ACCEPT, *SUPPORTED)),
    Way(
        "recalled",
        ("appeal",),
        1,
        (
            DECIDE,
            _move("send", 0, 3, astray=True),
            SIGN,
            _move("recall", 1, 3),
            _move("send", 0, 1),
            _move("arrive", 0, 1),
            ACCEPT,
            *SUPPORTED,
        ),
    ),
    Way("joint", ("appeal", "duty"), 5, (*TAKEN, _move("care", 0, 3), *SUPPORTED), people=(5, 40)),
)
