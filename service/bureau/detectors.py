"""The detectors of what ought to have been done and was not, as the bureau defines them."""

from collections.abc import Mapping
from pathlib import Path

from service.bureau import documents
from service.bureau.documents import Entry
from service.rulebook.detecting import WITH_CLOCKS, WITH_DAYS, Detector, Sign
from service.rulebook.terms import RIGHTS, Clock

KEYS = ("code", "zh", "en", "article", "sign", "clocks", "days", "trigger")


def load(path: Path) -> Mapping[str, Detector]:
    """Read `detectors.toml`; each has a code of its own, and says exactly what its sign needs."""
    found: dict[str, Detector] = {}
    for entry in documents.read(path).entries("detector"):
        entry.only(KEYS)
        detector = _detector(entry)
        if detector.code in found:
            raise entry.broken("code", "a code that no earlier detector has")
        found[detector.code] = detector
    return found


def _detector(entry: Entry) -> Detector:
    if entry.text("sign") not in tuple(Sign):
        raise entry.broken("sign", "one of " + ", ".join(Sign))
    sign, trigger = Sign(entry.text("sign")), entry.fields.get("trigger", False)
    if not isinstance(trigger, bool):
        raise entry.broken("trigger", "true or false")
    code = entry.text("code")
    if not code.isascii() or not code.replace("_", "").isalnum() or len(code) > 64:
        raise entry.broken("code", "a word of letters, digits and _")
    return Detector(
        code=code,
        zh=entry.text("zh"),
        en=entry.text("en"),
        article=entry.text("article"),
        sign=sign,
        clocks=_clocks(entry, sign),
        days=_days(entry, sign),
        trigger=trigger,
    )


def _clocks(entry: Entry, sign: Sign) -> tuple[Clock, ...]:
    """A right that was not used is nobody's omission."""
    named, duties = entry.texts("clocks"), sorted(set(Clock) - RIGHTS)
    if bool(named) != (sign in WITH_CLOCKS):
        raise entry.broken("clocks", "the clocks" if sign in WITH_CLOCKS else f"nothing, since {sign} has no clocks")
    if any(one not in duties for one in named):
        raise entry.broken("clocks", "clocks of duties: " + ", ".join(duties))
    return tuple(Clock(one) for one in named)


def _days(entry: Entry, sign: Sign) -> int:
    if ("days" in entry.fields) != (sign in WITH_DAYS):
        raise entry.broken("days", "a number of days" if sign in WITH_DAYS else f"nothing, since {sign} has no days")
    days = entry.number("days", 0)
    if days != int(days) or not 0 <= days <= 365:
        raise entry.broken("days", "a whole number of days up to 365")
    return int(days)
