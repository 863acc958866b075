"""What a place is mentioned for: where the problem is, or only where somebody comes from, lives, works or writes to.

问题属地 decides, not 户籍地 (条例 5(3); domain §2), so the words around a name raise or lower it.
"""

import re
from dataclasses import dataclass

from service.rulebook.vocabulary import TextField

BEFORE, AFTER = 10, 8  # characters that are looked at on either side

_BEFORE = (
    (re.compile(r"(?:户籍|户口|籍贯|身份证|祖籍|原籍|娘家|老家|出生|生于|婆家)[^,。;]{0,6}$"), -0.7),
    (re.compile(r"(?:家住|现住|居住|租住|住在|定居|搬到|暂住|随儿子|住)[^,。;]{0,4}$"), -0.5),
    (re.compile(r"(?:位于|地处|坐落|座落|发生在)[^,。;]{0,4}$"), 0.5),
    (re.compile(r"(?<!住)(?<!户口)(?<!户籍)在$"), 0.35),
    (re.compile(r"(?:这|此)(?:个|件)?(?:事|问题|情况)[^,。]{0,4}(?:是|在|出在)[^,。]{0,6}$"), 1.2),
    (re.compile(r"(?:往|向|给)$"), -0.5),
    (re.compile(r"(?:路过|来自|去|回|来|到|从|拉到|转到|跑到|嫁到)$"), -0.35),
    (re.compile(r"(?:我是|俺是|本人是|本人系|我们是|申请人)[^,。;]{0,6}$"), -0.25),
    (re.compile(r"(?:找|让找|叫找|推给|推到|打给|打到|反映给|投诉到|问|归)$"), -0.4),
    (re.compile(r"(?:像|比如|例如|学习|参照|比|不如|别的|其他|就连)[^,。;]{0,4}$"), -0.6),
)
_AFTER = (
    (re.compile(r"^(?:市|县|区|省)?(?:人|籍|户口|户籍)"), -0.7),
    (re.compile(r"^[^,。;]{0,3}的?(?:农民|果农|架子工|老乡|老兵|司机|游客|工人)"), -0.25),
    (re.compile(r"^[^,。;]{0,4}(?:上班|打工|工作|上学|读书|租房|务工|带孩子|看病|就医|住院|做生意|当兵|抢救)"), -0.5),
    # 湖滨区住建局说不归他们: who answered is not where it is
    (re.compile(r"^(?:区|县|市)?[^,。;]{0,6}(?:局|部门|政府|热线|管委会)?(?:说|回复|答复|又推|让找|叫找|推给)"), -0.5),
    (re.compile(r"^[^,。;]{0,4}(?:反映|写信|留言|求助|投诉到|领导|网站)"), -0.3),
    (
        re.compile(
            r"^(?:县|市|区)?里?(?:城里|某|那个|一家|法院|医院|信用社|组织部|管委会|教育局|公安局|社保|城区|境内|的地|那边的?)"
        ),
        0.45,
    ),
)
# 我住X,但这事不是我家的,是我爹妈那边: what comes after is where it is
_TURN = re.compile(
    r"(?:这|此)?(?:个|件)?(?:事|问题)?(?:并)?不是(?:我家|我们家|俺家|我这|我们这|本地|这边|这里)[^。]{0,6}?,?是"
)
TURNED = 0.7


@dataclass(frozen=True, slots=True)
class Mention:
    """One place name in one field, with the division it is read as and how much it says about the problem."""

    code: str
    field: TextField
    start: int
    end: int
    weight: float


def role(text: str, start: int, end: int) -> float:
    """How the words around a name raise or lower it, between −1 and 1."""
    before, after = text[max(0, start - BEFORE) : start], text[end : end + AFTER]
    change = sum(step for pattern, step in _BEFORE if pattern.search(before))
    change += sum(step for pattern, step in _AFTER if pattern.search(after))
    return max(-1.0, min(1.0, change))


def turn(text: str) -> int | None:
    """Where a petitioner turns from where they live to where it is; None where nobody turns."""
    found = _TURN.search(text) if "不是" in text else None
    return found.end() if found else None
