"""The decision tables are checked when they are read: gaps, overlaps, citations, names that do not exist."""

from pathlib import Path

import pytest

from service.bureau.load import load
from service.bureau.tables import BrokenReference

from .conftest import Breaking

PURPOSE = '[[purpose]]\nid = "P-TEST"\nanswer = "inquiry"\nweight = 1.0\narticle = "1"\nbecause = "试"\n\n'
ORGAN = (
    '[[organ]]\nid = "O-TEST"\nrank = 2\nplaces = ["outside"]\norgans = ["HB-JW"]\narticle = "1"\nbecause = "试"\n\n'
)
FIRST_ORGAN = '[[organ]]\nid = "O-NEIGHBOUR-KFQ"'


def line_of(directory: Path, file: str, words: str) -> int:
    lines = (directory / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if words in line)


RULE_BREAKS = [
    ('id = "P-APPEAL"\nanswer = "appeal"', 'id = "P-APPEAL"\nanswer = "praise"', 'answer = "praise"', "answer"),
    ("weight = 1.0", "weight = -1", "weight = -1", "weight"),
    ("weight = 1.0", 'weight = "heavy"', 'weight = "heavy"', "weight"),
    ('article = "信访工作条例 31"', 'article = "条例"', 'article = "条例"', "article"),
    ('article = "信访工作条例 31"\n', "", 'id = "P-APPEAL"', "article"),
    ('all_of = ["grievance", "self_interest"]', 'all_of = ["no_such_sign"]', "no_such_sign", "all_of"),
    ('all_of = ["grievance", "self_interest"]', 'al_of = ["grievance"]', "al_of", "al_of"),
    ('id = "P-APPEAL-OWN"', 'id = "P-APPEAL"\n#', "#", "id"),
    ('organs = ["SMX-KFQ", "SMX-XFJ"]', 'organs = ["HB-NOBODY"]', "HB-NOBODY", "organs"),
    ('organs = ["SMX-KFQ", "SMX-XFJ"]', "organs = []", "organs = []", "organs"),
    ('places = ["411271"]', 'places = ["beyond"]', "beyond", "places"),
    ("rank = 1\n", "rank = 1.5\n", "rank = 1.5", "rank"),
    ('routes = ["party_appeal"]', 'routes = ["shortcut"]', "shortcut", "routes"),
    ('classes = ["040000"]', 'classes = ["040100"]', "040100", "classes"),
    ('content_class = "010000"', 'content_class = "010100"', "010100", "content_class"),
    ('content_class = "020000"', 'content_class = "010000"\n#', '"010000"', "content_class"),
    ('superior = "SMX-XFJ"', 'superior = "NOBODY"', "NOBODY", "superior"),
    ('discipline = ["HB-JW"]', "discipline = []", "discipline = []", "discipline"),
]


@pytest.mark.parametrize(("old", "new", "where", "field"), RULE_BREAKS)
def test_a_broken_rule_is_named_with_its_line_and_field(
    broken: Breaking, directory: Path, old: str, new: str, where: str, field: str
) -> None:
    complaint = broken("rules.toml", old, new)
    assert (complaint.file, complaint.field) == ("rules.toml", field)
    if where != '"010000"' and where != "#":  # both stand in the file before the break
        assert abs(complaint.line - line_of(directory, "rules.toml", where)) <= 1


def test_a_class_without_a_default_organ_is_a_gap(broken: Breaking) -> None:
    complaint = broken("content_classes.csv", "990000,其他,,,,,,\n", "980000,甲,,,,,,\n990000,其他,,,,,,\n")
    assert str(complaint) == "rules.toml, line 1, field default: expected a [[default]] for class 980000 甲"


def test_two_organ_rules_of_one_rank_may_not_claim_the_same_cell(broken: Breaking) -> None:
    complaint = broken("rules.toml", FIRST_ORGAN, ORGAN + FIRST_ORGAN)
    assert complaint.field == "rank"
    assert "a rank or a cell other than that of O-TEST" in str(complaint)


def test_the_same_cell_may_be_claimed_at_another_rank(directory: Path) -> None:
    rules = directory / "rules.toml"
    text = rules.read_text(encoding="utf-8")
    rules.write_text(text.replace(FIRST_ORGAN, ORGAN.replace("rank = 2", "rank = 9") + FIRST_ORGAN), encoding="utf-8")
    assert "O-TEST" in {rule.id for rule in load(directory).rules.organs}


