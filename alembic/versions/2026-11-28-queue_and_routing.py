"""Queue and routing: places with their reasons, wrap-up that ends, marks, announcements, sessions."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from alembic import op

revision = "queue_and_routing"
down_revision = "beds_and_links"
branch_labels = None
depends_on = None

PLACE = "((queued_at AT TIME ZONE 'UTC') - head_start * interval '1 second')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("call", sa.Column("head_starts", JSONB, nullable=False, server_default="[]"))
    op.add_column("call", sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("call", sa.Column("skill", sa.Text, nullable=True))
    op.add_column("duty", sa.Column("link_found_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(f"CREATE INDEX ix_call_place ON call ({PLACE}, id) WHERE state = 'waiting'")
    op.execute(
        "CREATE INDEX ix_call_unplaced ON call (id) WHERE state = 'waiting' AND placed_at IS NULL"
    )
    op.execute(
        "CREATE INDEX ix_call_live_number ON call (number_index, arrived_at) "
        "WHERE state <> 'ended' AND number_index IS NOT NULL"
    )
    op.drop_index("ix_call_waiting", "call")


def downgrade() -> None:
    op.create_index(
        "ix_call_waiting", "call", ["queued_at"], postgresql_where=sa.text("state = 'waiting'")
    )
    for index in ("ix_call_live_number", "ix_call_unplaced", "ix_call_place"):
        op.drop_index(index, "call")
    op.drop_column("duty", "link_found_at")
    for column in ("skill", "placed_at", "head_starts"):
        op.drop_column("call", column)
