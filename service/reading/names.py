"""Where the names of places, buildings and firms end (金谷花园, 文明路): a cue for what tells, not a list of names."""

import numpy as np
from numpy.typing import NDArray

from service.reading.runs import Run

Bools = NDArray[np.bool_]

_PLANE = 0x10000
_ENDS = (
    *"路街村苑府桥乡镇园城寨庄屯湾巷厂店楼组矿湖河山",
    *("小区", "花园", "家园", "社区", "家属", "公寓", "广场", "大道", "大桥", "大厦", "公园", "学校", "学院", "大学"),
    *(
        "中学",
        "小学",
        "幼儿",
        "医院",
        "法院",
        "公司",
        "集团",
        "银行",
        "酒店",
        "宾馆",
        "饭店",
        "工地",
        "项目",
        "楼盘",
        "工程",
    ),
    *("平台", "市场", "超市", "商场", "车站", "水库", "加油", "物业", "国际", "新村", "名苑", "华府", "豪庭", "之城"),
)
_TWOS = [end for end in _ENDS if len(end) == 2]
_FIRSTS, _SECONDS = (sorted({end[at] for end in _TWOS}) for at in (0, 1))


def _numbered(characters: list[str]) -> NDArray[np.uint8]:
    """For each code point its number among these, from 1; 0 for every other."""
    numbers = np.zeros(_PLANE, dtype=np.uint8)
    numbers[[ord(character) for character in characters]] = np.arange(1, len(characters) + 1)
    return numbers


def _alone() -> Bools:
    table = np.zeros(_PLANE, dtype=np.bool_)
    table[[ord(end) for end in _ENDS if len(end) == 1]] = True
    return table


def _together() -> Bools:
    table = np.zeros((len(_FIRSTS) + 1, len(_SECONDS) + 1), dtype=np.bool_)
    for first, second in _TWOS:
        table[_FIRSTS.index(first) + 1, _SECONDS.index(second) + 1] = True
    return table


_ALONE, _TOGETHER, _FIRST, _SECOND = _alone(), _together(), _numbered(_FIRSTS), _numbered(_SECONDS)


def near_names_end(run: Run) -> tuple[Bools, Bools]:
    """For each pair and each triple, whether the end of a name begins in it (not with it) or right after it."""
    ends = np.zeros(len(run.points) + 1, dtype=np.bool_)
    ends[:-1] = _ALONE[run.points]
    ends[:-2] |= _TOGETHER[_FIRST[run.points[:-1]], _SECOND[run.points[1:]]]
    pairs = ends[1:-1] | ends[2:]
    return pairs, pairs[:-1] | ends[3:]
