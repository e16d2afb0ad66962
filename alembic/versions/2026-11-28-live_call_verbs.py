"""Live-call verbs: kinds of parties with what is wanted of them, invitations, requests for help."""

import sqlalchemy as sa

from alembic import op

revision = "live_call_verbs"
down_revision = "queue_and_routing"
branch_labels = None
depends_on = None

OPEN = "state IN ('asked', 'accepted')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _calls()
    _legs()
    _invitations()


def _calls() -> None:
    op.add_column("call", sa.Column("muted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("call", sa.Column("help_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "call",
        sa.Column("help_answered_by", sa.Uuid, sa.ForeignKey("staff.id"), nullable=True),
    )
    op.create_index(
        "ix_call_help", "call", ["help_at"], postgresql_where=sa.text("help_at IS NOT NULL")
    )


def _legs() -> None:
    for name in ("muted_at", "held_at", "asked_at", "released_at"):
        op.add_column("leg", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    for name in ("service", "mode"):
        op.add_column("leg", sa.Column(name, sa.Text, nullable=True))
    op.add_column(
        "leg", sa.Column("takes_over", sa.Boolean, nullable=False, server_default=sa.false())
    )
    kinds = "kind IN ('counsellor', 'colleague', 'service', 'supervisor')"
    op.create_check_constraint(op.f("ck_leg_kind"), "leg", kinds)
    op.create_check_constraint(op.f("ck_leg_mode"), "leg", "mode IN ('listen', 'whisper', 'barge')")
    op.create_index(
        "uq_leg_listens",
        "leg",
        ["staff_id"],
        unique=True,
        postgresql_where=sa.text("kind = 'supervisor' AND state <> 'left' AND released_at IS NULL"),
    )


def _invitations() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("call_id", sa.Uuid, sa.ForeignKey("call.id"), nullable=False),
        sa.Column("from_id", sa.Uuid, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("to_id", sa.Uuid, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("leg_id", sa.Uuid, sa.ForeignKey("leg.id"), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String, nullable=True),
        sa.Column("wrap_up", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("wrap_up_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.CheckConstraint("kind IN ('warm', 'cold', 'join')", name=op.f("ck_invitation_kind")),
        sa.CheckConstraint(
            "state IN ('asked', 'accepted', 'declined', 'no_answer', 'cancelled', 'left', "
            "'handed_over')",
            name=op.f("ck_invitation_state"),
        ),
    )
    op.create_index("ix_invitation_call_id", "invitation", ["call_id"])
    for name, column, where in (
        ("uq_invitation_of_call", "call_id", f"{OPEN} AND kind <> 'join'"),
        ("uq_invitation_of_staff", "to_id", OPEN),
    ):
        op.create_index(name, "invitation", [column], unique=True, postgresql_where=sa.text(where))
    op.create_index(
        "ix_invitation_wrap_up", "invitation", ["from_id"], postgresql_where=sa.text("wrap_up")
    )
