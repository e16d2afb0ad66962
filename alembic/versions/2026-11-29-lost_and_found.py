"""Reports of lost and found children, and which may be of one child."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "lost_and_found"
down_revision = "people"
branch_labels = None
depends_on = None

STATES = "'suggested', 'confirmed', 'refused', 'reunited'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "lost_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.UUID(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('lost', 'found')", name=op.f("ck_lost_report_kind")),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_lost_report_child_id_child")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_lost_report_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(
            ["told_by"], ["staff.id"], name=op.f("fk_lost_report_told_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_report")),
    )
    op.create_index(op.f("ix_lost_report_child_id"), "lost_report", ["child_id"])
    op.create_index(
        "ix_lost_report_open",
        "lost_report",
        ["kind", "told_at"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_lost_report_open",
        "lost_report",
        ["incident_id", "kind"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "lost_match",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lost_id", sa.UUID(), nullable=False),
        sa.Column("found_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("refused_score", sa.Float(), nullable=True),
        sa.Column("suggested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("checked", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_lost_match_state")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff.id"], name=op.f("fk_lost_match_decided_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["found_id"], ["lost_report.id"], name=op.f("fk_lost_match_found_id_lost_report")
        ),
        sa.ForeignKeyConstraint(
            ["lost_id"], ["lost_report.id"], name=op.f("fk_lost_match_lost_id_lost_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_match")),
        sa.UniqueConstraint("lost_id", "found_id", name=op.f("uq_lost_match_lost_id_found_id")),
    )
    op.create_index(op.f("ix_lost_match_found_id"), "lost_match", ["found_id"])


def downgrade() -> None:
    op.drop_table("lost_match")
    op.drop_table("lost_report")
