"""The forms over HTTP: tags, caches, packing, pages, links, refusals."""

import io
import json
import threading
from typing import Any

import httpx
import openpyxl
import pytest

from service.statistics.formats import representation
from service.statistics.formats.forms import FORMS

Headers = dict[str, str]
SUFFIXES = [form.suffix for form in FORMS]

pytestmark = pytest.mark.usefixtures("register")


async def ask(api: httpx.AsyncClient, consumer: Headers, path: str, **headers: str) -> httpx.Response:
    headers = {name.replace("_", "-"): text for name, text in headers.items()}
    return await api.get(f"/v1/statistics/{path}", headers={**consumer, **headers})


async def test_every_form_has_its_type_and_a_tag_of_its_own(api: httpx.AsyncClient, consumer: Headers) -> None:
    answers = {form: await ask(api, consumer, f"registered_items{form.suffix}?by=month") for form in FORMS}
    marked = await ask(api, consumer, "registered_items.csv?by=month&bom=true")
    cut = await ask(api, consumer, "registered_items.csv?by=month&limit=1")

    assert {form.media_type: answer.headers["content-type"].partition(";")[0] for form, answer in answers.items()} == {
        form.media_type: form.media_type for form in FORMS
    }
    assert len({answer.headers["etag"] for answer in (*answers.values(), marked, cut)}) == len(FORMS) + 2
    assert {answer.headers["vary"] for answer in answers.values()} == {"Accept, Accept-Encoding"}


@pytest.mark.parametrize("suffix", SUFFIXES)
async def test_every_form_may_answer_304(api: httpx.AsyncClient, consumer: Headers, suffix: str) -> None:
    tag = (await ask(api, consumer, f"registered_items{suffix}?by=month")).headers["etag"]

    again = await ask(api, consumer, f"registered_items{suffix}?by=month", If_None_Match=tag)
    of_another = await ask(api, consumer, "registered_people?by=month", If_None_Match=tag)

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert of_another.status_code == 200


async def test_only_what_is_fixed_for_ever_may_be_kept(api: httpx.AsyncClient, consumer: Headers) -> None:
    moving = await ask(api, consumer, "registered_items?by=month")
    fixed = await ask(api, consumer, moving.json()["links"]["self"].removeprefix("/v1/statistics/"))

    assert moving.headers["cache-control"] == "private, no-cache"
    assert fixed.headers["cache-control"] == "private, max-age=86400"


async def test_gzip_is_for_those_who_take_it_and_where_it_pays(
    api: httpx.AsyncClient, consumer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "registered_items?by=month,channel"
    small = await ask(api, consumer, "registered_items.csv", Accept_Encoding="gzip")
    plain = await ask(api, consumer, path, Accept_Encoding="br, gzip;q=0")
    packed = await ask(api, consumer, path, Accept_Encoding="br, gzip;q=0.5")
    monkeypatch.setattr(representation, "WORTH_PACKING", 0)
    zipped_already = await ask(api, consumer, "registered_items.xlsx?by=month", Accept_Encoding="gzip")

    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content)
    assert packed.json()["cells"] == plain.json()["cells"]
    assert packed.headers["etag"] == plain.headers["etag"]  # a weak tag is that of both
    assert all("content-encoding" not in answer.headers for answer in (small, plain, zipped_already))


