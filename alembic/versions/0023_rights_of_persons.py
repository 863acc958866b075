"""Rights of persons: what a portal was told of a petition is found by an index.

Only an index, so the release before this one runs on this schema.
"""

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("message_of_petition", "message", ["petition_id"])


def downgrade() -> None:
    op.drop_index("message_of_petition", table_name="message")
