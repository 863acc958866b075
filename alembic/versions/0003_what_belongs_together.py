"""What belongs together: marks and blind index to find it, relations and mass issues; receipts before comparisons.

Only new tables and a column with a default, so the release before this one runs on this schema.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "mark",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("key", "petition_id"),
    )
    op.create_table(
        "blind_index",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("hash", "petition_id"),
    )
    op.create_table(
        "relation",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("suspicion", sa.Text(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("acquaintance", sa.Text(), nullable=False),
        sa.Column("shared", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        moment("found_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        moment("decided_at", nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["other_id"], ["petition.id"]),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("petition_id", "other_id"),
    )
    op.create_index("relation_of_other", "relation", ["other_id", "petition_id"], unique=False)
    op.create_index(
        "relation_undecided",
        "relation",
        ["relation", "petition_id", "other_id"],
        unique=False,
        postgresql_where=sa.text("suspicion = 'suspected'"),
    )
    op.create_table(
        "mass_issue",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("suspicion", sa.Text(), nullable=False),
        moment("opened_at"),
        moment("last_joined_at"),
        sa.Column("petitions", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        moment("decided_at", nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("mass_issue_by_size", "mass_issue", ["suspicion", "people", "id"], unique=False)
    op.create_table(
        "mass_issue_member",
        sa.Column("issue_id", sa.BigInteger(), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("suspicion", sa.Text(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        moment("joined_at"),
        sa.ForeignKeyConstraint(["issue_id"], ["mass_issue.id"]),
        sa.ForeignKeyConstraint(["petition_id"], ["petition.id"]),
        sa.PrimaryKeyConstraint("issue_id", "petition_id"),
    )
    op.create_index("mass_issue_member_of_petition", "mass_issue_member", ["petition_id"], unique=False)
    op.create_index(
        "one_issue_a_petition",
        "mass_issue_member",
        ["petition_id"],
        unique=True,
        postgresql_where=sa.text("suspicion IN ('suspected', 'confirmed')"),
    )
    op.add_column("job", sa.Column("rank", sa.SmallInteger(), server_default="0", nullable=False))
    op.create_index(
        "job_by_rank", "job", ["rank", "run_after", "id"], unique=False, postgresql_where=sa.text("NOT dead")
    )


def downgrade() -> None:
    op.drop_index("job_by_rank", table_name="job")
    op.drop_column("job", "rank")
    for table in ("mass_issue_member", "mass_issue", "relation", "blind_index", "mark"):
        op.drop_table(table)
