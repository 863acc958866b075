"""What outsiders are told of accusations, and which questions were answered: two new tables, nothing else is touched.

Expand first, contract later: the release before this one must run on this schema.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

DIMENSIONS = ("bureau", "channel", "content_class", "division", "organ", "purpose", "route")


def upgrade() -> None:
    op.create_table(
        "veil_posting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("business_on", sa.Date(), nullable=False),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=True) for name in DIMENSIONS),
        sa.Column("repeat", sa.Boolean(), nullable=True),
        sa.Column("joint", sa.Boolean(), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("veil_posting_by_measure", "veil_posting", ["measure", "business_on"])
    op.create_index("veil_posting_by_petition", "veil_posting", ["petition_id"])
    op.execute(
        "CREATE TRIGGER veil_posting_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON veil_posting "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.create_table(
        "served_question",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("indicator", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("counted_for", sa.Text(), nullable=False),
        sa.Column("first_as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("newest_as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("newest_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )


def downgrade() -> None:
    op.drop_table("served_question")
    op.drop_table("veil_posting")
