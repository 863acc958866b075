"""A letter sent again under another name is the same letter; another letter on the matter is not."""

from service.classification.near_duplicates import near_duplicates

LETTER = "我们是前进街道某小区的业主，物业公司自二月起擅自把停车费由六十元涨到一百五十元，未公示也未征求业主意见。"
OTHER = "小区门口的路灯坏了两个月，晚上老人小孩出行不便，多次打电话没有人来修，希望尽快修好。"


def test_a_letter_with_another_name_joins_the_earliest() -> None:
    texts = [("路灯", OTHER), ("停车费", LETTER), ("物业停车费", LETTER + "业主王某"), ("停车费", "张某：" + LETTER)]

    assert near_duplicates(texts) == [0, 1, 1, 1]


def test_another_letter_on_the_same_matter_stays_apart() -> None:
    again = "物业把地面停车费从每月六十元提到一百五十元，没有任何通知，大家都很不满，希望主管部门责令退还多收的钱。"

    assert near_duplicates([("停车费", LETTER), ("停车费", again)]) == [0, 1]


def test_a_text_without_a_pair_of_characters_is_a_near_duplicate_of_nothing() -> None:
    assert near_duplicates([]) == []
    assert near_duplicates([("", ""), ("停车费", LETTER), ("", "")]) == [0, 1, 2]
