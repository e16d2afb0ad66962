"""Which centre a child was handed to."""

import sqlalchemy as sa

from alembic import op

revision = "handed_to_centre"
down_revision = "fields_of_centres"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("dispatch", sa.Column("handed_to", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_dispatch_handed_to_centre"), "dispatch", "centre", ["handed_to"], ["id"]
    )


def downgrade() -> None:
    op.drop_column("dispatch", "handed_to")
