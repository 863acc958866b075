"""Which form is meant: by suffix, by Accept, or refused with the nearest that is on offer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rulebook.errors import NotAcceptable, UnknownParameter
from service.statistics.formats.forms import CSV, FORMS, JSON, JSON_STAT, SVG, XLSX, Form
from service.statistics.formats.negotiation import accepted, chosen

CODES = ("registered_items", "work_in_hand")
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
IMG = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        (None, JSON),
        ("*/*", JSON),
        (CHROME, JSON),
        (IMG, SVG),
        ("text/csv", CSV),
        ("Text/CSV; charset=utf-8", CSV),
        ("text/*", CSV),
        ("application/*", JSON),
        ("text/csv, application/json", CSV),
        ("text/csv;q=0.5, application/json", JSON),
        ("text/csv;q=0.5, */*;q=0.1", CSV),
        ("application/json;q=0, */*", CSV),
        ("application/vnd.json-stat+json, application/json;q=0.9", JSON_STAT),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", XLSX),
        ("application/pdf", None),
        ("application/json;q=0", None),
        ("application/json;q=zero", None),
        ("application/json;q=nan", None),
    ],
)
def test_accept_is_weighed(accept: str | None, form: Form | None) -> None:
    assert accepted(accept) is form


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.suffix)
def test_a_suffix_decides_over_accept(form: Form) -> None:
    assert chosen(f"work_in_hand{form.suffix}", "application/pdf", CODES) == ("work_in_hand", form)


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("registered_items.xslx", "→ .xlsx?"),
        ("registered_items.jsonstat", "→ .json-stat?"),
        ("registered_items.csv.csv", "→ .csv?"),
        ("registered_items.CSV", ""),
        ("registered_items.", ""),
        ("registered_items.pdf", ""),
        ("registerd_items.csv", "→ registered_items?"),
    ],
)
def test_what_is_misspelt_is_refused_with_what_was_meant(name: str, suggestion: str) -> None:
    with pytest.raises(UnknownParameter) as refused:
        chosen(name, None, CODES)
    assert refused.value.suggestion == suggestion


def test_a_refusal_of_accept_names_what_is_on_offer() -> None:
    with pytest.raises(NotAcceptable) as refused:
        chosen("work_in_hand", "application/pdf", CODES)
    assert "text/csv (.csv)" in refused.value.offered


@given(st.text(max_size=60), st.text(max_size=60))
def test_junk_is_a_form_or_a_refusal_and_nothing_else(name: str, accept: str) -> None:
    try:
        assert chosen(name, accept, CODES)[1] in FORMS
    except (UnknownParameter, NotAcceptable):
        return
