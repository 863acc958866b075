"""What the dimensions and columns are called by people."""

DIMENSION_NAMES = {
    "year": "年份",
    "quarter": "季度",
    "month": "月份",
    "ten_days": "旬",
    "day": "日期",
    "channel": "信访渠道",
    "class": "内容分类（一级）",
    "class2": "内容分类（二级）",
    "class3": "内容分类（三级）",
    "district": "县（市、区）",
    "township": "乡镇、街道",
    "village": "村、社区",
    "organ": "承办单位",
    "purpose": "信访目的",
    "route": "办理途径",
    "repeat": "初次或重复",
    "joint": "是否联名",
    "confidential": "是否检举控告",
    "bureau": "登记单位",
    "kind": "类别",
}


_COUNTS = {"average": ("天数合计", "项数"), "percentile": ("天数", "项数")}


def count_names(kind: str) -> tuple[str, str]:
    """What stands beside the value of an indicator of this kind as its numerator and denominator."""
    return _COUNTS.get(kind, ("分子", "分母"))


def dimension_name(name: str) -> str:
    """The Chinese name of a dimension, or its code while it has none."""
    return DIMENSION_NAMES.get(name, name)
