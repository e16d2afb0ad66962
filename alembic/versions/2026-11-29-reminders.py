"""Reminders that leave through channels; wishes for a call with a deadline."""

import sqlalchemy as sa

from alembic import op

revision = "reminders"
down_revision = "mahallas_of_wards"
branch_labels = None
depends_on = None

# A reminder or a wish that is open at this moment has no row and no deadline of its own: the auditor
# finds it within ten seconds, and sets it going.

KNOWN = "'nobody_asked', 'no_deadline', 'passed', 'unsent', 'forgotten', 'no_alarm'"
NEW = "'no_check_in', 'unreminded', 'wish_forgotten'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "reminder",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("step_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("unreached_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("about IN ('check_in', 'progress')", name=op.f("ck_reminder_about")),
        sa.CheckConstraint(
            "ending IN ('done', 'over', 'late', 'replaced')", name=op.f("ck_reminder_ending")
        ),
        sa.ForeignKeyConstraint(["step_id"], ["step.id"], name=op.f("fk_reminder_step_id_step")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_step_id"), "reminder", ["step_id"])
    op.create_index(
        "uq_reminder_open",
        "reminder",
        ["step_id", "about"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.add_column("alert", sa.Column("reminder_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_alert_reminder_id_reminder"), "alert", "reminder", ["reminder_id"], ["id"]
    )
    op.create_index(
        "uq_alert_of_step",
        "alert",
        ["step_id", "channel"],
        unique=True,
        postgresql_where=sa.text("reminder_id IS NULL"),
    )
    op.create_index("uq_alert_of_reminder", "alert", ["reminder_id", "channel"], unique=True)
    op.drop_constraint(op.f("uq_alert_step_id_channel"), "alert", type_="unique")
    op.add_column("dispatch", sa.Column("call_wish_due_at", sa.DateTime(timezone=True)))
    op.add_column("dispatch", sa.Column("call_wish_late_at", sa.DateTime(timezone=True)))
    op.execute(
        "UPDATE dispatch SET call_wanted = NULL, call_wanted_at = NULL"
        " WHERE call_wanted IS NOT NULL AND accepted_step IS NULL"
        " OR call_wanted IS NOT NULL AND state IN ('done', 'stood_down')"
    )
    op.drop_constraint(op.f("ck_stuck_ladder_why"), "stuck_ladder", type_="check")
    op.create_check_constraint(
        op.f("ck_stuck_ladder_why"), "stuck_ladder", f"why IN ({KNOWN}, {NEW})"
    )


def downgrade() -> None:
    op.execute(f"DELETE FROM stuck_ladder WHERE why IN ({NEW})")
    op.drop_constraint(op.f("ck_stuck_ladder_why"), "stuck_ladder", type_="check")
    op.create_check_constraint(op.f("ck_stuck_ladder_why"), "stuck_ladder", f"why IN ({KNOWN})")
    op.drop_column("dispatch", "call_wish_late_at")
    op.drop_column("dispatch", "call_wish_due_at")
    op.execute("DELETE FROM alert WHERE reminder_id IS NOT NULL")
    op.create_unique_constraint(op.f("uq_alert_step_id_channel"), "alert", ["step_id", "channel"])
    op.drop_index("uq_alert_of_reminder", "alert")
    op.drop_index("uq_alert_of_step", "alert")
    op.drop_column("alert", "reminder_id")
    op.drop_table("reminder")