async def test_pages_lead_through_the_whole_table_of_one_moment(api: httpx.AsyncClient, consumer: Headers) -> None:
    whole = (await ask(api, consumer, "registered_items?by=month,channel")).json()
    pages: list[dict[str, Any]] = []
    link: str | None = "/v1/statistics/registered_items?by=month,channel&limit=2"
    while link:
        pages.append((await api.get(link, headers=consumer)).json())
        link = pages[-1]["links"].get("next")

    assert [cell for page in pages for cell in page["cells"]] == whole["cells"]
    assert len(pages) == -(-len(whole["cells"]) // 2)
    assert {json.dumps(page["total"]) for page in pages} == {json.dumps(whole["total"])}
    assert len({page["as_of"] for page in pages}) == 1


async def test_pages_of_csv_are_led_by_a_link_header(api: httpx.AsyncClient, consumer: Headers) -> None:
    whole = (await ask(api, consumer, "registered_items.csv?by=month,channel")).text.splitlines()
    path: str | None = "/v1/statistics/registered_items.csv?by=month,channel&limit=3&bom=true"
    lines: list[str] = []
    while path:
        answer = await api.get(path, headers=consumer)
        assert answer.content.startswith(b"\xef\xbb\xbfmonth,")
        lines += answer.text.splitlines()[1:]
        path = answer.links.get("next", {}).get("url")

    assert [line.rpartition(",")[0] for line in lines] == [line.rpartition(",")[0] for line in whole[1:]]


async def test_csv_leads_to_what_its_columns_mean(api: httpx.AsyncClient, consumer: Headers) -> None:
    table = await ask(api, consumer, "classified_without_clerk.csv?by=day,channel")
    link = table.links["describedby"]
    metadata = (await api.get(link["url"], headers=consumer)).json()

    assert link["type"] == "application/csvm+json"
    columns = metadata["tableSchema"]["columns"]
    assert [column["titles"] for column in columns] == table.text.splitlines()[0].split(",")
    assert {column["name"]: column["datatype"] for column in columns}["value"] == "number"
    described = await api.get(metadata["url"], headers=consumer)
    assert described.text == table.text


async def test_a_workbook_says_what_its_figures_are(api: httpx.AsyncClient, consumer: Headers) -> None:
    first, again = [await ask(api, consumer, "registered_people.xlsx?by=month&channel=online,letter") for _ in range(2)]

    book = openpyxl.load_workbook(io.BytesIO(first.content))
    assert book.sheetnames == ["数据", "定义"]
    said = dict(book["定义"].iter_rows(min_row=2, values_only=True))
    assert said["名称 name_zh"] == "登记信访人次"
    assert said["英文名称 name_en"] == "People behind registered items"
    assert said["定义版本 definition_version"] == 1
    assert said["数据所有者 owner"] == "三门峡市湖滨区信访局"
    assert said["筛选 filter channel"] == "letter, online"
    assert said["合计 total"] == 1 + 3 + 4
    assert again.status_code == 200


async def test_the_answer_leads_to_every_form(api: httpx.AsyncClient, consumer: Headers) -> None:
    links = (await ask(api, consumer, "registered_items?by=month")).json()["links"]

    for form in FORMS[1:]:
        answer = await api.get(links[form.suffix.strip(".").removesuffix(".json")], headers=consumer)
        assert answer.headers["content-type"].startswith(form.media_type)


async def test_big_answers_and_pictures_are_made_beside_the_event_loop(
    api: httpx.AsyncClient, consumer: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers: list[threading.Thread] = []
    made = representation.content

    def noting(*about: Any) -> bytes:
        makers.append(threading.current_thread())
        return made(*about)

    monkeypatch.setattr(representation, "content", noting)
    await ask(api, consumer, "registered_items?by=month")
    await ask(api, consumer, "registered_items.svg?by=month")
    monkeypatch.setattr(representation, "AT_ONCE", 0)
    await ask(api, consumer, "registered_items?by=month")

    assert [maker is threading.main_thread() for maker in makers] == [True, False, False]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("registered_items.xslx?by=month", ".xlsx"),
        ("registered_items.pdf", ".csv"),
        ("registered_items?limmit=3", "limit"),
        ("registered_items?by=month&limit=0", "100000"),
        ("registered_items?by=month&limit=many", "100000"),
        ("registered_items?by=month&limit=２", "100000"),
        ("registered_items?by=month&limit=1&limit=2", "limit"),
        ("registered_items?by=month&limit=1&after=2026-03", "as_of"),
        ("registered_items?by=month&bom=true", ".csv"),
        ("registered_items.csv?bom=yes", "true"),
        ("registered_items.xlsx?by=month&limit=1", ".json, .csv"),
        ("registered_items.json-stat?by=month&limit=1", ".json, .csv"),
        ("registered_items.svg?by=month,channel,joint", "at most two"),
        ("registered_items.svg?by=day&from=2020-01-01", "400"),
    ],
)
async def test_what_a_form_cannot_show_is_refused_with_a_hint(
    api: httpx.AsyncClient, consumer: Headers, path: str, hint: str
) -> None:
    answer = await ask(api, consumer, path)

    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")
    assert hint in answer.json()["detail"]


async def test_a_page_begins_behind_a_cell_that_is_there(api: httpx.AsyncClient, consumer: Headers) -> None:
    as_of = (await ask(api, consumer, "registered_items")).json()["as_of"].replace("+", "%2B")

    for after in ("2026-02", "2026-03,online", ""):
        answer = await ask(api, consumer, f"registered_items?by=month&limit=1&as_of={as_of}&after={after}")
        assert (answer.status_code, answer.json()["code"]) == (400, "unknown_parameter")
    whole = await ask(api, consumer, f"registered_items?limit=1&as_of={as_of}&after=")
    assert whole.status_code == 400


async def test_a_form_that_is_not_on_offer_is_refused_in_both_languages(
    api: httpx.AsyncClient, consumer: Headers
) -> None:
    chinese = await ask(api, consumer, "registered_items", Accept="application/pdf", Accept_Language="zh")
    english = await ask(api, consumer, "registered_items", Accept="application/pdf", Accept_Language="en")

    assert (chinese.status_code, english.status_code) == (406, 406)
    assert chinese.json()["title"] != english.json()["title"]
    assert ".xlsx" in chinese.json()["detail"]
