"""Lines know their step and what happened in its conference; a caller may be on hold."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision = "lines_know_their_step"
down_revision = "beds_and_links"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("call", sa.Column("held_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("leg", sa.Column("step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("leg", sa.Column("marks", JSONB(), nullable=False, server_default="{}"))
    op.execute("UPDATE leg SET step = call.step FROM call WHERE call.id = leg.call_id")


def downgrade() -> None:
    op.drop_column("leg", "marks")
    op.drop_column("leg", "step")
    op.drop_column("call", "held_at")
