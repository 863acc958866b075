"""The field's words as closed sets. English in code; the Chinese labels are data (`bureau/data/vocabulary.csv`)."""

from enum import StrEnum


class Channel(StrEnum):
    """How a petition came in (条例 17: 信息网络、书信、电话、传真、走访等形式; the list stays open through `OTHER`)."""

    ONLINE = "online"
    LETTER = "letter"
    PHONE = "phone"
    VISIT = "visit"
    OTHER = "other"


class Purpose(StrEnum):
    """What the petitioner wants, which decides the handling class (条例 29, 30, 31)."""

    APPEAL = "appeal"
    ACCUSATION = "accusation"
    SUGGESTION = "suggestion"
    INQUIRY = "inquiry"
    OTHER = "other"


class Route(StrEnum):
    """The way a petition must be handled: the six ways of 条例 31, discipline (30), study (29), a plain reply."""

    LITIGATION = "litigation"
    ARBITRATION = "arbitration"
    PARTY_APPEAL = "party_appeal"
    ADMINISTRATIVE_PROCEDURE = "administrative_procedure"
    STATUTORY_DUTY = "statutory_duty"
    PETITION_PROCEDURE = "petition_procedure"
    DISCIPLINE = "discipline"
    STUDY = "study"
    REPLY = "reply"


class Question(StrEnum):
    """The five questions of jurisdiction."""

    PURPOSE = "purpose"
    CONTENT_CLASS = "content_class"
    PLACE = "place"
    ROUTE = "route"
    ORGAN = "organ"


class TextField(StrEnum):
    """The parts of a petition that evidence can point into."""

    SUBJECT = "subject"
    REQUEST = "request"
    FACTS = "facts"
    PROBLEM_PLACE = "problem_place"


class Stage(StrEnum):
    """Where a petition stands. The table of steps between them is `lifecycle.TRANSITIONS`."""

    REGISTERED = "registered"
    AWAITING_CLERK = "awaiting_clerk"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done with a petition that stands at a stage."""

    CORRECT = "correct"
    WITHDRAW = "withdraw"


class EventKind(StrEnum):
    """What the append-only history records."""

    REGISTERED = "registered"
    CLASSIFIED = "classified"
    CORRECTED = "corrected"
    RELATED = "related"
    RELATION_DECIDED = "relation_decided"
    NOTICE_ISSUED = "notice_issued"
    WITHDRAWN = "withdrawn"


class Relation(StrEnum):
    """How two received items (信访件) may belong together (domain §2: several 件, one 事项)."""

    REPEAT = "repeat"  # 重复件: the same person, the same matter
    SAME_ISSUE = "same_issue"  # 类案: other people, one issue


class Suspicion(StrEnum):
    """What became of something that the machine suspects; only a clerk confirms or rejects (PIPL 24)."""

    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    LAPSED = "lapsed"  # the machine itself no longer suspects it, after a correction


class NoticeKind(StrEnum):
    """The kinds of written notice (文书)."""

    RECEIPT = "receipt"


class DeadlineStep(StrEnum):
    """What happens to a deadline: rows are added, none is overwritten."""

    SET = "set"
    LIFTED = "lifted"


class Measure(StrEnum):
    """What a posting counts. Measures are never added to one another."""

    ITEMS = "items"  # 件次
    PEOPLE = "people"  # 人次
    IN_HAND = "in_hand"
    CLASSIFIED_BY_MACHINE = "classified_by_machine"


class JobKind(StrEnum):
    """Work that the worker owes: one use case each."""

    ACKNOWLEDGE = "acknowledge"
    RELATE = "relate"


class MessageKind(StrEnum):
    """What an organ's system or a portal is told of, by webhook and in the feed of events."""

    REFERRAL_SENT = "referral.sent"
    REFERRAL_RECALLED = "referral.recalled"
    REFERRAL_OBJECTION_DECIDED = "referral.objection_decided"
    REFERRAL_URGED = "referral.urged"
    REFERRAL_DUE_SOON = "referral.due_soon"
    REFERRAL_OVERDUE = "referral.overdue"
    REFERRAL_SUPERVISED = "referral.supervised"
    REFERRAL_DISPUTE_SETTLED = "referral.dispute_settled"
    PETITION_DISPOSED = "petition.disposed"
    PETITION_STAGE_CHANGED = "petition.stage_changed"
    PETITION_NOTICE_ISSUED = "petition.notice_issued"
    REVIEW_REQUESTED = "review.requested"


class DeliveryState(StrEnum):
    """How far a message has come on its way to one receiver."""

    OWED = "owed"
    DELIVERED = "delivered"
    DEAD = "dead"
