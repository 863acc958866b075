"""The words of the procedure at organs: how a matter is sent, handled, answered, reviewed and rated (条例 21-36).

Closed sets like those of `vocabulary.py`, with their Chinese labels as data.
"""

from enum import StrEnum


class ReferralKind(StrEnum):
    """How a petition goes to an organ (条例 22)."""

    TRANSFER = "transfer"  # 转送
    ASSIGN = "assign"  # 交办: result and report by a set date (22(1)(三))
    FORWARD = "forward"  # 转送 to 纪检监察 or 政法, which answer by their own rules (22(2), 23(4))
    UPWARD = "upward"  # 呈转 to the superior bureau


class Disposition(StrEnum):
    """How the bureau ends its part without an organ that owes an answer."""

    GUIDE = "guide"  # 告知其他法定途径
    FILE = "file"  # 存
    REPLY = "reply"  # 直接回复
    REFUSE = "refuse"  # 不予受理
    REFUSE_FURTHER = "refuse_further"  # 不再受理


class RefusalCode(StrEnum):
    """Why a petition may be refused at all, under the numbers of the domain reference (§5); any other is no reason."""

    R1 = "r1"
    R2 = "r2"
    R5 = "r5"
    R6 = "r6"
    R11 = "r11"


class Procedure(StrEnum):
    """How an organ handles a matter."""

    ORDINARY = "ordinary"
    SIMPLE = "simple"  # 简易办理


class ReferralStage(StrEnum):
    """Where a matter stands at an organ. The table of steps between them is `handling.TRANSITIONS`."""

    SENT = "sent"
    ARRIVED = "arrived"
    OBJECTED = "objected"
    DISPUTED = "disputed"
    SETTLED = "settled"  # those above have decided that it stays here
    ACCEPTED = "accepted"
    REPLIED = "replied"
    CLOSED = "closed"
    RETURNED = "returned"
    RECALLED = "recalled"


class ReferralStep(StrEnum):
    """What can be done with a matter at an organ."""

    ARRIVE = "arrive"
    OBJECT = "object"
    UPHOLD_OBJECTION = "uphold_objection"
    REJECT_OBJECTION = "reject_objection"
    DISPUTE = "dispute"
    SETTLE_HERE = "settle_here"
    SETTLE_ELSEWHERE = "settle_elsewhere"
    ACCEPT = "accept"
    CHANGE_PROCEDURE = "change_procedure"
    EXTEND = "extend"
    HEAR = "hear"
    MEDIATE = "mediate"
    REPLY = "reply"
    DELIVER = "deliver"
    CLOSE = "close"
    EXECUTE = "execute"
    RECALL = "recall"


class Forum(StrEnum):
    """Who settles a dispute about competence (条例 24(1)), each where the one before could not."""

    NEGOTIATION = "negotiation"
    COMMON_SUPERIOR = "common_superior"
    JOINT_CONFERENCE = "joint_conference"


class Outcome(StrEnum):
    """What an organ answers (条例 32; 29 for suggestions)."""

    SUPPORTED = "supported"
    EXPLAINED = "explained"  # reasonable, but without a basis in law
    NOT_SUPPORTED = "not_supported"
    ADOPTED = "adopted"
    PARTLY_ADOPTED = "partly_adopted"
    NOT_ADOPTED = "not_adopted"
    ANSWERED = "answered"
    SETTLED = "settled"  # by an agreement (33)


class Result(StrEnum):
    """What closing came to on the axes of 条例 27 (三到位一处理)."""

    PROBLEM_SOLVED = "problem_solved"
    PERSUADED = "persuaded"
    HELPED = "helped"
    CONDUCT_DEALT_WITH = "conduct_dealt_with"


class ProofOfDelivery(StrEnum):
    """How a written answer reached the petitioner (送达)."""

    IN_PERSON = "in_person"
    POST = "post"
    ELECTRONIC = "electronic"
    REFUSED = "refused"  # 拒收, noted by witnesses
    PUBLIC_NOTICE = "public_notice"


class ReviewLevel(StrEnum):
    """The two reviews of an answer (条例 35, 36)."""

    REVIEW = "review"  # 复查
    RE_REVIEW = "re_review"  # 复核


class ReviewStage(StrEnum):
    """Where a review stands."""

    REQUESTED = "requested"
    DECIDED = "decided"


class ReviewStep(StrEnum):
    """What can be done with a review."""

    HEAR = "hear"
    DECIDE = "decide"
    DELIVER = "deliver"


class ReviewOutcome(StrEnum):
    """What the reviewing organ says of the answer."""

    UPHELD = "upheld"
    CHANGED = "changed"
    REMANDED = "remanded"


class Satisfaction(StrEnum):
    """How a petitioner rates (domain §12)."""

    SATISFIED = "satisfied"
    MOSTLY = "mostly"
    DISSATISFIED = "dissatisfied"


class RatingState(StrEnum):
    """How far a rating has come (domain §12); `NOT_OPEN` is 未评价: nothing there to be rated yet."""

    PENDING = "pending"  # 待评价: the window is open
    NOT_OPEN = "not_open"
    RATED = "rated"
    LAPSED = "lapsed"  # 超期未评价: counts in the participation rate, as PENDING does not
