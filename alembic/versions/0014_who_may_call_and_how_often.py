"""Who may call and how often: further keys of a client, their ends, its networks; buckets, lock-outs, spent challenges.

Only new tables and columns that may be empty or have a default, so the release before this one runs on this schema. It
knows a client's first key only, and neither its end nor its networks: do not go back to it while those are relied on.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _moment(name: str, **more: object) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), **more)


def upgrade() -> None:
    op.add_column("client", _moment("key_until", nullable=True))
    op.add_column("client", sa.Column("networks", postgresql.ARRAY(postgresql.CIDR()), nullable=True))
    op.add_column("client", sa.Column("challenged", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.create_table(
        "client_key",
        sa.Column("key_prefix", sa.Text(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("key_sha256", sa.LargeBinary(), nullable=False),
        _moment("key_until", nullable=True),
        _moment("created_at", server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"]),
        sa.PrimaryKeyConstraint("key_prefix"),
    )
    op.create_index("client_key_by_client", "client_key", ["client_id"])
    op.create_table(
        "bucket",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=False),
        _moment("at", nullable=False),
        sa.PrimaryKeyConstraint("name"),
        prefixes=["UNLOGGED"],  # after a crash every bucket is full, which is what a crash may cost
    )
    op.create_table(
        "wrong_code",
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        _moment("since", nullable=False),
        _moment("last_at", nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_index("wrong_code_by_age", "wrong_code", ["last_at"])
    op.create_table(
        "lock_out",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("written", sa.Text(), nullable=True),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("locked_at", nullable=False),
        _moment("locked_until", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute(
        "CREATE TRIGGER lock_out_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON lock_out "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.create_table(
        "spent_challenge",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("used_by", sa.LargeBinary(), nullable=False),
        _moment("expires_at", nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_index("spent_challenge_by_end", "spent_challenge", ["expires_at"])
    # Costs an intake next to nothing: one entry for a hundred pages, and answers lie in the order of their age.
    op.create_index("answer_by_age", "answer", ["recorded_at"], postgresql_using="brin")


def downgrade() -> None:
    op.drop_index("answer_by_age", table_name="answer")
    for table in ("spent_challenge", "lock_out", "wrong_code", "bucket", "client_key"):
        op.drop_table(table)
    for name in ("challenged", "networks", "key_until"):
        op.drop_column("client", name)
