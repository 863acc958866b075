"""Who has seen, revealed, taken out or changed what, sealed and chained; accusations are for who needs to know of them.

Only new tables, indexes, and scopes that the release before this one does not ask for. Who could read every petition
goes on doing so, accusations and cases among them, until the bureau says who need not: `xinfang clients scopes`.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

APPEND_ONLY = ("access_record", "access_link")


def recorded() -> sa.Column:
    return sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "access_record",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=True),
        sa.Column("organ", sa.Text(), nullable=True),
        sa.Column("petition_id", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("detail", postgresql.JSONB(), nullable=False),
        sa.Column("because", sa.LargeBinary(), nullable=True),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        recorded(),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("access_by_moment", "access_record", ["at", "id"])
    op.create_index("access_by_petition", "access_record", ["petition_id"])
    op.create_index("access_by_officer", "access_record", ["officer", "at"])
    op.create_index("access_by_record", "access_record", ["recorded_at"])
    op.create_index(
        "access_of_identities",
        "access_record",
        ["actor", "at"],
        postgresql_where=sa.text("kind IN ('identity_revealed', 'reveals_frequent')"),
    )
    op.create_table(
        "access_link",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        recorded(),
        sa.ForeignKeyConstraint(["record_id"], ["access_record.id"]),
        sa.PrimaryKeyConstraint("position"),
        sa.UniqueConstraint("record_id"),
    )
    op.create_index("access_link_by_record", "access_link", ["recorded_at"])
    op.create_index("notice_reading_by_moment", "notice_reading", ["at", "id"])
    op.create_index("attachment_reading_by_moment", "attachment_reading", ["at", "id"])
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "UPDATE client SET scopes = array(SELECT DISTINCT unnest(scopes || '{accusations:handle,cases:read}'::text[])) "
        "WHERE 'petitions:read' = ANY(scopes)"
    )


def downgrade() -> None:
    op.drop_index("attachment_reading_by_moment", "attachment_reading")
    op.drop_index("notice_reading_by_moment", "notice_reading")
    op.drop_table("access_link")
    op.drop_table("access_record")
