"""Receipts that prove something: signing keys, and the transparency log.

Only new tables, so the release before this one runs on this schema; what it registers meanwhile is in no leaf, and an
audit counts it as not covered.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# A leaf gets its place once; nothing else of it ever changes.
REFUSE_SECOND_PLACE = """
CREATE TRIGGER log_leaf_is_placed_once BEFORE UPDATE ON log_leaf FOR EACH ROW
WHEN (OLD.position IS NOT NULL OR (OLD.id, OLD.kind, OLD.digest, OLD.salt, OLD.petition_id, OLD.name)
      IS DISTINCT FROM (NEW.id, NEW.kind, NEW.digest, NEW.salt, NEW.petition_id, NEW.name))
EXECUTE FUNCTION refuse_change()
"""

GUARDS = (
    ("log_leaf", "is_never_deleted", "DELETE OR TRUNCATE"),
    ("log_tile", "is_never_deleted", "DELETE OR TRUNCATE"),
    ("log_checkpoint", "is_append_only", "UPDATE OR DELETE OR TRUNCATE"),
    ("signing_key", "is_never_deleted", "DELETE OR TRUNCATE"),
)


def text(name: str) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=False)


def data(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def moment(name: str, *, nullable: bool = False, now: bool = False) -> sa.Column:
    default = sa.text("now()") if now else None
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, server_default=default)


def big(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), autoincrement=False, nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "signing_key",
        text("kid"),
        text("purpose"),
        text("algorithm"),
        sa.Column("generation", sa.Integer(), nullable=False),
        data("public_key"),
        data("salt", nullable=True),
        moment("valid_from"),
        moment("valid_until"),
        moment("revoked_at", nullable=True),
        data("seal"),
        moment("recorded_at", now=True),
        sa.PrimaryKeyConstraint("kid"),
        sa.UniqueConstraint("purpose", "algorithm", "generation", name="signing_key_one_per_generation"),
    )
    op.create_table(
        "log_leaf",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        text("kind"),
        data("digest"),
        data("salt"),
        big("petition_id"),
        text("name"),
        big("position", nullable=True),
        moment("recorded_at", now=True),
        sa.PrimaryKeyConstraint("id"),
    )
    placed = sa.text("position IS NOT NULL")
    op.create_index("log_leaf_unplaced", "log_leaf", ["id"], postgresql_where=sa.text("position IS NULL"))
    op.create_index("log_leaf_by_position", "log_leaf", ["position"], unique=True, postgresql_where=placed)
    op.create_index("log_leaf_by_digest", "log_leaf", ["digest"], postgresql_where=placed)
    op.create_table(
        "log_tile",
        sa.Column("level", sa.SmallInteger(), autoincrement=False, nullable=False),
        big("number"),
        data("hashes"),
        sa.PrimaryKeyConstraint("level", "number"),
    )
    # Hashes do not compress: PostgreSQL need not try.
    op.execute("ALTER TABLE log_tile ALTER hashes SET STORAGE EXTERNAL")
    op.create_table(
        "log_checkpoint",
        big("size"),
        data("root"),
        text("note"),
        text("kid"),
        moment("made_at"),
        sa.PrimaryKeyConstraint("size"),
    )
    op.execute(REFUSE_SECOND_PLACE)
    for table, name, events in GUARDS:
        op.execute(
            f"CREATE TRIGGER {table}_{name} BEFORE {events} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    for table in ("log_checkpoint", "log_tile", "log_leaf", "signing_key"):
        op.drop_table(table)
