"""The query language, read as data: any junk is refused, any well-formed question survives its own echo."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bureau.load import load
from service.rulebook.errors import UnknownParameter
from service.statistics import catalogue
from service.statistics.dimensions import DIMENSIONS
from service.statistics.question import Question, read

BUREAU = load()
INDICATORS = catalogue.load()
TODAY = date(2026, 3, 6)
FLOW = INDICATORS["registered_items"]

junk = st.text(max_size=12)
names = st.one_of(st.sampled_from(["from", "to", "by", "as_of", *DIMENSIONS]), junk)


@given(st.lists(st.tuples(names, junk), max_size=4))
def test_junk_is_read_as_a_question_or_refused_and_nothing_else(parameters: list[tuple[str, str]]) -> None:
    try:
        question = read(FLOW, parameters, today=TODAY, bureau=BUREAU)
    except UnknownParameter:
        return
    assert isinstance(question, Question)
    assert set(question.by) <= set(DIMENSIONS)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.lists(st.sampled_from(sorted(DIMENSIONS)), unique=True, min_size=1, max_size=3),
    st.sets(st.sampled_from(["online", "letter", "phone"]), min_size=1),
)
def test_a_well_formed_question_means_what_it_says(one: date, other: date, by: list[str], channels: set[str]) -> None:
    first, last = sorted((one, other))
    parameters = [("from", str(first)), ("to", str(last)), ("by", ",".join(by)), ("channel", ",".join(channels))]

    question = read(FLOW, parameters, today=TODAY, bureau=BUREAU)

    assert (question.first, question.last, question.by) == (first, last, tuple(by))
    assert dict(question.filters)["channel"] == tuple(sorted(channels))


offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(st.datetimes(timezones=offsets))
def test_any_moment_is_understood_or_refused(moment: datetime) -> None:
    try:
        question = read(FLOW, [("as_of", moment.isoformat())], today=TODAY, bureau=BUREAU)
    except UnknownParameter:
        assert moment.year in (1, 9999)  # where the moment has no UTC
        return
    assert question.as_of == moment
    assert question.as_of is not None
    assert question.as_of.tzinfo is UTC


def test_without_a_period_the_year_to_date_is_meant() -> None:
    question = read(FLOW, [], today=TODAY, bureau=BUREAU)

    assert (question.first, question.last) == (date(2026, 1, 1), TODAY)


@pytest.mark.parametrize(
    "broken", ["kind = 'flow'\nnumerator = 'itmes'", "kind = 'share'\nnumerator = 'items'", "kind='flow'"]
)
def test_a_broken_declaration_stops_the_start_and_names_the_entry(tmp_path: object, broken: str) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "indicators.toml"
    common = (
        "zh='一'\nen='x'\nversion=1\nvalid_from=2026-01-01\nunit=''\ndefinition_zh=''\ndefinition_en=''\nsource=''\n"
    )
    file.write_text(f"[mine]\n{common}{broken}\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"\[mine\]"):
        catalogue.load(file)
