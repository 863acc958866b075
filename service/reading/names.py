"""Where the names of places, buildings and firms end (金谷花园, 文明路): a cue for what tells, not a list of names.

Ends of one kind are compared: who writes of one estate calls it 花园 or 小区, but not by another name.
"""

import numpy as np
from numpy.typing import NDArray

from service.reading.grams import Keys
from service.reading.runs import Kind, Run

Bools = NDArray[np.bool_]
Numbers = NDArray[np.uint8]

_PLANE = 0x10000
_CUES = (  # many of these stand in one petition: no two of them are compared
    *(
        "路",
        "街",
        "大道",
        "巷",
        "桥",
        "大桥",
        "大厦",
        "镇",
        "乡",
        "组",
        "矿",
        "湖",
        "河",
        "山",
        "楼盘",
        "工程",
        "项目",
        "工地",
    ),
    *("公司", "集团", "厂", "店", "酒店", "宾馆", "饭店", "银行", "超市", "商场", "市场", "平台", "物业"),
    *("车站", "水库", "加油"),
)
_KINDS = (
    _CUES,
    ("村", "庄", "屯", "寨", "新村"),
    *(
        (
            "苑",
            "府",
            "城",
            "园",
            "湾",
            "楼",
            "小区",
            "花园",
            "家园",
            "家属",
            "公寓",
            "名苑",
            "华府",
            "豪庭",
            "之城",
            "国际",
        ),
    ),
    ("社区",),
    ("学校", "学院", "大学", "中学", "小学", "幼儿"),
    ("医院",),
    ("法院",),
    ("公园", "广场"),
)
_NONE = 255
_ENDS = {end: kind for kind, ends in enumerate(_KINDS) for end in ends}
_FIRSTS, _SECONDS = (sorted({end[at] for end in _ENDS if len(end) == 2}) for at in (0, 1))


def _numbered(characters: list[str]) -> Numbers:
    """For each code point its number among these, from 1; 0 for every other."""
    numbers = np.zeros(_PLANE, dtype=np.uint8)
    numbers[[ord(character) for character in characters]] = np.arange(1, len(characters) + 1)
    return numbers


def _tables() -> tuple[Numbers, Numbers]:
    """The kind of each end of one character, by code point, and of two, by the numbers of both."""
    ones = np.full(_PLANE, _NONE, dtype=np.uint8)
    twos = np.full((len(_FIRSTS) + 1, len(_SECONDS) + 1), _NONE, dtype=np.uint8)
    for end, kind in _ENDS.items():
        if len(end) == 1:
            ones[ord(end)] = kind
        else:
            twos[_FIRSTS.index(end[0]) + 1, _SECONDS.index(end[1]) + 1] = kind
    return ones, twos


_FIRST, _SECOND = _numbered(_FIRSTS), _numbered(_SECONDS)
_ONES, _TWOS = _tables()


def _kinds(run: Run) -> Numbers:
    """For each character the kind of the end that begins with it."""
    kinds = _ONES[run.points]
    twos = _TWOS[_FIRST[run.points[:-1]], _SECOND[run.points[1:]]]
    kinds[:-1] = np.where(twos != _NONE, twos, kinds[:-1])
    return kinds


def near_names_end(run: Run) -> tuple[Bools, Bools]:
    """For each pair and each triple, whether the end of a name begins in it (not with it) or right after it."""
    ends = np.append(_kinds(run) != _NONE, False)
    pairs = ends[1:-1] | ends[2:]
    return pairs, pairs[:-1] | ends[3:]


def names_in(run: Run) -> tuple[Numbers, Keys]:
    """The last two characters of each name before its end, as the key of a pair, with the kind of the end."""
    kinds = _kinds(run)
    at = np.flatnonzero((kinds != _NONE) & (kinds != 0))
    at = at[at >= 2]
    words = run.kinds == Kind.WORD.value
    at = at[words[at - 1] & words[at - 2]]
    return kinds[at], run.pairs[at - 2]
