"""The query language, read as data: any junk is refused, any well-formed question survives its own echo."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bureau.load import load
from service.rulebook.errors import UnknownParameter
from service.statistics import catalogue
from service.statistics.answer import wanted
from service.statistics.dimensions import DIMENSIONS
from service.statistics.question import Question, dimensions, read

BUREAU = load()
INDICATORS = catalogue.load()
TODAY = date(2026, 3, 6)
FLOW = INDICATORS["registered_items"]

junk = st.text(max_size=12)
names = st.one_of(st.sampled_from(["from", "to", "by", "as_of", *DIMENSIONS]), junk)


@given(st.lists(st.tuples(names, junk), max_size=4))
def test_junk_is_read_as_a_question_or_refused_and_nothing_else(parameters: list[tuple[str, str]]) -> None:
    try:
        question = read(FLOW, parameters, today=TODAY, bureau=BUREAU, sees_all=True)
    except UnknownParameter:
        return
    assert isinstance(question, Question)
    assert set(question.by) <= set(DIMENSIONS)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.lists(st.sampled_from(dimensions(FLOW[0])), unique=True, min_size=1, max_size=3),
    st.sets(st.sampled_from(["online", "letter", "phone"]), min_size=1),
)
def test_a_well_formed_question_means_what_it_says(one: date, other: date, by: list[str], channels: set[str]) -> None:
    first, last = sorted((one, other))
    parameters = [("from", str(first)), ("to", str(last)), ("by", ",".join(by)), ("channel", ",".join(channels))]

    question = read(FLOW, parameters, today=TODAY, bureau=BUREAU, sees_all=True)

    assert (question.first, question.last, question.by) == (first, last, tuple(by))
    assert dict(question.filters)["channel"] == tuple(sorted(channels))


offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=offsets))
def test_any_moment_is_understood_or_refused(moment: datetime) -> None:
    try:
        question = read(FLOW, [("as_of", moment.isoformat())], today=TODAY, bureau=BUREAU, sees_all=True)
    except UnknownParameter:
        assert moment.year in (1, 9999)  # where the moment has no UTC
        return
    assert question.as_of == moment
    assert question.as_of is not None
    assert question.as_of.tzinfo is UTC


def test_without_a_period_the_year_to_date_is_meant() -> None:
    question = read(FLOW, [], today=TODAY, bureau=BUREAU, sees_all=True)

    assert (question.first, question.last) == (date(2026, 1, 1), TODAY)


ENTRY = """
[[indicator]]
code = "mine"
version = 1
published_on = 2026-01-01
zh = "一"
en = "x"
unit = ""
definition_zh = ""
definition_en = ""
source = ""
"""
SOUND = 'kind = "flow"\nnumerator = [{ measure = "items" }]\n'


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        ('kind = "flow"\nnumerator = [{ measure = "itmes" }]', "measure"),
        ('kind = "flow"\nnumerator = [{ measure = "items", chanel = ["online"] }]', "chanel"),
        ('kind = "flow"\nnumerator = [{ measure = "items", kinds = ["closed"] }]', "kinds"),
        ('kind = "flow"\nnumerator = [{ measure = "items", repeat = ["yes"] }]', "repeat"),
        ('kind = "share"\nnumerator = [{ measure = "items" }]', "denominator"),
        ('kind = "flow"\nnumerator = [{ measure = "items" }]\nwindow = 30', "window"),
        ('kind = "flow"\nnumerator = [{ measure = "items", within = "days" }]', "within"),
        ('kind = "percentile"\nnumerator = [{ measure = "days_to_refer" }]', "share"),
        ('kind = "product"\nnumerator = [{ measure = "items" }]\ndenominator = [{ measure = "items" }]', "second"),
        ('kind = "ratio"\nnumerator = [{ measure = "items" }]', "kind"),
        ('kind = "flow"', "numerator"),
        (SOUND + "valid_from = 2026-01-01", "valid_from"),
        (SOUND + ENTRY + SOUND, "version"),
        (SOUND + ENTRY.replace("version = 1", "version = 2") + SOUND, "published_on"),
    ],
)
def test_a_broken_declaration_stops_the_start_and_names_the_entry(tmp_path: Path, broken: str, field: str) -> None:
    file = tmp_path / "indicators.toml"
    file.write_text(ENTRY + broken, encoding="utf-8")

    with pytest.raises(ValueError, match=rf"\[mine\].*{field}"):
        catalogue.load(file)


def test_each_version_answers_for_its_own_days_and_can_be_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "indicators.toml"
    second = ENTRY.replace("version = 1", "version = 2").replace("2026-01-01", "2026-06-01")
    file.write_text(ENTRY + SOUND + second + SOUND, encoding="utf-8")
    versions = catalogue.load(file)["mine"]

    def asked(*parameters: tuple[str, str]) -> int:
        return read(versions, parameters, today=date(2026, 7, 1), bureau=BUREAU, sees_all=True).indicator.version

    assert asked() == 2
    assert asked(("as_of", "2026-05-31T10:00:00+08:00")) == 1
    assert asked(("as_of", "2026-06-01T00:00:00+08:00")) == 2
    assert asked(("definition_version", "1")) == 1
    with pytest.raises(UnknownParameter):
        asked(("definition_version", "3"))


def test_what_is_not_due_by_the_day_of_as_of_is_in_no_figure() -> None:
    question = read(FLOW, [("to", "2026-12-31")], today=TODAY, bureau=BUREAU, sees_all=True)

    late_in_the_evening = wanted(question, datetime(2026, 3, 6, 16, 30, tzinfo=UTC))  # the 7th at the bureau
    after_the_year = wanted(question, datetime(2027, 1, 2, tzinfo=UTC))

    assert late_in_the_evening.last == date(2026, 3, 7)
    assert after_the_year.last == date(2026, 12, 31)
