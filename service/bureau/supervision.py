"""How the bureau supervises: how long before its end a duty is warned of, and what taking charge of a case means."""

from dataclasses import dataclass
from datetime import timedelta

from service.bureau.documents import Entry

_LONGEST_LEAD = 15  # days: the shortest of the long clocks (条例 22(1)); a longer lead would warn of everything


@dataclass(frozen=True, slots=True)
class Supervision:
    """`lead`: how long before its legal limit a duty is near-due. `care`: what a leader takes on (包案), in order."""

    lead: timedelta
    care: tuple[str, ...]


def of_section(section: Entry) -> Supervision:
    """Read `[supervision]` of bureau.toml."""
    section.only(("lead_days", "care"))
    days = section.number("lead_days")
    if days != int(days) or not 1 <= days <= _LONGEST_LEAD:
        raise section.broken("lead_days", f"a whole number of days from 1 to {_LONGEST_LEAD}")
    care = section.texts("care")
    if not care or len(set(care)) != len(care):
        raise section.broken("care", "a list of different texts, at least one")
    return Supervision(timedelta(days=days), care)