def test_one_condition_may_not_speak_for_two_purposes(broken: Breaking) -> None:
    complaint = broken("rules.toml", "[[purpose]]", PURPOSE + "[[purpose]]")
    assert "a condition other than that of P-TEST" in str(complaint)


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        (0, "no_such_sign", "subject"),
        (2, "999999", "content_class"),
        (3, "shortcut", "route"),
        (4, "HB-NOBODY", "organs"),
        (4, "HB-ZJJ  HB-CGJ", "organs"),
        (5, "perhaps", "general"),
        (6, "条例", "article"),
        (7, "", "because"),
    ],
)
def test_a_broken_subject_is_named_with_its_line_and_field(
    directory: Path, column: int, value: str, field: str
) -> None:
    path = directory / "subjects.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    cells = lines[1].split(",")
    lines[1] = ",".join((*cells[:column], value, *cells[column + 1 :]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(BrokenReference) as refusal:
        load(directory)
    assert (refusal.value.file, refusal.value.line, refusal.value.field) == ("subjects.csv", 2, field)


def test_a_subject_may_stand_only_once(directory: Path) -> None:
    path = directory / "subjects.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join((*lines[:2], *lines[1:])) + "\n", encoding="utf-8")
    with pytest.raises(BrokenReference, match=r"subjects.csv, line 3, field subject"):
        load(directory)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("heating,much,供热管道\n", "weight"),
        ("heating,9,供热管道\n", "weight"),
        ("heating,1,热\n", "cues"),
        ("heating,1,供热管道| 换热\n", "cues"),
        ("heating,1,供热管道|供热管道\n", "cues"),
        ("heating,1,供热~\n", "cues"),
        ("heating,1,热~管道\n", "cues"),
        ("heating,1,供热~管道~漏\n", "cues"),
        (",1,供热管道\n", "sign"),
    ],
)
def test_a_broken_line_of_the_lexicon_is_named(directory: Path, row: str, field: str) -> None:
    path = directory / "lexicon.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join((lines[0], row, *lines[1:])), encoding="utf-8")
    with pytest.raises(BrokenReference) as refusal:
        load(directory)
    assert (refusal.value.file, refusal.value.line, refusal.value.field) == ("lexicon.csv", 2, field)


def ended(directory: Path, organ: str, last: str, successor: str = "") -> None:
    path = directory / "organs.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    nth = next(number for number, line in enumerate(lines) if line.startswith(organ + ","))
    cells = lines[nth].split(",")
    lines[nth] = ",".join((*cells[:7], last, successor, *cells[9:]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("organ", "file", "field"),
    [("HB-SFJ", "subjects.csv", "organs"), ("HB-LDZC", "subjects.csv", "organs"), ("HB-XCB", "rules.toml", "organs")],
)
def test_a_table_may_not_name_an_organ_that_ends_and_leaves_nobody(
    directory: Path, organ: str, file: str, field: str
) -> None:
    text = (directory / "subjects.csv").read_text(encoding="utf-8")
    if file == "rules.toml":
        (directory / "subjects.csv").write_text(text.replace(organ, "HB-XFJ"), encoding="utf-8")
    ended(directory, organ, "2026-06-30")
    with pytest.raises(BrokenReference, match=f"{organ!r} ends without one") as refusal:
        load(directory)
    assert (refusal.value.file, refusal.value.field) == (file, field)


def test_a_table_may_name_an_organ_whose_successors_last(directory: Path) -> None:
    ended(directory, "HB-LYJ", "2024-01-31", "HB-SLJ")
    ended(directory, "HB-SLJ", "2026-06-30", "HB-NYJ")
    assert load(directory).organs.lasts("HB-LYJ")


def test_no_day_may_lie_between_an_organ_and_its_successor(directory: Path) -> None:
    ended(directory, "HB-LYJ", "2026-06-30", "HB-LYC")
    with (directory / "organs.csv").open("a", encoding="utf-8") as organs:
        organs.write("HB-LYC,区林草中心,district,government,,林地,2026-07-02,,,,\n")
    with pytest.raises(BrokenReference, match="field successor: expected an organ that is in force on 2026-07-01"):
        load(directory)
