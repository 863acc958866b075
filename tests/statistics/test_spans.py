"""Every day of a stretch is read once, and no other day, however it is laid out."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from service.ledger.cuts import Finest, Grain
from service.statistics.spans import Edge, Span, laid_out

TODAY = date(2026, 3, 17)
DAYS = st.dates(date(2023, 11, 1), TODAY)


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def read(spans: list[Span], edges: list[Edge], *, long: bool) -> Counter[date]:
    found: Counter[date] = Counter()
    for span in spans:
        if span.long == long:
            found.update(days(span.first, span.last))
    for edge in edges:
        for day in days(edge.first, edge.last):
            found[day] += edge.sign
    return Counter({day: times for day, times in found.items() if times})


@given(DAYS, DAYS, st.sampled_from(Finest), st.sampled_from(Grain))
def test_each_day_is_read_once(one: date, other: date, finest: Finest, coarsest: Grain) -> None:
    first, last = sorted((one, other))
    spans, edges = laid_out(first, last, TODAY, finest=finest, coarsest=coarsest)

    assert read(spans, edges, long=True) == read(spans, edges, long=False) == Counter(days(first, last))
    assert not (finest is Finest.DAY and edges)


@given(DAYS, DAYS, st.sampled_from(Finest), st.sampled_from(Grain))
def test_no_total_is_longer_than_wanted_or_cut_in_two(one: date, other: date, finest: Finest, coarsest: Grain) -> None:
    first, last = sorted((one, other))
    spans, _ = laid_out(first, last, TODAY, finest=finest, coarsest=coarsest)

    for span in spans:
        assert span.grain <= coarsest
        begins, ends = span.first.day, (span.last + timedelta(days=1)).day
        if span.grain is Grain.FINEST:
            assert finest is Finest.DAY or {begins, ends} <= ({1} if finest is Finest.MONTH else {1, 11, 21})
        else:
            assert (begins, ends) == (1, 1)


def test_a_stock_reads_whole_years_from_the_beginning() -> None:
    spans, edges = laid_out(None, TODAY, TODAY, finest=Finest.DAY, coarsest=Grain.YEAR)

    assert [(span.grain, span.first, span.last) for span in spans if span.long] == [
        (Grain.YEAR, date.min, date(2025, 12, 31)),
        (Grain.MONTH, date(2026, 1, 1), date(2026, 2, 28)),
        (Grain.FINEST, date(2026, 3, 1), TODAY),
    ]
    assert edges == []


def test_up_to_today_the_whole_ten_days_are_read_and_what_lies_ahead_is_taken_off() -> None:
    _, edges = laid_out(date(2026, 1, 1), TODAY, TODAY, finest=Finest.TEN_DAYS, coarsest=Grain.MONTH)

    assert edges == [Edge(-1, date(2026, 3, 18), date(2026, 3, 20))]


def test_the_first_day_of_the_calendar_can_be_asked_for() -> None:
    for finest in Finest:
        spans, _ = laid_out(None, date.min, TODAY, finest=finest, coarsest=Grain.YEAR)
        assert all(span.grain is Grain.FINEST for span in spans)


def test_days_that_had_not_begun_are_read_nowhere() -> None:
    for finest in Finest:
        assert laid_out(TODAY + timedelta(days=3), TODAY, TODAY, finest=finest, coarsest=Grain.YEAR) == ([], [])
