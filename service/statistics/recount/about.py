"""Under what a petition counts, read from its rows; and how a source of the recount writes its lines."""

from service.rulebook.measures import Measure

DIMENSIONS = (
    *("bureau", "channel", "content_class", "division", "organ", "purpose", "route"),
    *("repeat", "joint", "confidential"),
)

# `on_record`: the petitions with the decision in force. `at_organ`: what happened to matters, and who had them then.
WITH = """
on_record AS (
    SELECT petition.id, petition.bureau, petition.channel, petition.joint, petition.people_count,
        (petition.registered_at AT TIME ZONE 'Asia/Shanghai')::date AS came_on,
        CASE WHEN 'content_class' = ANY(made.open_questions) THEN NULL ELSE made.content_class END AS content_class,
        CASE WHEN 'place' = ANY(made.open_questions) THEN NULL ELSE made.division END AS division,
        CASE WHEN 'organ' = ANY(made.open_questions) THEN NULL ELSE made.organ END AS organ,
        CASE WHEN 'purpose' = ANY(made.open_questions) THEN NULL ELSE made.purpose END AS purpose,
        CASE WHEN 'route' = ANY(made.open_questions) THEN NULL ELSE made.route END AS route,
        EXISTS (SELECT FROM relation WHERE relation.petition_id = petition.id AND relation = 'repeat'
                AND suspicion = 'confirmed') AS repeat,
        cardinality(made.accused) > 0
            OR (NOT 'purpose' = ANY(made.open_questions) AND made.purpose IS NOT DISTINCT FROM 'accusation')
            AS confidential,
        made.made_by = 'machine' AND cardinality(made.open_questions) = 0 AS by_machine
    FROM petition
    JOIN LATERAL (SELECT * FROM classification WHERE classification.petition_id = petition.id
                  ORDER BY version DESC LIMIT 1) AS made ON true
),
at_organ AS (
    SELECT event.petition_id, event.sequence, event.kind AS happened, event.detail,
        (event.at AT TIME ZONE 'Asia/Shanghai')::date AS on_day, held.organ AS organ_then,
        referral.route AS route_then, referral.sent_on, referral.closed_on, referral.outcome
    FROM event
    JOIN referral ON referral.petition_id = event.petition_id
        AND referral.ordinal = (event.detail ->> 'referral')::int
    JOIN LATERAL (SELECT earlier.detail ->> 'organ' AS organ FROM event AS earlier
                  WHERE earlier.petition_id = event.petition_id AND earlier.sequence <= event.sequence
                    AND earlier.detail -> 'referral' = event.detail -> 'referral'
                    AND (earlier.kind = 'referred' OR (earlier.kind = 'succeeded' AND NOT earlier.detail ? 'level'))
                  ORDER BY earlier.sequence DESC LIMIT 1) AS held ON true
    WHERE event.kind IN ('objected', 'objection_upheld', 'disputed', 'accepted', 'extended', 'replied', 'closed',
                         'delivered', 'urged', 'terminated', 'review_requested', 'review_decided', 'referred',
                         'mediated')
)
"""


def lines(
    measure: Measure,
    source: str,
    *,
    on: str,
    kind: str = "NULL",
    quantity: str = "1",
    organ: str = "on_record.organ",
    route: str = "on_record.route",
) -> str:
    """The lines of a measure: one for each row of `source`, which joins `on_record`."""
    instead = {"organ": organ, "route": route}
    under = ", ".join(instead.get(name, f"on_record.{name}") for name in DIMENSIONS)
    return (
        f"SELECT '{measure}', ({kind})::text, ({on})::date, ({quantity})::bigint, {under} "  # noqa: S608 - constants only
        f"FROM {source}"
    )
