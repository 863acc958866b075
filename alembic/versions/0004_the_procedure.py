"""From referral to closing: organs' systems, what is owed by when, who handles what.

Only new tables and columns that may be empty or have a default, so the release before this one runs on this schema.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("client", sa.Column("organ", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("client", "organ")
