"""Yearly reports: every figure is the answer to a query, nothing is typed in, and the same report is the same bytes."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path
from string import Formatter
from typing import Any
from urllib.parse import quote

import docx
import httpx
import pytest

from service.auth.scopes import AUDITOR, PORTAL
from service.bureau.load import HUBIN, load
from service.bureau.tables import BrokenReference
from service.desk.kit import Desk
from service.statistics import catalogue
from service.statistics.reports import templates
from tests.conftest import admit, calling, key, serving

Headers = dict[str, str]
NAMES = ("work-analysis", "rule-of-law")
RULE_OF_LAW = "report-rule-of-law.toml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def submit(api: httpx.AsyncClient, portal: Headers, body: dict[str, Any], nth: int) -> None:
    answer = await api.post("/v1/petitions", json=body, headers={**portal, **key(f"report-{nth}")})
    assert answer.status_code == 201


async def report(api: httpx.AsyncClient, consumer: Headers, path: str, **more: Any) -> httpx.Response:
    answer = await api.get(f"/v1/statistics/reports/{path}", headers={**consumer, **more})
    assert answer.status_code == 200, answer.text
    return answer


def said(told: dict[str, Any]) -> str:
    return "".join(run["text"] for part in told["sections"] for line in part["paragraphs"] for run in line)


@pytest.mark.parametrize("name", NAMES)
async def test_every_figure_and_table_is_what_its_link_answers(
    api: httpx.AsyncClient,
    portal: Headers,
    consumer: Headers,
    petition: Callable[..., dict[str, Any]],
    name: str,
) -> None:
    for nth, channel in enumerate(("online", "online", "phone")):
        await submit(api, portal, petition(channel=channel), nth)

    told = (await report(api, consumer, f"{name}/2026")).json()

    links = [(one["link"], one) for one in told["figures"].values()]
    for link, figure in links:
        answer = (await api.get(link, headers=consumer)).json()
        total = answer["total"]
        assert (figure["value"], figure["numerator"], figure["denominator"]) == (
            total["value"],
            total["numerator"],
            total["denominator"],
        ), link
        assert answer["as_of"] == told["as_of"], "one moment for the whole report"
        assert answer["definition_version"] == figure["definition_version"]
    for grid in (grid for part in told["sections"] for grid in part["tables"]):
        answer = (await api.get(grid["link"], headers=consumer)).json()
        assert grid["rows"][-1] == ["合计", str(answer["total"]["value"])]
        assert {tuple(row) for row in grid["rows"][:-1]} <= {
            (next(iter(cell["labels"].values())), str(cell["value"])) for cell in answer["cells"]
        }


async def test_the_sentences_say_the_figures_and_nothing_is_made_of_nothing(
    api: httpx.AsyncClient, portal: Headers, consumer: Headers, petition: Callable[..., dict[str, Any]]
) -> None:
    await submit(api, portal, petition(), 1)

    told = (await report(api, consumer, "rule-of-law/2026")).json()
    before = (await report(api, consumer, "rule-of-law/2025")).json()

    assert "网上信访投诉及来信事项1件，及时受理率0%，按期办结率无到期事项" in said(told)
    assert told["figures"]["completed"]["value"] is None
    assert "调解方式化解矛盾纠纷占比无办结事项" in said(told)
    assert "网上信访投诉及来信事项0件，及时受理率无到期事项" in said(before)


@pytest.mark.parametrize("path", [f"{name}/2026{suffix}" for name in NAMES for suffix in ("", ".md", ".docx")])
async def test_the_same_as_of_is_the_same_bytes_whatever_has_come_since(
    own_desk: Desk, path: str, petition: Callable[..., dict[str, Any]]
) -> None:
    portal, consumer = await admit(own_desk, "portal", PORTAL), await admit(own_desk, "statistics", AUDITOR)
    async with serving(own_desk) as app, calling(app) as api:
        await submit(api, portal, petition(), 1)
        as_of = (await report(api, consumer, "rule-of-law/2026")).json()["as_of"]
        before = await report(api, consumer, f"{path}?as_of={quote(as_of)}")
        await submit(api, portal, petition(), 2)
        after = await report(api, consumer, f"{path}?as_of={quote(as_of)}")
        now = await report(api, consumer, path)

    assert after.content == before.content
    assert now.content != before.content


async def test_word_says_what_markdown_says_and_links_each_figure(
    api: httpx.AsyncClient, portal: Headers, consumer: Headers, petition: Callable[..., dict[str, Any]]
) -> None:
    await submit(api, portal, petition(), 1)
    told = (await report(api, consumer, "rule-of-law/2026")).json()
    as_of = quote(told["as_of"])

    markdown = (await report(api, consumer, f"rule-of-law/2026.md?as_of={as_of}")).text
    word = await report(api, consumer, f"rule-of-law/2026?as_of={as_of}", Accept=WORD)

    paper = docx.Document(io.BytesIO(word.content))
    lines = [one.text for one in paper.paragraphs if one.text]
    for part in told["sections"]:
        assert part["heading"] in lines
        assert f"## {part['heading']}" in markdown
        assert ["".join(run["text"] for run in line) for line in part["paragraphs"]] == [
            line for line in lines if any(line == "".join(run["text"] for run in one) for one in part["paragraphs"])
        ]
    targets = {link.url for one in paper.paragraphs for link in one.hyperlinks}
    assert targets == {"http://127.0.0.1:8000" + one["link"] for one in told["figures"].values()}
    assert all(f"]({target})" in markdown for target in targets)
    assert word.headers["Content-Disposition"] == 'attachment; filename="rule-of-law-2026.docx"'


async def test_what_has_not_changed_is_not_sent_again(api: httpx.AsyncClient, consumer: Headers) -> None:
    first = await report(api, consumer, "rule-of-law/2026.md")

    again = await api.get(
        "/v1/statistics/reports/rule-of-law/2026.md", headers={**consumer, "If-None-Match": first.headers["ETag"]}
    )

    assert again.status_code == 304


@pytest.mark.parametrize(
    ("path", "accept", "status", "code"),
    [
        ("rule-of-law/2027", "*/*", 404, "not_found"),
        ("rule-of-law/1999", "*/*", 404, "not_found"),
        ("rule-of-law/2026?from=2026-02-01", "*/*", 400, "unknown_parameter"),
        ("rule-of-law/2026?as_of=yesterday", "*/*", 400, "unknown_parameter"),
        ("rule-of-law/2026?as_of=2999-01-01T00:00:00Z", "*/*", 409, "as_of_not_settled"),
        ("rule-of-law/2026", "application/pdf", 406, "not_acceptable"),
        ("rule-of-law/2026.pdf", "*/*", 422, "invalid_content"),
        ("work/2026", "*/*", 422, "invalid_content"),
    ],
)
async def test_what_cannot_be_reported_is_refused(
    api: httpx.AsyncClient, consumer: Headers, path: str, accept: str, status: int, code: str
) -> None:
    answer = await api.get(f"/v1/statistics/reports/{path}", headers={**consumer, "Accept": accept})

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def test_reports_are_for_who_may_read_statistics(api: httpx.AsyncClient, portal: Headers) -> None:
    answer = await api.get("/v1/statistics/reports/rule-of-law/2026", headers=portal)

    assert answer.status_code == 403


def broken(tmp_path: Path, old: str, new: str) -> BrokenReference:
    directory = Path(shutil.copytree(HUBIN, tmp_path / "bureau"))
    path = directory / RULE_OF_LAW
    text = path.read_text(encoding="utf-8")
    assert old in text, "the test breaks nothing"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BrokenReference) as refusal:
        templates.load(load(directory), catalogue.load())
    return refusal.value


@pytest.mark.parametrize(
    ("old", "new", "field", "expected"),
    [
        ("事项{received}件", "事项{recieved}件", "text", "not {recieved} ({received}?)"),
        ("事项{received}件", "事项485件", "name", "a figure that a section shows"),
        ("事项{received}件", "事项{received:,}件", "text", "placeholders without a format of their own"),
        ('indicator = "registered_items"', 'indicator = "registerd_items"', "indicator", "(registered_items?)"),
        ('channel = "online,letter"', 'channel = "online,leter"', "filters", "channel 'leter' is none of"),
        ('channel = "online,letter"', 'chanel = "online,letter"', "filters", "parameter 'chanel' is none of"),
        ('channel = "online,letter"', 'to = "2025-06-30"', "filters", "the report itself says to"),
        ('kind = "manual"', 'kind = "mannual"', "filters", "kind 'mannual' is none of"),
        ('show = "numerator"', 'show = "above"', "show", "one of value, numerator, denominator, window"),
        ('name = "suggested"', 'name = "suggested"\nshow = "denominator"', "show", "it divides nothing"),
        ('name = "suggested"', 'name = "suggested"\nshow = "window"', "show", "it has no window"),
        ('name = "suggested"', 'name = "received"', "name", "a name that nothing else has"),
        ('name = "suggested"', 'name = "year"', "name", "a name that nothing else has"),
        ('name = "suggested"', 'name = "suggested"\nvalue = 53', "value", "one of the keys"),
        ('name = "suggested"', 'name = "suggested"\nperiod = "decade"', "period", "one of year, year_before"),
        ("{year}年度法治政府", "{years}年度法治政府", "title", "not {years} ({year}?)"),
        ("heading = ", "headline = ", "headline", "one of the keys"),
    ],
)
def test_a_template_that_cannot_be_answered_stops_the_start_and_says_where(
    tmp_path: Path, old: str, new: str, field: str, expected: str
) -> None:
    complaint = broken(tmp_path, old, new)

    assert (complaint.file, complaint.field) == (RULE_OF_LAW, field)
    assert complaint.line > 1
    assert expected in str(complaint)


def test_no_template_holds_a_number_of_its_own() -> None:
    for template in templates.load(load(), catalogue.load()).values():
        lines = [line for one in template.sections for line in one.paragraphs]
        literal = "".join(text for line in lines for text, *_ in Formatter().parse(line))
        assert not any(sign.isdigit() for sign in literal), template.name
