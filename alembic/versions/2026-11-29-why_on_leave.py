"""Leave says why somebody is away; what was granted before says nothing."""

import sqlalchemy as sa

from alembic import op

revision = "why_on_leave"
down_revision = "handed_to_centre"
branch_labels = None
depends_on = None

REASONS = "'casual', 'earned', 'medical', 'maternity', 'training', 'other'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.add_column("leave", sa.Column("reason", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_leave_reason"), "leave", f"reason IN ({REASONS})")


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.drop_constraint(op.f("ck_leave_reason"), "leave", type_="check")
    op.drop_column("leave", "reason")
