"""The guides are true: every example is run against a service, and what they show is what came back."""

import shutil
from pathlib import Path

import pytest

from tests.guides.guide import difference, examples, parsed, plain, run
from tests.serving import running

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES = ("api-guide.md", "api-guide.zh.md")


@pytest.mark.skipif(
    not (shutil.which("curl") and Path("/bin/bash").exists()), reason="the examples are for curl and bash"
)
def test_every_example_does_what_the_guide_shows(tmp_path: Path) -> None:
    told = examples(DOCS / "api-guide.md")
    with running() as service:
        printed = run(told, service, tmp_path)

    assert len(printed) == len(told)
    for example, output in zip(told, printed, strict=True):
        if example.shown is None:
            assert output == "", example.code
        elif example.shown.startswith("{"):
            assert difference(parsed(example.shown), parsed(output)) is None, example.code
        else:
            assert plain(output) == plain(example.shown), example.code


def test_both_languages_show_the_same_examples() -> None:
    english, chinese = (examples(DOCS / name) for name in LANGUAGES)

    assert english == chinese
    assert {one.language for one in english} == {"bash", "python"}
    for caller in ("PORTAL", "LETTERS", "CLERK", "ORGAN", "STATISTICS"):
        uses = {one.language for one in english if f"XINFANG_{caller}_KEY" in one.code}
        assert uses == {"bash", "python"}, f"{caller} has an example of each kind"


@pytest.mark.parametrize(
    ("shown", "got", "differs"),
    [
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({"a": 1}, {"b": 2}, True),
        ({"a": "…"}, {"a": {"anything": 1}}, False),
        ({"a": [1, "…"]}, {"a": [1, 2, 3]}, False),
        ({"a": [1, "…"]}, {"a": []}, True),
        ({"a": [1]}, {"a": [1, 2]}, True),
        ({"n": "HB0000000001", "on": "2026-12-01"}, {"n": "HB9999999999", "on": "2027-01-31"}, False),
        ({"stage": "registered"}, {"stage": "accepted"}, True),
    ],
)
def test_a_guide_that_is_wrong_is_found_out(shown: object, got: object, differs: bool) -> None:
    assert (difference(shown, got) is not None) is differs
