"""What the ledger counts. Measures are never added to one another: 件次, 批次, 人次 and 信访事项 least of all."""

from enum import StrEnum


class Measure(StrEnum):
    """What one posting counts. Where a measure has kinds, they are told behind it."""

    # What came in, on the day of registration.
    ITEMS = "items"  # 件次
    PEOPLE = "people"  # 人次
    GROUPS = "groups"  # 批次: visits alone come in groups
    MATTERS = "matters"  # 信访事项: a repeat is a further item and no further matter

    # What stands, from the day on which it came to stand so.
    IN_HAND = "in_hand"
    OVERDUE = "overdue"  # duties whose legal limit has gone by and which are owed still; by clock

    # What was owed, on the last day on which it could be done: whoever measures by registration makes the running
    # month look bad for ever. By clock.
    DUTIES_DUE = "duties_due"
    DUTIES_MET = "duties_met"
    DUTIES_LATE = "duties_late"  # done, but after the limit

    # What was done, on its day.
    REFERRALS = "referrals"  # by kind of referral
    DISPOSALS = "disposals"  # by disposition
    REFUSALS = "refusals"  # by the number of the ground
    ITEMS_ENDED = "items_ended"  # the first time: `disposed` by the bureau or `closed` by the organs
    OBJECTIONS = "objections"
    DISPUTES = "disputes"
    ACCEPTANCES = "acceptances"
    EXTENSIONS = "extensions"
    REPLIES = "replies"  # by outcome
    CLOSINGS = "closings"  # of matters at organs (办结): `resolved` (化解) or `unresolved`
    MEDIATED_CLOSINGS = "mediated_closings"
    REVIEWS = "reviews"  # asked for; by level
    REVIEW_DECISIONS = "review_decisions"  # by outcome
    TERMINATIONS = "terminations"
    NOTICES = "notices"  # issued; by kind of notice
    DELIVERIES = "deliveries"  # of written answers, proven; by proof
    URGENT_MATTERS = "urgent_matters"

    # How long it took: one each, its kind the number of days, so that means and percentiles come from the same lines.
    DAYS_TO_REFER = "days_to_refer"
    DAYS_TO_ACCEPT = "days_to_accept"
    DAYS_TO_REPLY = "days_to_reply"
    WRONG_HANDS_DAYS = "wrong_hands_days"  # at an organ that was not competent, until that was admitted
    RETURNED_AFTER = "returned_after"  # first items that came again after closing; on the day of closing

    # What the petitioners say, on the day they say it or let it lapse: by satisfaction, or `lapsed`.
    RATINGS_OF_BUREAU = "ratings_of_bureau"
    RATINGS_OF_ORGANS = "ratings_of_organs"

    # What the machine is worth, on the day a clerk decides; by question.
    CLASSIFIED_BY_MACHINE = "classified_by_machine"  # on the day of registration
    MACHINE_JUDGED = "machine_judged"
    MACHINE_CORRECTED = "machine_corrected"

    # What the bureau does to see that others act.
    URGES = "urges"  # `automatic` by the sweep, `manual` by an officer
    CASES = "cases"  # 督办
    SUGGESTIONS = "suggestions"  # 三项建议 issued, by kind
    SUGGESTIONS_ANSWERED = "suggestions_answered"  # by adoption
    INSPECTIONS = "inspections"
    INSPECTED_ITEMS = "inspected_items"
    BULLETINS = "bulletins"
    RECEPTIONS = "receptions"  # 批次, by role of the leader
    RECEIVED_PEOPLE = "received_people"  # 人次, by role
    RECEPTION_CASES = "reception_cases"  # items that were put under supervision there, by role
    CARES = "cares"  # 包案, by role
    MASS_ISSUES_RESOLVED = "mass_issues_resolved"  # before they became an incident

    # What the ledger itself is worth: by measure, found by the nightly recount.
    RECOUNT_DIFFERENCES = "recount_differences"


class Resolution(StrEnum):
    """Whether closing a matter resolved it: 化解 and 程序终结 are not the same (27)."""

    RESOLVED = "resolved"
    UNRESOLVED = "unresolved"


class Urging(StrEnum):
    """Who urges."""

    AUTOMATIC = "automatic"
    MANUAL = "manual"
