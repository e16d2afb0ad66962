"""Ladders go by tiers up to the supervisors; hand-back, charge, reminders."""

import sqlalchemy as sa

from alembic import op

revision = "ladder_of_tiers"
down_revision = "houses_and_stays"
branch_labels = None
depends_on = None

STATES = "'alerted', 'accepted', 'declined', 'expired', 'withdrawn'"
TIERS = "'worker', 'backup', 'officer', 'district', 'supervisor'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _dispatch()
    _step()


def downgrade() -> None:
    op.execute(
        "DELETE FROM alert WHERE step_id IN (SELECT id FROM step WHERE staff_id IS NOT NULL)"
    )
    op.execute("DELETE FROM step WHERE staff_id IS NOT NULL")
    op.execute("UPDATE step SET state = 'declined' WHERE state = 'handed_back'")
    _check("step", "one_responder", "(worker_id IS NULL) <> (centre_id IS NULL)")
    _check("step", "state", f"state IN ({STATES})")
    op.drop_constraint(op.f("ck_step_tier"), "step")
    for column in ("late_at", "handed_back_at", "tier", "staff_id"):
        op.drop_column("step", column)
    for column in (
        "stalled_at",
        "reminded_at",
        "progress_due_at",
        "in_charge_at",
        "in_charge",
    ):
        op.drop_column("dispatch", column)


def _dispatch() -> None:
    op.add_column("dispatch", sa.Column("in_charge", sa.UUID(), nullable=True))
    op.create_foreign_key("fk_dispatch_in_charge_staff", "dispatch", "staff", ["in_charge"], ["id"])
    for column in ("in_charge_at", "progress_due_at", "reminded_at", "stalled_at"):
        op.add_column("dispatch", sa.Column(column, sa.DateTime(timezone=True), nullable=True))


def _step() -> None:
    op.add_column("step", sa.Column("staff_id", sa.UUID(), nullable=True))
    op.create_foreign_key("fk_step_staff_id_staff", "step", "staff", ["staff_id"], ["id"])
    op.create_index("ix_step_staff_id", "step", ["staff_id"])
    op.add_column("step", sa.Column("tier", sa.Text(), nullable=False, server_default="worker"))
    for column in ("handed_back_at", "late_at"):
        op.add_column("step", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f("ck_step_tier"), "step", f"tier IN ({TIERS})")
    _check("step", "one_responder", "num_nonnulls(worker_id, centre_id, staff_id) = 1")
    _check("step", "state", f"state IN ({STATES}, 'handed_back')")


def _check(table: str, name: str, condition: str) -> None:
    """Put a check in the place of the one of that name."""
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)
