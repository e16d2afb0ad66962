"""Calls that are wished for from the field; reports of visits with photos."""

import sqlalchemy as sa

from alembic import op

revision = "visit_reports"
down_revision = "removed_beds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("dispatch", sa.Column("call_wanted", sa.Text(), nullable=True))
    op.add_column("dispatch", sa.Column("call_wanted_at", sa.DateTime(timezone=True)))
    op.create_check_constraint(
        op.f("ck_dispatch_call_wanted"), "dispatch", "call_wanted IN ('caller', 'counsellor')"
    )
    op.create_table(
        "visit_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("dispatch_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed_by", sa.Uuid(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.CheckConstraint("photos BETWEEN 0 AND 5", name=op.f("ck_visit_report_photos")),
        sa.ForeignKeyConstraint(
            ["dispatch_id"], ["dispatch.id"], name=op.f("fk_visit_report_dispatch_id_dispatch")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_visit_report_worker_id_worker")
        ),
        sa.ForeignKeyConstraint(
            ["sealed_by"], ["incident.id"], name=op.f("fk_visit_report_sealed_by_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_report")),
    )
    op.create_index("ix_visit_report_dispatch_id", "visit_report", ["dispatch_id"])
    op.create_table(
        "visit_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["visit_report.id"], name=op.f("fk_visit_photo_report_id_visit_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_photo")),
        sa.UniqueConstraint("report_id", "no", name=op.f("uq_visit_photo_report_id_no")),
    )
    op.create_table(
        "visit_photo_part",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("photo", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["visit_report.id"],
            name=op.f("fk_visit_photo_part_report_id_visit_report"),
        ),
        sa.PrimaryKeyConstraint("report_id", "photo", "part", name=op.f("pk_visit_photo_part")),
    )


def downgrade() -> None:
    op.drop_table("visit_photo_part")
    op.drop_table("visit_photo")
    op.drop_table("visit_report")
    op.drop_column("dispatch", "call_wanted_at")
    op.drop_column("dispatch", "call_wanted")
