"""The names under which divisions are spoken of: full, short, and everyday names, with how much each says."""

from collections.abc import Mapping
from dataclasses import dataclass

from service.bureau.divisions import Division, Divisions

SUFFIXES = ("特别行政区", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市", "地区")
VILLAGE_SUFFIXES = ("社区居民委员会", "社区居委会", "居民委员会", "村民委员会", "村委会", "居委会")
# Short names of cities that are also everyday words or road names
COMMON_WORDS = frozenset(
    ("安康", "大同", "白银", "中山", "朝阳", "通化", "保山", "河池", "来宾", "海口", "吉安", "宁德")
)
# Villages that are called as many things are: 建房, 新兴 …; they want 村 or a group behind them
EVERYDAY = frozenset(
    ("建房", "新兴", "上村", "岗上", "东坡", "市场", "车站", "和平", "建设", "东风", "永安", "复兴", "新建")
)
FULL, SHORT, WEAK = 1.0, 0.8, 0.4


@dataclass(frozen=True, slots=True)
class Name:
    """One reading of a name; `weight` is what it says alone, `needs_context` that it says nothing alone."""

    code: str
    weight: float
    needs_context: bool = False


def names_of(divisions: Divisions, aliases: Mapping[str, str], home: str) -> dict[str, tuple[Name, ...]]:
    """All names with the divisions each may mean; what a bureau's alias means comes first."""
    found: dict[str, list[Name]] = {}
    city = divisions.ancestors(home)[0]
    for division in divisions:
        for name, reading in _names(division, divisions, home, city):
            if len(name) > 1:
                found.setdefault(name, []).append(reading)
    for alias, code in aliases.items():
        found.setdefault(alias, []).insert(0, Name(code, FULL if divisions.level(code) == "township" else SHORT))
    return {name: tuple(readings) for name, readings in found.items()}


def _names(division: Division, divisions: Divisions, home: str, city: str) -> list[tuple[str, Name]]:
    code, name = division.code, division.name
    near = divisions.within(code, city)
    if division.level == "village":
        return _village_names(code, name, divisions.within(code, home))
    if division.level == "township":
        return [(each, Name(code, FULL, needs_context=not near)) for each in _offices(name)]
    short = _stem(name, SUFFIXES) if division.level in ("province", "city") else _county_stem(name)
    listed = [(name, Name(code, FULL if len(name) > 2 else WEAK))]
    if short != name and short not in COMMON_WORDS:
        listed.append((short, Name(code, SHORT, needs_context=division.level == "county" and not near)))
    return listed


def _village_names(code: str, name: str, at_home: bool) -> list[tuple[str, Name]]:
    stem = _stem(name, VILLAGE_SUFFIXES)
    if "社区" in name:
        return [(stem + "社区", Name(code, FULL, needs_context=not at_home))]
    bare = stem.removesuffix("村")
    listed = [(bare + "村", Name(code, FULL, needs_context=not at_home or len(bare) < 2))]
    if len(bare) > 1:
        # 杨家沟 is nobody else's word; 上村 or 大安 needs the township, or 村 and a group number behind it
        listed.append((bare, Name(code, SHORT, needs_context=not at_home or len(bare) < 3)))
    return listed


def _offices(name: str) -> list[str]:
    stem = name.removesuffix("街道")
    if stem == name:
        return [name]
    return [stem + office for office in ("街道", "街道办", "街道办事处", "办事处", "街办")]


def _stem(name: str, suffixes: tuple[str, ...]) -> str:
    for suffix in suffixes:
        if name.endswith(suffix) and len(name) - len(suffix) > 1:
            return name.removesuffix(suffix)
    return name


def _county_stem(name: str) -> str:
    return name[:-1] if len(name) > 2 and name[-1] in "县市区" else name
