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
    REFUSAL_PROPOSED = "refusal_proposed"  # waits for a second person (domain §5)
    REFERRED = "referred"  # an organ at least owes an answer
    DISPOSED = "disposed"  # the bureau has done its part, and no organ owes it an answer
    CLOSED = "closed"  # every organ has answered and closed (办结)
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What can be done with a petition that stands at a stage."""

    CORRECT = "correct"
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"
    REFER = "refer"
    DISPOSE = "dispose"
    PROPOSE_REFUSAL = "propose_refusal"
    APPROVE_REFUSAL = "approve_refusal"
    REJECT_REFUSAL = "reject_refusal"
    HASTEN = "hasten"  # 列为重大、紧急 (条例 25)
    TAKE_BACK = "take_back"  # no organ has it any more
    CLOSE = "close"
    REOPEN = "reopen"


class IdentityCheck(StrEnum):
    """How a clerk made sure who asks for a lost query code (domain §12)."""

    DOCUMENT = "document"  # 核对证件原件
    PHONE_ON_RECORD = "phone_on_record"  # 回拨登记电话
    ADDRESS_ON_RECORD = "address_on_record"  # 寄往登记住址
    PORTAL_ACCOUNT = "portal_account"  # 实名账号


class RevealPurpose(StrEnum):
    """What somebody needs to know for who petitions (个人信息保护法 6, 28; 条例 30(3))."""

    CONTACT = "contact"
    VERIFY_IDENTITY = "verify_identity"
    DELIVER = "deliver"
    INVESTIGATE = "investigate"
    SAFETY = "safety"
    LEGAL_REQUEST = "legal_request"


class RevealField(StrEnum):
    """What of it is revealed."""

    NAME = "name"
    PHONE = "phone"
    DOCUMENT = "document"
    ADDRESS = "address"
    WORDS = "words"


class AccessKind(StrEnum):
    """What is on record of those who look: seen, revealed, taken out, changed."""

    RECORD_READ = "record_read"
    IDENTITY_REVEALED = "identity_revealed"
    REVEALS_FREQUENT = "reveals_frequent"  # more of them than the bureau holds for usual
    NOTICE_READ = "notice_read"
    FILE_READ = "file_read"
    CASES_TAKEN = "cases_taken"
    CODE_REISSUED = "code_reissued"
    PERSON_EXPORTED = "person_exported"  # all that is held about somebody, for him
    PERSON_CORRECTED = "person_corrected"
    LEGAL_HOLD_DECIDED = "legal_hold_decided"
    CLIENT_ADMITTED = "client_admitted"
    CLIENT_KEY_ROTATED = "client_key_rotated"
    CLIENT_REVOKED = "client_revoked"
    CLIENT_SCOPES_CHANGED = "client_scopes_changed"
    CLIENT_NETWORKS_CHANGED = "client_networks_changed"
    SIGNING_KEY_ROTATED = "signing_key_rotated"
    SIGNING_KEY_REVOKED = "signing_key_revoked"
    AUDIT_READ = "audit_read"


class EventKind(StrEnum):
    """What the append-only history records."""

    REGISTERED = "registered"
    CLASSIFIED = "classified"
    CORRECTED = "corrected"
    RELATED = "related"
    RELATION_DECIDED = "relation_decided"
    NOTICE_ISSUED = "notice_issued"
    WITHDRAWN = "withdrawn"
    SUPPLEMENTED = "supplemented"
    ATTACHED = "attached"
    FILE_DECIDED = "file_decided"
    LETTER_READ = "letter_read"
    QUERY_CODE_REISSUED = "query_code_reissued"
    PERSON_CORRECTED = "person_corrected"
    REFERRED = "referred"
    DISPOSED = "disposed"
    REFUSAL_PROPOSED = "refusal_proposed"
    REFUSAL_APPROVED = "refusal_approved"
    REFUSAL_REJECTED = "refusal_rejected"
    REOPENED = "reopened"
    MARKED_URGENT = "marked_urgent"
    REPORTED_UPWARD = "reported_upward"
    RECUSED = "recused"
    ARRIVED = "arrived"
    OBJECTED = "objected"
    OBJECTION_UPHELD = "objection_upheld"
    OBJECTION_REJECTED = "objection_rejected"
    DISPUTED = "disputed"
    DISPUTE_ESCALATED = "dispute_escalated"
    DISPUTE_SETTLED = "dispute_settled"
    ACCEPTED = "accepted"
    PROCEDURE_CHANGED = "procedure_changed"
    EXTENDED = "extended"
    HEARD = "heard"
    MEDIATED = "mediated"
    REPLIED = "replied"
    DELIVERED = "delivered"
    CLOSED = "closed"
    EXECUTED = "executed"
    RECALLED = "recalled"
    SUCCEEDED = "succeeded"
    REVIEW_REQUESTED = "review_requested"
    REVIEW_HEARD = "review_heard"
    REVIEW_DECIDED = "review_decided"
    REVIEW_DELIVERED = "review_delivered"
    TERMINATED = "terminated"
    EVALUATED = "evaluated"
    URGED = "urged"
    SUPERVISED = "supervised"


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
    """The kinds of written notice (文书, domain §9)."""

    RECEIPT = "receipt"  # 登记回执
    DESTINATION = "destination"  # 去向告知书
    FORWARDED = "forwarded"  # the same where 23(4) lets nothing more be said than 已转有权机关
    TRANSFER = "transfer"  # 转送函
    ASSIGNMENT = "assignment"  # 交办函
    ACCEPTANCE = "acceptance"  # 受理告知书
    REFUSAL = "refusal"  # 不予受理告知书
    NO_FURTHER = "no_further"  # 不再受理告知书
    GUIDANCE = "guidance"  # 其他法定途径告知书
    DIRECT_REPLY = "direct_reply"  # 直接答复
    EXTENSION = "extension"  # 延期告知书
    OPINION = "opinion"  # 信访处理意见书 (32)
    ANSWER = "answer"  # an answer in another procedure than 31(6)
    SETTLEMENT = "settlement"  # 调解、和解协议书 (33)
    CLOSING_REPORT = "closing_report"  # 办结报告, of an assignment
    REVIEW_ACCEPTANCE = "review_acceptance"  # 复查、复核受理告知书
    REVIEW_OPINION = "review_opinion"  # 复查意见书
    RE_REVIEW_OPINION = "re_review_opinion"  # 复核意见书
    URGE = "urge"  # 催办函
    SUPERVISION = "supervision"  # 督办函
    TERMINATION = "termination"  # 程序终结告知书


class Addressee(StrEnum):
    """To whom a written notice goes."""

    PETITIONER = "petitioner"
    ORGAN = "organ"
    BUREAU = "bureau"


class DeadlineStep(StrEnum):
    """What happens to a deadline: rows are added, none is overwritten."""

    SET = "set"
    MET = "met"
    MISSED = "missed"  # the legal limit went by; what is owed stays owed
    LAPSED = "lapsed"  # a right that was not used in time
    MOVED = "moved"  # another clock runs in its place: an extension, another procedure
    LIFTED = "lifted"  # nothing is owed any more
    SUCCEEDED = "succeeded"  # another organ owes it in the place of one that is no more (24(2))


class AlertKind(StrEnum):
    """What a sweep puts on the work list: each once for a duty."""

    NEAR_DUE = "near_due"
    OVERDUE = "overdue"


class JobKind(StrEnum):
    """Work that the worker owes: one use case each."""

    ACKNOWLEDGE = "acknowledge"
    NOTIFY = "notify"
    RELATE = "relate"
    READ_LETTER = "read_letter"  # what a scanned letter says
    PREPARE = "prepare"  # views of files, and whether they accuse somebody
    SWEEP = "sweep"  # once a day, of all petitions
    RECOUNT = "recount"  # after each sweep, of all figures


class MessageKind(StrEnum):
    """What an organ's system or a portal is told of, by webhook and in the feed of events."""

    REFERRAL_SENT = "referral.sent"
    REFERRAL_RECALLED = "referral.recalled"
    REFERRAL_SUPPLEMENTED = "referral.supplemented"
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
