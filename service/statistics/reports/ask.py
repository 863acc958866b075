"""The questions of a report: each figure's query for its year, and the address under which anybody may ask it again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from service.bureau.load import Bureau
from service.statistics import question
from service.statistics.answer import Reading
from service.statistics.answer_view import query_of
from service.statistics.question import Question
from service.statistics.reports.templates import Asked, Template


@dataclass(frozen=True, slots=True)
class About:
    """What a report is about: a year, as of a moment that was asked for (as text) or the latest settled one."""

    year: int
    as_of: str | None
    today: date


def questions(template: Template, about: About, bureau: Bureau) -> dict[str, Question]:
    """The question of each figure and table, by its name. Raises `UnknownParameter` for a broken `as_of`."""
    asked = [*(one.asked for one in template.figures.values()), *(one.asked for one in template.tables.values())]
    return {one.name: _question(one, about, bureau) for one in asked}


def address(one: Question, reading: Reading) -> str:
    """Where exactly this was asked, and is answered the same for ever."""
    return f"/v1/statistics/{one.indicator.code}?{query_of(one, reading)}"


def _question(asked: Asked, about: About, bureau: Bureau) -> Question:
    return question.read(
        asked.versions, list(_parameters(asked, about)), today=about.today, bureau=bureau, sees_all=True
    )


def _parameters(asked: Asked, about: About) -> Iterator[tuple[str, str]]:
    year = about.year - (asked.period == "year_before")
    if asked.versions[-1].kind != "stock":
        yield "from", date(year, 1, 1).isoformat()
    yield "to", date(year, 12, 31).isoformat()
    yield from asked.parameters
    if about.as_of is not None:
        yield "as_of", about.as_of
