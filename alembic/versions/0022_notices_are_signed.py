"""A notice is signed when it is shown, over its leaf: the leaf of a serial is found by an index.

Only an index, so the release before this one runs on this schema.
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("log_leaf_of_notice", "log_leaf", ["name"], postgresql_where=sa.text("kind = 'notice'"))


def downgrade() -> None:
    op.drop_index("log_leaf_of_notice", table_name="log_leaf")
