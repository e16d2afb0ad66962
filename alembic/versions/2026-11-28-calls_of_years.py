"""Calls of years: indexes by which a counsellor's desk reads only what is there now."""

import sqlalchemy as sa

from alembic import op

revision = "calls_of_years"
down_revision = "marked_callers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_index("ix_offer_staff", "offer", ["staff_id", "offered_at"])
    op.drop_index("ix_offer_staff_id", "offer")
    op.create_index(
        "ix_leg_staff_on_line", "leg", ["staff_id"], postgresql_where=sa.text("state <> 'left'")
    )


def downgrade() -> None:
    op.drop_index("ix_leg_staff_on_line", "leg")
    op.create_index("ix_offer_staff_id", "offer", ["staff_id"])
    op.drop_index("ix_offer_staff", "offer")
