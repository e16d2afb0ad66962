"""Requests that somebody goes for which nobody could be asked."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "unmet_requests"
down_revision = "lapsed_photos"
branch_labels = None
depends_on = None

AGENCIES = "'police', 'probation', 'hospital', 'legal_aid', 'uno', 'partner', 'school'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "unmet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("wished_by", sa.Uuid(), nullable=False),
        sa.Column("wished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "reasons",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            server_default="[]",
        ),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("people", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("in_charge", sa.Uuid(), nullable=True),
        sa.Column("in_charge_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stuck_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"agency IN ({AGENCIES})", name=op.f("ck_unmet_agency")),
        sa.CheckConstraint(
            "ending IN ('sent', 'closed', 'stood_down', 'linked')", name=op.f("ck_unmet_ending")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_unmet_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(["wished_by"], ["staff.id"], name=op.f("fk_unmet_wished_by_staff")),
        sa.ForeignKeyConstraint(["in_charge"], ["staff.id"], name=op.f("fk_unmet_in_charge_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmet")),
    )
    op.create_index(op.f("ix_unmet_incident_id"), "unmet", ["incident_id"])
    op.create_index(
        "uq_unmet_open",
        "unmet",
        ["incident_id", "agency"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.execute("DELETE FROM deadline WHERE kind = 'dispatch.unmet_due'")
    op.drop_table("unmet")
