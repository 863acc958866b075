"""From referral to closing: organs' systems, what is owed by when, who handles what.

Only new tables and columns that may be empty or have a default, so the release before this one runs on this schema; what
it registers meanwhile has a deadline and no duty yet, and is given one by the next sweep.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

APPEND_ONLY = ("evaluation", "recusal")

# The clocks that run on petitions of earlier releases: all of them the bureau's own.
OWED_SO_FAR = """
INSERT INTO duty (petition_id, referral, clock, owner, starts_on, due_on, legal_limit_on, provisional, article,
                  is_window, state)
SELECT petition_id, 0, clock, 'bureau', starts_on, due_on, legal_limit_on, provisional, article, false,
       CASE WHEN step = 'set' THEN 'running' ELSE step END
FROM (SELECT DISTINCT ON (petition_id, clock) * FROM deadline ORDER BY petition_id, clock, sequence DESC) AS latest
ORDER BY petition_id
"""


def text(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable, server_default=default)


def day(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def small(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column:
    return sa.Column(name, sa.SmallInteger(), autoincrement=False, nullable=nullable, server_default=default)


def petition_id() -> sa.Column:
    return sa.Column("petition_id", sa.BigInteger(), autoincrement=False, nullable=False)


def recorded() -> sa.Column:
    return sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def of_petition() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["petition_id"], ["petition.id"])


def upgrade() -> None:
    op.add_column("client", text("organ", nullable=True))
    op.add_column("petition", text("disposition", nullable=True))
    op.add_column("petition", sa.Column("urgent", sa.Boolean(), server_default="false", nullable=False))
    op.add_column(
        "classification", sa.Column("accused", sa.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("deadline", small("referral", default="0"))
    op.add_column("deadline", text("owner", default="bureau"))
    op.add_column("deadline", day("on_day", nullable=True))
    op.create_table(
        "referral",
        petition_id(),
        small("ordinal"),
        text("organ"),
        text("kind"),
        small("claim", nullable=True),
        sa.Column("decision", sa.Integer(), nullable=False),
        text("route"),
        text("procedure"),
        text("stage"),
        sa.Column("version", sa.Integer(), nullable=False),
        small("objections"),
        day("sent_on"),
        *(day(name, nullable=True) for name in ("arrived_on", "accepted_on", "replied_on", "delivered_on", "closed_on")),
        text("outcome", nullable=True),
        sa.Column("resolved", sa.Boolean(), nullable=True),
        recorded(),
        of_petition(),
        sa.PrimaryKeyConstraint("petition_id", "ordinal"),
    )
    op.create_index("referral_by_organ", "referral", ["organ", "stage", "petition_id", "ordinal"])
    op.create_table(
        "review",
        petition_id(),
        small("referral"),
        text("level"),
        text("organ"),
        text("stage"),
        sa.Column("version", sa.Integer(), nullable=False),
        day("requested_on"),
        sa.Column("hearing_days", sa.Integer(), nullable=False),
        day("decided_on", nullable=True),
        day("delivered_on", nullable=True),
        text("outcome", nullable=True),
        recorded(),
        sa.ForeignKeyConstraint(["petition_id", "referral"], ["referral.petition_id", "referral.ordinal"]),
        sa.PrimaryKeyConstraint("petition_id", "referral", "level"),
    )
    op.create_index("review_by_organ", "review", ["organ", "stage", "petition_id", "referral"])
    op.create_table(
        "duty",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        petition_id(),
        small("referral"),
        text("clock"),
        text("owner"),
        day("starts_on"),
        day("due_on"),
        day("legal_limit_on"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        text("article"),
        sa.Column("is_window", sa.Boolean(), nullable=False),
        text("state"),
        day("ended_on", nullable=True),
        day("missed_on", nullable=True),
        recorded(),
        of_petition(),
        sa.PrimaryKeyConstraint("id"),
    )
    running = sa.text("state = 'running'")
    op.create_index("duty_of_petition", "duty", ["petition_id"])
    op.create_index("duty_of_owner", "duty", ["owner", "legal_limit_on", "id"], postgresql_where=running)
    op.create_index("duty_running", "duty", ["legal_limit_on", "id"], postgresql_where=running)
    op.create_index("duty_by_due", "duty", ["due_on", "id"])
    op.create_index("duty_by_limit", "duty", ["legal_limit_on", "id"])
    op.create_table(
        "evaluation",
        petition_id(),
        small("referral"),
        text("satisfaction"),
        text("reason", nullable=True),
        day("evaluated_on"),
        recorded(),
        of_petition(),
        sa.PrimaryKeyConstraint("petition_id", "referral"),
    )
    op.create_table(
        "recusal",
        petition_id(),
        text("officer"),
        text("because"),
        recorded(),
        of_petition(),
        sa.PrimaryKeyConstraint("petition_id", "officer"),
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(OWED_SO_FAR)


def downgrade() -> None:
    for table in ("recusal", "evaluation", "duty", "review", "referral"):
        op.drop_table(table)
    for table, column in (
        ("deadline", "on_day"),
        ("deadline", "owner"),
        ("deadline", "referral"),
        ("classification", "accused"),
        ("petition", "urgent"),
        ("petition", "disposition"),
        ("client", "organ"),
    ):
        op.drop_column(table, column)
