"""Notices to workers whose app is closed, of how a swap of shifts stands."""

import sqlalchemy as sa

from alembic import op

revision = "swap_notices"
down_revision = "changes_that_are_lost"
branch_labels = None
depends_on = None

# Of a swap that stands at this moment nobody is told: who is asked sees it when the app is opened.


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.alter_column("notice", "staff_id", existing_type=sa.Uuid(), nullable=True)
    op.add_column("notice", sa.Column("worker_id", sa.Uuid(), nullable=True))
    op.add_column("notice", sa.Column("swap_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_notice_worker_id_worker"), "notice", "worker", ["worker_id"], ["id"]
    )
    op.create_foreign_key(op.f("fk_notice_swap_id_swap"), "notice", "swap", ["swap_id"], ["id"])
    op.create_index(op.f("ix_notice_worker_id"), "notice", ["worker_id"])
    op.create_index(
        "uq_notice_of_swap", "notice", ["swap_id", "worker_id", "code", "channel"], unique=True
    )
    op.create_check_constraint(
        op.f("ck_notice_one_reader"), "notice", "num_nonnulls(staff_id, worker_id) = 1"
    )


def downgrade() -> None:
    op.execute("DELETE FROM notice WHERE staff_id IS NULL")
    op.drop_constraint(op.f("ck_notice_one_reader"), "notice", type_="check")
    op.drop_index("uq_notice_of_swap", "notice")
    op.drop_column("notice", "swap_id")
    op.drop_column("notice", "worker_id")
    op.alter_column("notice", "staff_id", existing_type=sa.Uuid(), nullable=False)
