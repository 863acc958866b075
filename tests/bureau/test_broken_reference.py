"""A broken reference file stops the start, and the complaint names file, line and field."""

from pathlib import Path

import pytest

from service.bureau.load import FILES, load
from service.bureau.tables import BrokenReference

from .conftest import Breaking

FIRST_LINES = {
    "organs": "HB-ZZB,区委组织部,district,party,,干部选拔任用、党员教育管理、公务员管理,,,,,\n",
    "calendar": "2024-01-01,holiday,元旦,国办发明电〔2023〕7号,no\n",
    "classes": "010000,农村农业,,,,,农业农村,2018-03-17\n",
}

# file, what stands there, what is put in its place, line and field that the complaint must name
BREAKS = [
    ("divisions.csv", "code,name,level", "code,title,level", 1, "header"),
    ("divisions.csv", "11,北京市,province,,,\n", "11,北京市,realm,,,\n", 2, "level"),
    ("divisions.csv", "11,北京市,province,,,\n", "1A,北京市,province,,,\n", 2, "code"),
    ("divisions.csv", "11,北京市,province,,,\n", "11,,province,,,\n", 2, "name"),
    ("divisions.csv", "12,天津市,province,,,\n", "11,天津市,province,,,\n", 3, "code"),
    ("divisions.csv", "12,天津市,province,,,\n", "12,天津市,province,11,,\n", 3, "parent_code"),
    ("divisions.csv", "11,北京市,province,,,\n", "11,北京市,province,,yesterday,\n", 2, "valid_from"),
    ("divisions.csv", "11,北京市,province,,,\n", "11,北京市,province,,2020-01-02,2020-01-01\n", 2, "valid_to"),
    ("divisions.csv", "11,北京市,province,,,\n", "11,北京市,province\n", 2, "parent_code"),
    ("content_classes.csv", FIRST_LINES["classes"], "0100,农村农业,,,,,,\n", 2, "code"),
    ("content_classes.csv", FIRST_LINES["classes"], "010001,农村农业,,,,,,\n", 2, "code"),
    ("content_classes.csv", FIRST_LINES["classes"], "010000,农村农业,,甲,,,,\n", 2, "level2"),
    ("content_classes.csv", FIRST_LINES["classes"], "010000,农村农业,,,,,三农,\n", 2, "modern_since"),
    ("content_classes.csv", FIRST_LINES["classes"], "020000,农村农业,,,,,,\n", 3, "code"),
    ("content_classes.csv", "990000,其他", "980000,其他", 1, "code"),
    ("organs.csv", FIRST_LINES["organs"], FIRST_LINES["organs"].replace(",district,", ",nation,"), 2, "level"),
    ("organs.csv", FIRST_LINES["organs"], FIRST_LINES["organs"].replace(",party,", ",guild,"), 2, "kind"),
    ("organs.csv", FIRST_LINES["organs"], FIRST_LINES["organs"].replace(",party,,", ",party,HB-NOBODY,"), 2, "parent"),
    ("organs.csv", FIRST_LINES["organs"], FIRST_LINES["organs"].replace(",party,,", ",party,HB-ZZB,"), 2, "parent"),
    ("organs.csv", FIRST_LINES["organs"], FIRST_LINES["organs"].replace(",\n", ",999999999\n"), 2, "division"),
    ("organs.csv", "HB-XCB,区委宣传部", "HB-ZZB,区委宣传部", 3, "code"),
    ("organs.csv", "干部选拔任用、党员教育管理、公务员管理,,,,,", "干部,,,HB-XCB,,", 2, "valid_to"),
    ("organs.csv", "网络信息、精神文明,,,,,", "网络,,2026-06-30,HB-NOBODY,,", 3, "successor"),
    ("calendar.csv", FIRST_LINES["calendar"], FIRST_LINES["calendar"].replace("2024-01-01", "1 January"), 2, "date"),
    ("calendar.csv", FIRST_LINES["calendar"], FIRST_LINES["calendar"].replace("holiday", "workday"), 2, "date"),
    ("calendar.csv", FIRST_LINES["calendar"], FIRST_LINES["calendar"].replace("holiday", "feast"), 2, "kind"),
    ("calendar.csv", FIRST_LINES["calendar"], FIRST_LINES["calendar"].replace(",no\n", ",maybe\n"), 2, "provisional"),
    ("calendar.csv", FIRST_LINES["calendar"], FIRST_LINES["calendar"].replace("2024-01-01", "2024-03-01"), 3, "date"),
    ("vocabulary.csv", "Channel,online,网上信访,Online\n", "", 1, "value"),
    ("vocabulary.csv", "Channel,online,", "Channel,carrier_pigeon,", 2, "value"),
    ("vocabulary.csv", "Channel,online,", "Kanal,online,", 2, "enum"),
    ("vocabulary.csv", "Channel,online,网上信访,", "Channel,online,,", 2, "zh"),
    ("vocabulary.csv", "Channel,letter,来信", "Channel,online,来信", 3, "value"),
    ("place_aliases.csv", "湖滨,411202,", "湖滨,999999,", 2, "division_code"),
    ("place_aliases.csv", "湖滨,411202,", "湖,411202,", 2, "alias"),
    ("organ_aliases.csv", "组织部,HB-ZZB,", "组织部,HB-NOBODY,", 2, "organ"),
    ("bureau.toml", 'division = "411202"', 'division = "999999"', 10, "division"),
    ("bureau.toml", 'superior = "SMX-XFJ"', 'superior = "NOBODY"', 15, "superior"),
    ("bureau.toml", 'number_prefix = "HB"', 'number_prefix = "h1"', 14, "number_prefix"),
    ("bureau.toml", "purpose = 0.70", "purpose = 60", 20, "purpose"),
    ("bureau.toml", "purpose = 0.70", "purpos = 0.70", 20, "purpos"),
    ("calibration.csv", "purpose,", "place,", 2, "question"),
    ("calibration.csv", "content_class,", "purpose,", 3, "question"),
    ("calibration.csv", "purpose,", "purpose,-", 2, "slope"),
    ("calibration.csv", ",358,", ",0,", 2, "cases"),
    ("calibration.csv", "2026-11-24", "lately", 2, "fitted_on"),
    ("bureau.toml", "[thresholds]", "[limits]", 1, "thresholds"),
    ("bureau.toml", "[matters]", "[repeats]", 1, "matters"),
    ("bureau.toml", "same_issue = 0.80", "same_issue = 75", 30, "same_issue"),
    ("bureau.toml", "repeat = 0.5", "repeat = 0", 29, "repeat"),
    ("bureau.toml", "within_days = 365", "within_days = 0.5", 31, "within_days"),
    ("bureau.toml", "within_days = 365", "within_weeks = 52", 31, "within_weeks"),
    ("bureau.toml", "lead_days = 3", "lead_days = 0", 36, "lead_days"),
    ("bureau.toml", "lead_days = 3", "lead_days = 16", 36, "lead_days"),
    ("bureau.toml", "lead_days = 3", "lead_days = 1.5", 36, "lead_days"),
    ("bureau.toml", "lead_days = 3", "lead_day = 3", 36, "lead_day"),
    ("bureau.toml", '"包稳定息访", "包跟踪回访"', '"包稳定息访", "包稳定息访"', 37, "care"),
    ("bureau.toml", "[supervision]\n", "[supervising]\n", 1, "supervision"),
    ("retention.csv", "answered,30,", "answered,0,", 3, "years"),
    ("retention.csv", "answered,30,", "answered,long,", 3, "years"),
    ("retention.csv", "unanswered,10,", "filed,10,", 4, "kind"),
    ("retention.csv", "instructed,", "answered,", 1, "kind"),
    ("retention.csv", "medium,,\nanswered", "perhaps,,\nanswered", 2, "confidence"),
    ("retention.csv", "medium,,\nanswered", "medium,,2030-12-31\nanswered", 2, "valid_to"),
    ("detectors.toml", 'sign = "registered_late"', 'sign = "late"', 9, "sign"),
    ("bureau.toml", "[bureau]", "[bureau", 9, "syntax"),
]


@pytest.mark.parametrize(("file", "old", "new", "line", "field"), BREAKS)
def test_a_broken_table_is_named_with_file_line_and_field(
    broken: Breaking, file: str, old: str, new: str, line: int, field: str
) -> None:
    complaint = broken(file, old, new)
    assert (complaint.file, complaint.line, complaint.field) == (file, line, field)
    assert str(complaint).startswith(f"{file}, line {line}, field {field}: expected ")


@pytest.mark.parametrize("file", FILES)
def test_a_missing_file_stops_the_start(directory: Path, file: str) -> None:
    (directory / file).unlink()
    with pytest.raises(BrokenReference, match=f"{file}, line 0, field file: expected a readable"):
        load(directory)


@pytest.mark.parametrize("file", [name for name in FILES if name.endswith(".csv")])
def test_a_table_that_is_not_utf_8_stops_the_start(directory: Path, file: str) -> None:
    with (directory / file).open("ab") as table:
        table.write("湖滨".encode("gb18030"))
    with pytest.raises(BrokenReference, match=f"{file}, line "):
        load(directory)
