"""Histories in the log: which rows each leaf is made over, how rows are found by when they were recorded, who read what.

Only new tables and indexes, so the release before this one runs on this schema; what it records meanwhile is bound by
the next keeper of this release.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BY_RECORD = (
    *("petition", "event", "classification", "deadline", "evaluation", "recusal", "alert"),
    *("notice", "notice_file", "supervision_event"),
)

APPEND_ONLY = ("log_history", "notice_reading", "alert", "petitioner")


def upgrade() -> None:
    op.create_table(
        "log_history",
        sa.Column("leaf_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("leaf_id"),
    )
    op.create_index("log_history_until", "log_history", ["until", "petition_id"])
    op.execute("ALTER TABLE log_history ALTER hashes SET STORAGE EXTERNAL")
    op.create_table(
        "notice_reading",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["serial"], ["notice.serial"]),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("notice_reading_of", "notice_reading", ["serial", "id"])
    op.create_index("notice_reading_by_record", "notice_reading", ["recorded_at"])
    addressed = sa.text("organ IS NOT NULL")
    op.create_index("notice_of_organ", "notice", ["organ", "issued_at", "serial"], postgresql_where=addressed)
    for table in BY_RECORD:
        op.create_index(f"{table}_by_record", table, ["recorded_at"])
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in ("alert", "petitioner"):
        op.execute(f"DROP TRIGGER {table}_is_append_only ON {table}")
    for table in reversed(BY_RECORD):
        op.drop_index(f"{table}_by_record", table_name=table)
    op.drop_index("notice_of_organ", table_name="notice")
    op.drop_table("notice_reading")
    op.drop_table("log_history")
