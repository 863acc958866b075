"""The calendar file against an independent one, and against the shared data it was made from."""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest

from service.bureau.load import Bureau

PUBLISHED = [2024, 2025, 2026]


@pytest.mark.parametrize("year", PUBLISHED)
def test_every_day_of_a_published_year_agrees_with_chinesecalendar(hubin: Bureau, year: int) -> None:
    day, wrong = date(year, 1, 1), []
    while day.year == year:
        if hubin.calendar.is_working_day(day) != chinese_calendar.is_workday(day):
            wrong.append(day)
        day += timedelta(days=1)
    assert wrong == []


def test_a_year_without_a_notice_is_marked_provisional(hubin: Bureau) -> None:
    assert all(one.provisional == (one.day.year == 2027) for one in hubin.holidays)
    assert hubin.calendar.known_until == date(2026, 12, 31)
    assert hubin.calendar.provisional(date(2027, 1, 1))


def test_the_statutory_holidays_of_the_year_to_come_are_kept(hubin: Bureau) -> None:
    # 除夕 2027-02-05 (Friday) is one of the 13 days since the revision of 2024-11-10
    assert not hubin.calendar.is_working_day(date(2027, 2, 5))
    assert hubin.calendar.is_working_day(date(2027, 2, 12))


def test_the_divisions_are_those_of_the_shared_register(hubin: Bureau, shared: Path) -> None:
    lines = (shared / "divisions" / "sanmenxia_to_village.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert all(line.split(",")[0] in hubin.divisions for line in lines)


def test_the_classes_are_those_of_the_shared_list(hubin: Bureau, shared: Path) -> None:
    lines = (shared / "content_classes" / "content_classes.csv").read_text(encoding="utf-8").splitlines()[1:]
    known = {one.names for one in hubin.content_classes}
    assert all(tuple(line.split(",")) in known for line in lines)
