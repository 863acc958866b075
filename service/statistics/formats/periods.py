"""The periods between two days: on an axis of time none may be missing because nothing happened in it."""

from collections.abc import Callable
from datetime import date, timedelta

_SPELT: dict[str, Callable[[date], str]] = {
    "year": lambda day: f"{day:%Y}",
    "quarter": lambda day: f"{day:%Y}-Q{(day.month + 2) // 3}",
    "month": lambda day: f"{day:%Y-%m}",
    "ten_days": lambda day: f"{day:%Y-%m}-T{min((day.day + 9) // 10, 3)}",
    "day": date.isoformat,
}


def periods(name: str, first: date, last: date) -> list[str]:
    """The codes of a dimension of time from the first day to the last; none for one that is unknown here."""
    spelt = _SPELT.get(name)
    if spelt is None:
        return []
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return list(dict.fromkeys(map(spelt, days)))
