"""Major and urgent matters: to whom they are reported at once (条例 25)."""

from collections.abc import Collection
from enum import StrEnum


class Told(StrEnum):
    """Who is told of an urgent matter."""

    LEADERS = "leaders"  # 本级党委和政府
    COMPETENT_DEPARTMENT = "competent_department"  # 主管部门
    JOINT_CONFERENCE = "joint_conference"  # 本级信访工作联席会议办公室
    SUPERIOR_BUREAU = "superior_bureau"  # 上一级信访部门
    NATIONAL_BUREAU = "national_bureau"  # 国家信访局, at the same time


def reported(told: Collection[Told]) -> bool:
    """Whether everybody is told whom 条例 25 names."""
    return set(told) >= set(Told)
