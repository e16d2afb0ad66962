"""The clock: targets, pauses, what was late. Child marriages with their steps. Papers with memo numbers."""

import sqlalchemy as sa

from alembic import op

revision = "clock_marriage_papers"
down_revision = "posts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "memo_number",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office", "year", name=op.f("pk_memo_number")),
    )
    op.create_table(
        "clock_late",
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("stop", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "stop IN ('rung', 'answered', 'located', 'dispatched', 'acknowledged', 'reached', 'safe')",
            name=op.f("ck_clock_late_stop"),
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_clock_late_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("incident_id", "stop", name=op.f("pk_clock_late")),
    )
    op.create_table(
        "clock_watch",
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_clock_watch_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_clock_watch")),
    )
    op.create_table(
        "clock_pause",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("began_by", sa.UUID(), nullable=False),
        sa.Column("by_supervisor", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('child_moved_on', 'waiting_for_police', 'road_flooded', 'wrong_place', 'caller_asked_to_wait', 'waiting_for_daylight', 'curfew_or_strike')",
            name=op.f("ck_clock_pause_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["began_by"], ["staff.id"], name=op.f("fk_clock_pause_began_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["staff.id"], name=op.f("fk_clock_pause_ended_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_clock_pause_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_pause")),
    )
    op.create_index(
        op.f("ix_clock_pause_incident_id"), "clock_pause", ["incident_id"], unique=False
    )
    op.create_index(
        "uq_clock_pause_open",
        "clock_pause",
        ["incident_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "clock_target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("stop", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.UUID(), nullable=False),
        sa.CheckConstraint(
            "stop IN ('rung', 'answered', 'located', 'dispatched', 'acknowledged', 'reached', 'safe')",
            name=op.f("ck_clock_target_stop"),
        ),
        sa.CheckConstraint("urgency IN ('P1', 'P2', 'P3')", name=op.f("ck_clock_target_urgency")),
        sa.CheckConstraint("seconds > 0", name=op.f("ck_clock_target_seconds")),
        sa.ForeignKeyConstraint(
            ["set_by"], ["staff.id"], name=op.f("fk_clock_target_set_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_target")),
    )
    op.create_index(
        "ix_clock_target_of", "clock_target", ["urgency", "stop", "place", "since"], unique=False
    )
    op.create_table(
        "marriage",
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hour_known", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("said_by", sa.UUID(), nullable=False),
        sa.Column("passed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visit_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("visit_missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_marriage_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(["said_by"], ["staff.id"], name=op.f("fk_marriage_said_by_staff")),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_marriage")),
    )
    op.create_table(
        "marriage_step",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("first_incident_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.UUID(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('uno_told', 'court_asked', 'court_held', 'undertaking_signed', 'revisited')",
            name=op.f("ck_marriage_step_kind"),
        ),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_marriage_step_by_staff")),
        sa.ForeignKeyConstraint(
            ["first_incident_id"],
            ["incident.id"],
            name=op.f("fk_marriage_step_first_incident_id_incident"),
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_marriage_step_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marriage_step")),
    )
    op.create_index(
        op.f("ix_marriage_step_incident_id"), "marriage_step", ["incident_id"], unique=False
    )
    op.create_table(
        "paper",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("first_incident_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.UUID(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.UUID(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('section_90', 'letter', 'hand_over')", name=op.f("ck_paper_kind")
        ),
        sa.ForeignKeyConstraint(
            ["first_incident_id"], ["incident.id"], name=op.f("fk_paper_first_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_paper_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_paper_made_by_staff")),
        sa.ForeignKeyConstraint(["replaces"], ["paper.id"], name=op.f("fk_paper_replaces_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint(
            "office", "year", "serial", "version", name=op.f("uq_paper_office_year_serial_version")
        ),
        sa.UniqueConstraint("replaces", name=op.f("uq_paper_replaces")),
    )
    op.create_index(op.f("ix_paper_incident_id"), "paper", ["incident_id"], unique=False)
    op.create_table(
        "paper_copy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("paper_id", sa.UUID(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_by", sa.UUID(), nullable=True),
        sa.Column("how", sa.Text(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["given_by"], ["staff.id"], name=op.f("fk_paper_copy_given_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["paper.id"], name=op.f("fk_paper_copy_paper_id_paper")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_copy")),
        sa.UniqueConstraint("paper_id", "no", name=op.f("uq_paper_copy_paper_id_no")),
        sa.UniqueConstraint("paper_id", "post", name=op.f("uq_paper_copy_paper_id_post")),
    )
    op.create_index(op.f("ix_paper_copy_paper_id"), "paper_copy", ["paper_id"], unique=False)


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_index(op.f("ix_paper_copy_paper_id"), table_name="paper_copy")
    op.drop_table("paper_copy")
    op.drop_index(op.f("ix_paper_incident_id"), table_name="paper")
    op.drop_table("paper")
    op.drop_index(op.f("ix_marriage_step_incident_id"), table_name="marriage_step")
    op.drop_table("marriage_step")
    op.drop_table("marriage")
    op.drop_index("ix_clock_target_of", table_name="clock_target")
    op.drop_table("clock_target")
    op.drop_index(
        "uq_clock_pause_open",
        table_name="clock_pause",
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index(op.f("ix_clock_pause_incident_id"), table_name="clock_pause")
    op.drop_table("clock_pause")
    op.drop_table("clock_watch")
    op.drop_table("clock_late")
    op.drop_table("memo_number")
