"""Supervision: what the sweep found, and what the bureau does about it.

New tables, and columns of `duty` that may be empty, so the release before this one runs on this schema.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NOW = sa.text("now()")

# What became known of a duty when: of earlier rows the log knows it.
KNOWN_SO_FAR = """
UPDATE duty SET known_at = line.at
FROM (SELECT petition_id, clock, referral, due_on, min(at) AS at FROM deadline WHERE step = 'set' GROUP BY 1, 2, 3, 4) AS line
WHERE duty.petition_id = line.petition_id AND duty.clock = line.clock AND duty.referral = line.referral
  AND duty.due_on = line.due_on
"""


def text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def big(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def small(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.SmallInteger(), nullable=nullable)


def day(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def moment(name: str, *, nullable: bool = False, now: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, server_default=NOW if now else None)


def identity() -> sa.Column:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False)


def upgrade() -> None:
    op.add_column("duty", moment("known_at", nullable=True))
    op.add_column("duty", moment("closed_at", nullable=True))
    op.execute(KNOWN_SO_FAR)
    op.create_index(
        "duty_unswept", "duty", ["legal_limit_on", "id"], postgresql_where=sa.text("state = 'running' AND missed_on IS NULL")
    )
    op.create_index("duty_closed", "duty", ["closed_at", "id"], postgresql_where=sa.text("closed_at IS NOT NULL"))
    op.create_index("duty_missed", "duty", ["missed_on", "id"], postgresql_where=sa.text("missed_on IS NOT NULL"))
    op.create_index("deadline_without_day", "deadline", ["recorded_at"], postgresql_where=sa.text("on_day IS NULL"))
    # What the detectors ask of the history: rare kinds, so that a registration writes nothing into it.
    op.create_index(
        "event_of_supervision",
        "event",
        ["kind", "at"],
        postgresql_where=sa.text("kind IN ('objection_upheld', 'replied')"),
    )
    op.create_index(
        "evaluation_dissatisfied", "evaluation", ["evaluated_on"], postgresql_where=sa.text("satisfaction = 'dissatisfied'")
    )
    op.create_index(
        "referral_supported", "referral", ["closed_on"], postgresql_where=sa.text("outcome = 'supported'")
    )
    op.create_table(
        "alert",
        identity(),
        big("duty_id"),
        big("petition_id"),
        text("kind"),
        day("on_day"),
        text("owner"),
        moment("recorded_at", now=True),
        sa.ForeignKeyConstraint(["duty_id"], ["duty.id"]),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("duty_id", "kind", name="alert_once"),
    )
    op.create_index("alert_by_day", "alert", ["on_day", "id"])
    op.create_table(
        "sweep", day("on_day"), moment("finished_at", now=True), sa.PrimaryKeyConstraint("on_day")
    )
    op.create_table(
        "supervision",
        identity(),
        text("kind"),
        text("stage"),
        sa.Column("version", sa.Integer(), nullable=False),
        big("petition_id", nullable=True),
        small("referral", nullable=True),
        text("organ", nullable=True),
        day("opened_on"),
        day("due_on", nullable=True),
        day("legal_limit_on", nullable=True),
        day("closed_on", nullable=True),
        text("officer"),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        big("client_id"),
        text("key"),
        sa.Column("content_sha256", sa.LargeBinary(), nullable=False),
        moment("recorded_at", now=True),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("client_id", "key", name="supervision_once"),
    )
    op.create_index("supervision_by_kind", "supervision", ["kind", "opened_on", "id"])
    op.create_index("supervision_by_organ", "supervision", ["organ", "kind", "id"])
    op.create_index(
        "supervision_of_petition", "supervision", ["petition_id"], postgresql_where=sa.text("petition_id IS NOT NULL")
    )
    op.create_table(
        "supervision_event",
        sa.Column("supervision_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        text("step"),
        moment("at"),
        text("actor"),
        sa.Column("detail", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        moment("recorded_at", now=True),
        sa.ForeignKeyConstraint(["supervision_id"], ["supervision.id"]),
        sa.PrimaryKeyConstraint("supervision_id", "sequence"),
    )
    op.execute(
        "CREATE TRIGGER supervision_event_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON supervision_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def downgrade() -> None:
    for table in ("supervision_event", "supervision", "sweep", "alert"):
        op.drop_table(table)
    op.drop_index("referral_supported", "referral")
    op.drop_index("evaluation_dissatisfied", "evaluation")
    op.drop_index("event_of_supervision", "event")
    op.drop_index("deadline_without_day", "deadline")
    for index in ("duty_missed", "duty_closed", "duty_unswept"):
        op.drop_index(index, "duty")
    op.drop_column("duty", "closed_at")
    op.drop_column("duty", "known_at")
