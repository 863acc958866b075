"""What organs and portals are told: messages, where they are sent, and how each sending went.

Only new tables, so the release before this one runs on this schema.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NOW = sa.text("now()")


def moment(name: str, *, nullable: bool = False, now: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, server_default=NOW if now else None)


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("referral", sa.BigInteger(), nullable=True),
        sa.Column("organ", sa.Text(), nullable=True),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        moment("at"),
        sa.Column("data", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        moment("recorded_at", now=True),
        sa.CheckConstraint("num_nonnulls(organ, client_id) = 1", name="message_has_one_audience"),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"]),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("position"),
    )
    op.create_index(
        "message_unplaced", "message", ["id"], unique=False, postgresql_where=sa.text("position IS NULL")
    )
    op.create_index("message_of_organ", "message", ["organ", "position"], unique=False)
    op.create_index("message_of_client", "message", ["client_id", "position"], unique=False)
    op.create_table(
        "webhook",
        sa.Column("client_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("key_id", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), nullable=True),
        moment("created_at", now=True),
        moment("changed_at", now=True),
        moment("disabled_at", nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        moment("next_at", now=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"]),
        sa.PrimaryKeyConstraint("client_id"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'owed'"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("forgiven", sa.Integer(), server_default="0", nullable=False),
        moment("run_after", now=True),
        moment("created_at", now=True),
        moment("first_at", nullable=True),
        moment("last_at", nullable=True),
        moment("delivered_at", nullable=True),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("one_delivery_a_receiver", "delivery", ["message_id", "client_id"], unique=True)
    op.create_index(
        "delivery_due",
        "delivery",
        ["client_id", "run_after", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'owed'"),
    )
    op.create_index("delivery_by_state", "delivery", ["client_id", "state", "id"], unique=False)
    op.create_index(
        "delivery_dead", "delivery", ["id"], unique=False, postgresql_where=sa.text("state = 'dead'")
    )


def downgrade() -> None:
    for table in ("delivery", "webhook", "message"):
        op.drop_table(table)
