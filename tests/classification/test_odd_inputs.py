"""Whatever arrives gets an answer or a plain 422, and no text is much slower than an ordinary one of its length."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from service.bureau.load import Bureau, load
from service.classification.forms import TextForm
from service.classification.jurist import Jurist
from service.rulebook.jurisdiction import Submission
from tests.conftest import key

from .conftest import DAY
from .odd_texts import MOST, ODD, ordinary, slowing

Petition = Callable[..., dict[str, Any]]
Headers = dict[str, str]
SLOWING = slowing(load())
SLOWEST = 12.0  # times an ordinary text of the same length; the slowest seen is 3.3, and a quadratic reader was at 70
REFUSED = {  # what the form refuses, with the kind of fault; everything else is answered
    "nothing": "string_too_short",
    "blanks": "nothing_written",
    "too long": "string_too_long",
    "null": "control_character",
    "escape": "control_character",
    "direction": "control_character",
    "half a surrogate": "string_unicode",
}


def told(answer: httpx.Response, name: str, answered: int) -> None:
    if name in REFUSED:
        assert answer.status_code == 422
        (fault,) = answer.json()["errors"]
        assert (fault["pointer"], fault["code"]) == ("/facts", REFUSED[name])
        assert fault["detail"]
    else:
        assert answer.status_code == answered, answer.text


def body(facts: str) -> bytes:
    """By hand, since no encoder writes half a surrogate pair."""
    return json.dumps({"subject": "反映问题", "facts": facts}).encode()


@pytest.mark.parametrize("name", ODD)
async def test_an_odd_text_gets_an_answer_or_a_plain_refusal(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, name: str
) -> None:
    typed = {**portal, "content-type": "application/json"}
    tried = await api.post("/v1/classifications", content=body(ODD[name]), headers=typed)
    told(tried, name, 200)

    entered = json.dumps(petition(facts=ODD[name])).encode()
    registered = await api.post("/v1/petitions", content=entered, headers={**typed, **key("odd")})
    told(registered, name, 201)


@pytest.mark.parametrize("name", SLOWING)
async def test_a_text_that_is_made_to_slow_a_reader_is_registered(
    api: httpx.AsyncClient, portal: Headers, petition: Petition, name: str
) -> None:
    answer = await api.post("/v1/petitions", json=petition(facts=SLOWING[name]), headers={**portal, **key("slow")})
    assert answer.status_code == 201, answer.text


@pytest.mark.parametrize("name", ODD)
async def test_an_odd_title_gets_an_answer_or_a_plain_refusal(
    api: httpx.AsyncClient, portal: Headers, name: str
) -> None:
    content = json.dumps({"subject": ODD[name], "facts": "请处理"}).encode()
    answer = await api.post(
        "/v1/classifications", content=content, headers={**portal, "content-type": "application/json"}
    )
    assert answer.status_code in (200, 422)
    assert answer.status_code == 200 or answer.json()["errors"][0]["pointer"] == "/subject"


def seconds(jurist: Jurist, facts: str) -> float:
    """Processor time to read the form and classify: the best of three, so that a busy machine does not count."""
    took = []
    for _ in range(3):
        began = time.process_time()
        form = TextForm.model_validate({"subject": "举报局长受贿", "facts": facts})
        jurist.classify(form.submission(), DAY)
        took.append(time.process_time() - began)
    return min(took)


@pytest.fixture(scope="module")
def usual(jurist: Jurist) -> float:
    return seconds(jurist, ordinary(MOST))


@pytest.mark.parametrize("name", SLOWING)
def test_no_text_takes_much_longer_than_an_ordinary_one_of_its_length(jurist: Jurist, usual: float, name: str) -> None:
    facts = SLOWING[name]
    assert len(facts) == MOST
    assert seconds(jurist, facts) < SLOWEST * usual


def test_a_title_of_any_length_is_read_in_bounded_time(jurist: Jurist, bureau: Bureau) -> None:
    """The form stops at 200 characters; the reader itself does not rely on it."""

    def took(title: str) -> float:
        began = time.process_time()
        jurist.classify(Submission(title, "", "请处理"), DAY)
        return time.process_time() - began

    plain = min(took(ordinary(MOST)) for _ in range(3))
    for name, title in slowing(bureau).items():
        assert min(took(title) for _ in range(3)) < SLOWEST * plain, name
