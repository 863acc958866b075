"""Where no word of the lexicon speaks, the model shows the words that led it there, where they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.bureau.load import Bureau
from service.classification.content_model import ContentModel
from service.classification.cues import FoldedText
from service.classification.jurist import Jurist
from service.classification.pointing import _spans
from service.classification.stretches import Stretch
from service.rulebook.jurisdiction import Submission
from service.rulebook.vocabulary import TextField

from .conftest import DAY


@pytest.fixture(scope="module")
def shipped(hubin: Bureau) -> Jurist:
    return Jurist(hubin, ContentModel.load())


def test_a_class_that_only_the_model_names_points_at_words_of_the_text(shipped: Jurist) -> None:
    petition = Submission("关于车上的事", "请管一管", "师傅半路把人放下，不肯走到终点，还多要了十块。")

    found = shipped.classify(petition, DAY).content_class

    assert [reason.rule for reason in found.reasons] == ["model:content_class"]
    (reason,) = found.reasons
    assert reason.evidence, "points at nothing"
    assert all(petition.text(span.field)[span.start : span.end].strip() for span in reason.evidence)


@given(st.text(max_size=12), st.text(max_size=12), st.data())
def test_a_stretch_of_the_body_falls_into_the_fields_it_was_made_of(
    request: str, facts: str, data: st.DataObject
) -> None:
    body = request + facts
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, len(body)))
    text = FoldedText({TextField.SUBJECT: "", TextField.REQUEST: request, TextField.FACTS: facts})

    spans = list(_spans(Stretch("body", start, end), text))

    assert "".join(text.fields[span.field][span.start : span.end] for span in spans) == body[start:end]
