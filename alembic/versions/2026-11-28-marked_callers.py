"""Marked callers: when one pressed the key that says a person is there; why a block was lifted."""

import sqlalchemy as sa

from alembic import op

revision = "marked_callers"
down_revision = "lines_of_ones_own"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("call", sa.Column("person_key_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("number_block", sa.Column("lift_reason", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("number_block", "lift_reason")
    op.drop_column("call", "person_key_at")
