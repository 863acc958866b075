"""The recount of matters at organs, and of what the bureau does to see that others act."""

from service.rulebook.measures import Measure
from service.statistics.recount.about import DIMENSIONS, lines

_HAPPENED = "on_record JOIN at_organ ON at_organ.petition_id = on_record.id AND at_organ.happened = "
_THEN = {"organ": "at_organ.organ_then", "route": "at_organ.route_then"}
_DAY = "at_organ.on_day"

_BY_MEDIATION = """ AND (at_organ.outcome = 'settled' OR EXISTS (
    SELECT FROM event AS mediation WHERE mediation.petition_id = at_organ.petition_id
      AND mediation.kind = 'mediated' AND mediation.detail -> 'referral' = at_organ.detail -> 'referral'
      AND (mediation.detail -> 'agreed')::bool AND mediation.sequence < at_organ.sequence))"""

# Who had a matter last is who is rated.
_RATED = """on_record JOIN {row} ON {row}.petition_id = on_record.id AND {row}.referral > 0
    JOIN referral ON referral.petition_id = on_record.id AND referral.ordinal = {row}.referral"""
_LAST = {"organ": "referral.organ", "route": "referral.route"}


def _days(since: str, until: str) -> str:
    return f"lpad(greatest(({until})::date - ({since})::date, 0)::text, 4, '0')"


def _under(organ: str) -> str:
    """The dimensions of what is no petition."""
    known = {"bureau": "$3::text", "organ": organ, "confidential": "false"}
    bools = ("repeat", "joint")
    return ", ".join(known.get(name, "NULL::bool" if name in bools else "NULL::text") for name in DIMENSIONS)


def _of_supervision(measure: Measure, kind: str, *, on: str = "opened_on", what: str = "NULL", many: str = "1") -> str:
    return (
        f"SELECT '{measure}', ({what})::text, ({on})::date, ({many})::bigint, {_under('organ')} "  # noqa: S608 - likewise
        f"FROM supervision WHERE kind = '{kind}' AND ({many})::bigint <> 0"
    )


def _mass_issues_resolved() -> str:
    on = "(resolved_at AT TIME ZONE 'Asia/Shanghai')::date"
    return (
        f"SELECT '{Measure.MASS_ISSUES_RESOLVED}', NULL::text, {on}, 1::bigint, {_under('NULL::text')} "  # noqa: S608
        "FROM mass_issue WHERE suspicion = 'confirmed' AND resolved_at IS NOT NULL"
    )


SOURCES = (
    lines(Measure.REFERRALS, f"{_HAPPENED}'referred'", on="at_organ.sent_on", kind="at_organ.detail ->> 'kind'",
          **_THEN),
    lines(Measure.DAYS_TO_REFER, f"{_HAPPENED}'referred' AND at_organ.detail ->> 'referral' = '1'",
          on="at_organ.sent_on", kind=_days("on_record.came_on", "at_organ.sent_on"), **_THEN),
    lines(Measure.OBJECTIONS, f"{_HAPPENED}'objected'", on=_DAY, **_THEN),
    lines(Measure.DISPUTES, f"{_HAPPENED}'disputed'", on=_DAY, **_THEN),
    lines(Measure.ACCEPTANCES, f"{_HAPPENED}'accepted'", on=_DAY, **_THEN),
    lines(Measure.EXTENSIONS, f"{_HAPPENED}'extended'", on=_DAY, **_THEN),
    lines(Measure.REPLIES, f"{_HAPPENED}'replied'", on=_DAY, kind="at_organ.outcome", **_THEN),
    lines(Measure.WRONG_HANDS_DAYS, f"{_HAPPENED}'objection_upheld'", on=_DAY,
          kind=_days("at_organ.sent_on", _DAY), **_THEN),
    lines(Measure.DAYS_TO_ACCEPT, f"{_HAPPENED}'accepted'", on=_DAY, kind=_days("on_record.came_on", _DAY), **_THEN),
    lines(Measure.DAYS_TO_REPLY, f"{_HAPPENED}'replied'", on=_DAY, kind=_days("on_record.came_on", _DAY), **_THEN),
    lines(Measure.CLOSINGS, f"{_HAPPENED}'closed'", on="at_organ.closed_on",
          kind="CASE WHEN (at_organ.detail -> 'resolved')::bool THEN 'resolved' ELSE 'unresolved' END", **_THEN),
    lines(Measure.MEDIATED_CLOSINGS, f"{_HAPPENED}'closed'{_BY_MEDIATION}", on="at_organ.closed_on",
          kind="CASE WHEN (at_organ.detail -> 'resolved')::bool THEN 'resolved' ELSE 'unresolved' END", **_THEN),
    lines(Measure.DELIVERIES, f"{_HAPPENED}'delivered'", on="at_organ.detail ->> 'delivered_on'",
          kind="at_organ.detail ->> 'proof'", **_THEN),
    lines(Measure.URGES, f"{_HAPPENED}'urged' AND (at_organ.detail -> 'automatic')::bool",
          on="at_organ.detail ->> 'on'", kind="'automatic'", organ="at_organ.detail ->> 'organ'",
          route="at_organ.route_then"),
    lines(Measure.TERMINATIONS, f"{_HAPPENED}'terminated'",
          on="coalesce(at_organ.detail ->> 'on', at_organ.on_day::text)", **_THEN),
    lines(Measure.REVIEWS, f"{_HAPPENED}'review_requested'", on=_DAY, kind="at_organ.detail ->> 'level'", **_THEN),
    lines(Measure.REVIEW_DECISIONS, f"{_HAPPENED}'review_decided'", on=_DAY, kind="at_organ.detail ->> 'outcome'",
          **_THEN),
    lines(Measure.RATINGS_OF_ORGANS, _RATED.format(row="evaluation"), on="evaluation.evaluated_on",
          kind="evaluation.satisfaction", **_LAST),
    lines(Measure.RATINGS_OF_ORGANS,
          _RATED.format(row="duty") + " AND duty.clock = 'rate_organ' AND duty.state = 'lapsed'",
          on="duty.legal_limit_on + 1", kind="'lapsed'", **_LAST),
    _of_supervision(Measure.URGES, "urge", what="'manual'"),
    _of_supervision(Measure.CASES, "case"),
    _of_supervision(Measure.SUGGESTIONS, "suggestion", what="facts ->> 'suggests'"),
    _of_supervision(Measure.SUGGESTIONS_ANSWERED, "suggestion", what="facts ->> 'adoption'", on="closed_on",
                    many="(closed_on IS NOT NULL)::int"),
    _of_supervision(Measure.INSPECTIONS, "inspection"),
    _of_supervision(Measure.INSPECTED_ITEMS, "inspection", many="jsonb_array_length(facts -> 'numbers')"),
    _of_supervision(Measure.BULLETINS, "bulletin"),
    _of_supervision(Measure.RECEPTIONS, "reception", what="facts ->> 'role'", many="facts ->> 'batches'"),
    _of_supervision(Measure.RECEIVED_PEOPLE, "reception", what="facts ->> 'role'", many="facts ->> 'people'"),
    _of_supervision(Measure.RECEPTION_CASES, "reception", what="facts ->> 'role'",
                    many="jsonb_array_length(facts -> 'supervised')"),
    _of_supervision(Measure.CARES, "care", what="facts ->> 'role'"),
    _mass_issues_resolved(),
)  # fmt: skip
