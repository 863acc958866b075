"""The recount of petitions: what came in, what stands, what the bureau did with it. Named by the rows that are read."""

from service.rulebook.measures import Measure
from service.statistics.recount.about import lines

_EVENTS = "on_record JOIN event ON event.petition_id = on_record.id"
_ON = "event.at AT TIME ZONE 'Asia/Shanghai'"

# The stages that a petition came to, each with the one before; in hand it is until it is withdrawn, disposed or closed.
_TURNS = """on_record JOIN LATERAL (
    SELECT on_day, is_open::int - lag(is_open, 1, true) OVER (ORDER BY sequence)::int AS turn
    FROM (SELECT sequence, (at AT TIME ZONE 'Asia/Shanghai')::date AS on_day,
                 detail ->> 'stage' NOT IN ('withdrawn', 'disposed', 'closed') AS is_open
          FROM event WHERE event.petition_id = on_record.id AND detail ? 'stage') AS stage
) AS turned ON turn <> 0"""

_ENDED = """on_record JOIN LATERAL (
    SELECT (at AT TIME ZONE 'Asia/Shanghai')::date AS on_day, detail ->> 'stage' AS stage FROM event
    WHERE event.petition_id = on_record.id AND detail ->> 'stage' IN ('disposed', 'closed') ORDER BY sequence LIMIT 1
) AS ended ON true"""

_CLOSED = """on_record JOIN LATERAL (
    SELECT (at AT TIME ZONE 'Asia/Shanghai')::date AS on_day FROM event
    WHERE event.petition_id = on_record.id AND detail ->> 'stage' = 'closed' ORDER BY sequence LIMIT 1
) AS closed ON true JOIN LATERAL (
    SELECT min((again.registered_at AT TIME ZONE 'Asia/Shanghai')::date) AS on_day
    FROM relation JOIN petition AS again ON again.id = relation.petition_id
    WHERE relation.other_id = on_record.id AND relation = 'repeat' AND suspicion = 'confirmed'
      AND (again.registered_at AT TIME ZONE 'Asia/Shanghai')::date >= closed.on_day
) AS returned ON returned.on_day IS NOT NULL AND NOT on_record.repeat"""

_JUDGED = """on_record JOIN LATERAL (
        SELECT min(version) AS version FROM classification WHERE petition_id = on_record.id AND made_by <> 'machine'
    ) AS by_clerk ON true
    JOIN classification AS first ON first.petition_id = on_record.id AND first.version = by_clerk.version - 1
    JOIN classification AS second ON second.petition_id = on_record.id AND second.version = by_clerk.version
    CROSS JOIN LATERAL (VALUES
        ('purpose', first.purpose, second.purpose), ('content_class', first.content_class, second.content_class),
        ('place', first.division, second.division), ('route', first.route, second.route),
        ('organ', first.organ, second.organ)) AS judged (question, machine, clerk)"""
_SURE = " WHERE judged.machine IS NOT NULL AND NOT judged.question = ANY(first.open_questions)"
_CHANGED = " AND (judged.clerk IS DISTINCT FROM judged.machine OR judged.question = ANY(second.open_questions))"

_DUTIES = """on_record JOIN duty ON duty.petition_id = on_record.id AND NOT duty.is_window
    LEFT JOIN referral ON referral.petition_id = duty.petition_id AND referral.ordinal = duty.referral"""
_DUE = " WHERE (duty.state NOT IN ('moved', 'lifted') OR duty.missed_on IS NOT NULL)"
_OWNER = {
    "kind": "duty.clock",
    "organ": "CASE WHEN duty.owner = 'bureau' THEN on_record.organ ELSE duty.owner END",
    "route": "coalesce(referral.route, on_record.route)",
}

SOURCES = (
    lines(Measure.ITEMS, "on_record", on="came_on"),
    lines(Measure.PEOPLE, "on_record", on="came_on", quantity="people_count"),
    lines(Measure.GROUPS, "on_record WHERE channel = 'visit'", on="came_on"),
    lines(Measure.MATTERS, "on_record WHERE NOT repeat", on="came_on"),
    lines(Measure.CLASSIFIED_BY_MACHINE, "on_record WHERE by_machine", on="came_on"),
    lines(Measure.IN_HAND, "on_record", on="came_on"),
    lines(Measure.IN_HAND, _TURNS, on="turned.on_day", quantity="turned.turn"),
    lines(Measure.ITEMS_ENDED, _ENDED, on="ended.on_day", kind="ended.stage"),
    lines(
        Measure.RETURNED_AFTER,
        _CLOSED,
        on="closed.on_day",
        kind="lpad((returned.on_day - closed.on_day)::text, 4, '0')",
    ),
    lines(Measure.DISPOSALS, f"{_EVENTS} AND event.kind IN ('disposed', 'refusal_approved')", on=_ON,
          kind="event.detail ->> 'disposition'"),
    lines(Measure.REFUSALS, f"{_EVENTS} AND event.kind = 'refusal_approved'", on=_ON, kind="event.detail ->> 'code'"),
    lines(Measure.URGENT_MATTERS, f"{_EVENTS} AND event.kind = 'marked_urgent'", on=_ON),
    lines(Measure.NOTICES, f"{_EVENTS} AND event.kind = 'notice_issued'", on=_ON, kind="event.detail ->> 'kind'"),
    lines(Measure.DUTIES_DUE, _DUTIES + _DUE, on="duty.legal_limit_on", **_OWNER),
    lines(Measure.DUTIES_MET, f"{_DUTIES} WHERE duty.state = 'met' AND duty.missed_on IS NULL",
          on="duty.legal_limit_on", **_OWNER),
    lines(Measure.DUTIES_LATE, f"{_DUTIES} WHERE duty.state = 'met' AND duty.missed_on IS NOT NULL",
          on="duty.legal_limit_on", **_OWNER),
    lines(Measure.OVERDUE, f"{_DUTIES} WHERE duty.missed_on IS NOT NULL", on="duty.missed_on", **_OWNER),
    lines(Measure.OVERDUE, f"{_DUTIES} WHERE duty.missed_on IS NOT NULL AND duty.ended_on IS NOT NULL",
          on="greatest(duty.ended_on, duty.missed_on)", quantity="-1", **_OWNER),
    lines(Measure.MACHINE_JUDGED, _JUDGED + _SURE, on="second.made_at AT TIME ZONE 'Asia/Shanghai'",
          kind="judged.question"),
    lines(Measure.MACHINE_CORRECTED, _JUDGED + _SURE + _CHANGED, on="second.made_at AT TIME ZONE 'Asia/Shanghai'",
          kind="judged.question"),
    lines(Measure.RATINGS_OF_BUREAU, "on_record JOIN evaluation ON evaluation.petition_id = on_record.id "
          "AND evaluation.referral = 0", on="evaluation.evaluated_on", kind="evaluation.satisfaction"),
    lines(Measure.RATINGS_OF_BUREAU, "on_record JOIN duty ON duty.petition_id = on_record.id "
          "AND duty.clock = 'rate_bureau' AND duty.state = 'lapsed'", on="duty.legal_limit_on + 1", kind="'lapsed'"),
)  # fmt: skip
