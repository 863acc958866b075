"""The words of the content list: those of its own names, and what people call the same things."""

from pathlib import Path

import pytest

from service.bureau.class_words import words_of
from service.bureau.load import Bureau, load
from service.bureau.tables import BrokenReference


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("030606", {"棚户区", "城中村改造"}),
        ("010202", {"村级债务"}),
        ("060701", {"体育事业", "体育"}),
        ("110000", set()),
        ("010199", set()),
        ("010400", {"扶贫开发", "扶贫", "乡村振兴"}),
    ],
)
def test_a_name_gives_its_parts_and_what_they_are_without_a_common_ending(
    hubin: Bureau, code: str, words: set[str]
) -> None:
    assert set(words_of(hubin.content_classes.by_code[code])) == words


def test_a_word_that_classes_of_one_field_share_says_less_for_each(hubin: Bureau) -> None:
    alone, shared = hubin.class_words.by_word["非洲猪瘟"], hubin.class_words.by_word["未签合同"]
    assert dict(alone) == {"010302": 1.3}
    assert dict(shared) == {"040601": 1.3}
    building = dict(hubin.class_words.by_word["回迁房"])
    assert building["030605"] == building["030701"] == 0.5


def test_every_second_level_class_has_a_word(hubin: Bureau) -> None:
    spoken_for = {code[:4] for found in hubin.class_words.by_word.values() for code, _ in found}
    silent = [
        one.code
        for one in hubin.content_classes
        if one.level == 2 and not one.code.endswith("9900") and one.code[:4] not in spoken_for
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("030000,城乡", "code"),
        ("999901,甲乙", "code"),
        ("010101,还草", "code"),
        ("010199,草", "words"),
        ("010199,草场|草场", "words"),
        ("010199,草场| 草地", "words"),
        ("010199,KTV", "words"),
        ("010199,", "words"),
    ],
)
def test_a_broken_line_is_named(directory: Path, row: str, field: str) -> None:
    path = directory / "class_words.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join((*lines[:2], row, *lines[2:])) + "\n", encoding="utf-8")
    with pytest.raises(BrokenReference) as refusal:
        load(directory)
    assert (refusal.value.file, refusal.value.line, refusal.value.field) == ("class_words.csv", 3, field)
