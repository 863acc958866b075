"""How long what is registered is kept once it has ended (个人信息保护法 19, 47; 档案法), and what is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class RetentionKind(StrEnum):
    """What the archives tell petitions apart by (机关文件材料归档范围和文书档案保管期限规定)."""

    INSTRUCTED = "instructed"  # 有领导批示和处理结果: a leader had to do with it
    ANSWERED = "answered"  # 有处理结果
    UNANSWERED = "unanswered"  # 没有处理结果


@dataclass(frozen=True, slots=True)
class Retention:
    """How many years a kind is kept, None for ever, and who says so."""

    kind: RetentionKind
    years: int | None
    article: str
    confidence: str
    valid_from: date | None = None
    valid_to: date | None = None

    def over_on(self, ended_on: date) -> date | None:
        """The first day on which it need not be kept: years are counted from the one after it has ended."""
        return None if self.years is None else date(ended_on.year + 1 + self.years, 1, 1)

    def covers(self, day: date) -> bool:
        """Whether it holds for what ended on this day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The schedule of a bureau (保管期限表): for every kind and day one line."""

    lines: Sequence[Retention]

    def of(self, kind: RetentionKind, ended_on: date) -> Retention:
        """What holds for a petition of this kind that ended on this day."""
        return next(one for one in self.lines if one.kind is kind and one.covers(ended_on))

    @property
    def shortest(self) -> int | None:
        """The fewest years that anything is kept; None where everything is for ever."""
        return min((one.years for one in self.lines if one.years is not None), default=None)


def kind_of(*, instructed: bool, answered: bool) -> RetentionKind:
    """What kind a petition has come to be. Where a leader had to do with it, it is kept longest, answered or not."""
    if instructed:
        return RetentionKind.INSTRUCTED
    return RetentionKind.ANSWERED if answered else RetentionKind.UNANSWERED
