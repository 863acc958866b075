"""Make Hubin's reference tables from the shared data and the holidays library; run by hand when a source changes.

python tests/proofs/make_reference.py ../shared/data service/bureau/data/hubin
"""

import csv
import sys
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

import holidays

LEVEL1 = {
    "农村农业": "01",
    "国土资源": "02",
    "城乡建设": "03",
    "劳动和社会保障": "04",
    "卫生计生": "05",
    "教育文体": "06",
    "民政": "07",
    "政法": "08",
    "纪检监察": "09",
    "组织人事": "10",
    "环境保护": "11",
    "交通运输": "12",
    "经济管理": "13",
    "商贸旅游": "14",
    "科技与信息产业": "15",
    "党务政务": "16",
    "其他": "99",
}
# 国务院机构改革方案 of 2018-03-17; 国家乡村振兴局 of 2021-02-25
MODERN: dict[tuple[str, ...], tuple[str, str]] = {
    ("国土资源",): ("自然资源", "2018-03-17"),
    ("卫生计生",): ("卫生健康", "2018-03-17"),
    ("环境保护",): ("生态环境", "2018-03-17"),
    ("民政", "复退安置"): ("退役军人安置", "2018-03-17"),
    ("环境保护", "环保管理"): ("生态环境管理", "2018-03-17"),
    ("农村农业", "扶贫开发"): ("乡村振兴", "2021-02-25"),
    ("商贸旅游", "质监检验检疫"): ("质量监督和进出境检验检疫", "2018-03-17"),
}
PERSONNEL = ("选拔任用", "招录辞退", "编制职位", "机构改革")  # domain §14: not in the list of classes
OTHER = "其他"
# 国办发明电 〔2023〕7号, 〔2024〕12号, 〔2025〕7号
NOTICES = {2024: "国办发明电〔2023〕7号", 2025: "国办发明电〔2024〕12号", 2026: "国办发明电〔2025〕7号"}
STATUTE = "全国年节及纪念日放假办法（2024-11-10修订）推算"
TOWNSHIPS = {
    "HB-J01": "001",
    "HB-J02": "002",
    "HB-J03": "003",
    "HB-J04": "004",
    "HB-J05": "005",
    "HB-J06": "006",
    "HB-J07": "007",
    "HB-X01": "201",
    "HB-X02": "202",
    "HB-X03": "203",
}
HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Chinese New Year": "春节",
    "Tomb-Sweeping": "清明节",
    "Labor Day": "劳动节",
    "Dragon Boat": "端午节",
    "Mid-Autumn": "中秋节",
    "National Day": "国庆节",
    "Day off": "调休放假",
}


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, header: str, lines: Iterable[Iterable[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(lines)


def divisions(source: Path) -> Iterator[tuple[str, ...]]:
    wide = (one for one in read(source / "province_to_township.csv") if len(one["code"]) <= 6)
    near = read(source / "sanmenxia_to_village.csv")
    found = {one["code"]: one for one in chain(wide, near)}
    for code in sorted(found, key=lambda code: (len(code), code)):
        yield code, found[code]["name"], found[code]["level"], found[code]["parent_code"], "", ""


def content_classes(source: Path) -> Iterator[tuple[str, ...]]:
    tree: dict[str, dict[str, list[str]]] = {name: {} for name in LEVEL1}
    for one in read(source / "content_classes.csv"):
        tree[one["level1"]].setdefault(one["level2"], []).append(one["level3"])
    tree["组织人事"] = {name: [] for name in PERSONNEL}
    for level1, below in tree.items():
        yield _class(LEVEL1[level1] + "0000", level1)
        for level2, two in numbered(below):
            yield _class(LEVEL1[level1] + two + "00", level1, level2)
            for level3, three in numbered(below[level2]):
                yield _class(LEVEL1[level1] + two + three, level1, level2, level3)


def numbered(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Numbers in order of first appearance; 其他 is 99 at every depth, as it is at the first."""
    listed = tuple(dict.fromkeys(names))
    for number, name in enumerate((name for name in listed if name != OTHER), start=1):
        yield name, f"{number:02}"
    if OTHER in listed:
        yield OTHER, "99"


def _class(code: str, *names: str) -> tuple[str, ...]:
    padded = (*names, "", "")[:3]
    return (code, *padded, "", "", *MODERN.get(names, ("", "")))


def organs(source: Path) -> Iterator[tuple[str, ...]]:
    for one in read(source / "organs.csv"):
        review = one["parent"] if one["level"] in ("municipal_branch", "vertical") else ""
        division = "411202" + TOWNSHIPS[one["code"]] if one["code"] in TOWNSHIPS else ""
        yield (*one.values(), "", "", "", review, division)
    # the shared list names it as a parent only
    yield ("SMX-SWJV", "国家税务总局三门峡市税务局", "vertical", "government", "", "税务复议、税收征管", *("",) * 5)


def calendar(years: range) -> Iterator[tuple[str, ...]]:
    china = holidays.country_holidays("CN", years=years)
    worked = {day for day in china.weekend_workdays if day.year in years}
    for offset in range((date(years[-1], 12, 31) - date(years[0], 1, 1)).days + 1):
        day = date(years[0], 1, 1) + timedelta(days=offset)
        source, provisional = (NOTICES[day.year], "no") if day.year in NOTICES else (STATUTE, "yes")
        if day in worked:
            yield day.isoformat(), "workday", "调休上班", source, provisional
        elif day in china and day.weekday() < 5:
            name = next(zh for english, zh in HOLIDAY_NAMES.items() if china[day].startswith(english))
            yield day.isoformat(), "holiday", name, source, provisional


def main(shared: Path, target: Path) -> None:
    write(target / "divisions.csv", "code,name,level,parent_code,valid_from,valid_to", divisions(shared / "divisions"))
    classes = content_classes(shared / "content_classes")
    write(
        target / "content_classes.csv",
        "code,level1,level2,level3,valid_from,valid_to,modern_name,modern_since",
        classes,
    )
    write(
        target / "organs.csv",
        "code,name,level,kind,parent,remit,valid_from,valid_to,successor,review_organ,division",
        organs(shared / "hubin"),
    )
    write(target / "calendar.csv", "date,kind,name,source,provisional", calendar(range(2024, 2028)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
