"""The decision tables and the organs as they stand on a day: reforms are dated data, not a new release (条例 24(2))."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import exp

from service.bureau.load import Bureau
from service.rulebook.rules import TOWNSHIP, Rules


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds between two reforms."""

    rules: Rules
    replaced: Mapping[str, str | None]
    known: frozenset[str] = frozenset()

    def organ(self, code: str) -> str | None:
        """Who acts where this organ is named; None where nobody took over."""
        return self.replaced.get(code, code)

    @property
    def receivers(self) -> tuple[str, ...]:
        """Who receives an accusation, in order: the discipline organ, then the superior (条例 22(2), 30(1))."""
        return self.organs((*self.rules.discipline, self.rules.superior))

    def organs(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Who acts for each of these, in their order, nobody twice."""
        acting = (self.organ(code) for code in codes)
        return tuple(dict.fromkeys(code for code in acting if code is not None))

    def voiced(self, said: Mapping[str, float]) -> dict[str, float]:
        """The chances of the organs that act, from the log-chances of those that a second voice learnt.

        Nothing where it learnt of an organ that this bureau has not: its cases came from another bureau.
        """
        if not said.keys() <= self.known:
            return {}
        chances: dict[str, float] = {}
        for code, told in said.items():
            acting = self.organ(code)
            if acting is not None:
                chances[acting] = chances.get(acting, 0.0) + exp(told)
        return chances


class StandingByDay:
    """Every state of the tables, made once: asking for a day is a look-up."""

    __slots__ = ("_changes", "_standing")

    def __init__(self, bureau: Bureau) -> None:
        self._changes = bureau.organs.changes()
        replaced = [bureau.organs.replaced(day) for day in (date.min, *self._changes)]
        known = frozenset((TOWNSHIP, *(organ.code for organ in bureau.organs)))
        self._standing = [Standing(bureau.rules.acting(each), each, known) for each in replaced]

    def on(self, day: date) -> Standing:
        """The state on a day."""
        return self._standing[bisect_right(self._changes, day)]
