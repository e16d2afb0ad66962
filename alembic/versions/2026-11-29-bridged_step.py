"""A caller who was told to join the conference of a step is not told so again."""

import sqlalchemy as sa

from alembic import op

revision = "bridged_step"
down_revision = "calls_of_years"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.add_column("call", sa.Column("bridged_step", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("call", "bridged_step")
