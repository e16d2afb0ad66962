"""Cases of children: the file, its people, risk, due dates, sheets, notes and documents."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "cases"
down_revision = "programmes"
branch_labels = None
depends_on = None

# The check of channels is widened; Postgres reads every ticket once for it, some seconds of ten million.

KNOWN = "'call', 'sms', 'walk_in', 'letter', 'partner'"
NEW = "'call', 'sms', 'walk_in', 'letter', 'partner', 'line_999', 'line_109', 'outreach', 'institution'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("CREATE SEQUENCE case_number")
    op.drop_constraint(op.f("ck_incident_channel"), "incident", type_="check")
    op.create_check_constraint(op.f("ck_incident_channel"), "incident", f"channel IN ({NEW})")
    op.create_table(
        "case_area",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.UUID(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.UUID(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["given_by"], ["staff.id"], name=op.f("fk_case_area_given_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_case_area_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_area")),
    )
    op.create_index(
        "uq_case_area_present",
        "case_area",
        ["staff_id", "place"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "case_file",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("owner_id", sa.UUID(), nullable=False),
        sa.Column("supervisor_id", sa.UUID(), nullable=True),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("within", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("risk", sa.Text(), nullable=True),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("late_level", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("risk IN ('high', 'medium', 'low')", name=op.f("ck_case_file_risk")),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_case_file_state")),
        sa.CheckConstraint("late_level BETWEEN 0 AND 3", name=op.f("ck_case_file_late_level")),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_case_file_child_id_child")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["staff.id"], name=op.f("fk_case_file_owner_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["supervisor_id"], ["staff.id"], name=op.f("fk_case_file_supervisor_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_file")),
        sa.UniqueConstraint("number", name=op.f("uq_case_file_number")),
    )
    op.create_index(op.f("ix_case_file_child_id"), "case_file", ["child_id"], unique=False)
    op.create_index(
        "ix_case_file_late",
        "case_file",
        ["late_level"],
        unique=False,
        postgresql_where=sa.text("late_level > 0"),
    )
    op.create_index(
        "ix_case_file_open",
        "case_file",
        ["owner_id"],
        unique=False,
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(op.f("ix_case_file_opened_at"), "case_file", ["opened_at"], unique=False)
    op.create_index("ix_case_file_supervisor", "case_file", ["supervisor_id"], unique=False)
    op.create_table(
        "case_target",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.UUID(), nullable=False),
        sa.CheckConstraint(
            "due IN ('accept', 'see_child', 'assessment', 'plan', 'follow_up', 'review')",
            name=op.f("ck_case_target_due"),
        ),
        sa.CheckConstraint("risk IN ('high', 'medium', 'low')", name=op.f("ck_case_target_risk")),
        sa.ForeignKeyConstraint(["set_by"], ["staff.id"], name=op.f("fk_case_target_set_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_target")),
    )
    op.create_table(
        "case_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("responsible_id", sa.UUID(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "state IN ('open', 'done', 'dropped')", name=op.f("ck_case_action_state")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_action_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["staff.id"], name=op.f("fk_case_action_ended_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["responsible_id"], ["staff.id"], name=op.f("fk_case_action_responsible_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_action")),
    )
    op.create_index(op.f("ix_case_action_case_id"), "case_action", ["case_id"], unique=False)
    op.create_table(
        "case_approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.UUID(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("comment", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "sheet IN ('assessment', 'plan', 'closure')", name=op.f("ck_case_approval_sheet")
        ),
        sa.CheckConstraint(
            "state IN ('requested', 'approved', 'rejected', 'overtaken')",
            name=op.f("ck_case_approval_state"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_approval_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff.id"], name=op.f("fk_case_approval_decided_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["staff.id"], name=op.f("fk_case_approval_requested_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_approval")),
    )
    op.create_index(op.f("ix_case_approval_case_id"), "case_approval", ["case_id"], unique=False)
    op.create_index(
        "uq_case_approval_requested",
        "case_approval",
        ["case_id", "sheet"],
        unique=True,
        postgresql_where=sa.text("state = 'requested'"),
    )
    op.create_table(
        "case_assignment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.UUID(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'accepted', 'declined', 'withdrawn')",
            name=op.f("ck_case_assignment_state"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff.id"], name=op.f("fk_case_assignment_asked_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_assignment_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["staff.id"], name=op.f("fk_case_assignment_to_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_assignment")),
    )
    op.create_index(
        op.f("ix_case_assignment_case_id"), "case_assignment", ["case_id"], unique=False
    )
    op.create_index(
        "ix_case_assignment_to",
        "case_assignment",
        ["to_id"],
        unique=False,
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_index(
        "uq_case_assignment_asked",
        "case_assignment",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_table(
        "case_check",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.UUID(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('child_seen', 'follow_up', 'review')", name=op.f("ck_case_check_kind")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_check_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["staff.id"], name=op.f("fk_case_check_noted_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_check")),
    )
    op.create_index(op.f("ix_case_check_case_id"), "case_check", ["case_id"], unique=False)
    op.create_table(
        "case_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.UUID(), nullable=False),
        sa.CheckConstraint("size_bytes > 0", name=op.f("ck_case_document_size_bytes")),
        sa.ForeignKeyConstraint(
            ["added_by"], ["staff.id"], name=op.f("fk_case_document_added_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_document_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_document")),
    )
    op.create_index(op.f("ix_case_document_case_id"), "case_document", ["case_id"], unique=False)
    op.create_index(
        "uq_case_document_bytes",
        "case_document",
        ["case_id", "digest"],
        unique=True,
        postgresql_where=sa.text("content IS NOT NULL"),
    )
    op.create_table(
        "case_due",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("base_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_level", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ending", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "due IN ('accept', 'see_child', 'assessment', 'plan', 'follow_up', 'review')",
            name=op.f("ck_case_due_due"),
        ),
        sa.CheckConstraint("ending IN ('met', 'moved', 'closed')", name=op.f("ck_case_due_ending")),
        sa.CheckConstraint("told_level BETWEEN 0 AND 3", name=op.f("ck_case_due_told_level")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_due_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_due")),
    )
    op.create_index(op.f("ix_case_due_case_id"), "case_due", ["case_id"], unique=False)
    op.create_index(
        "uq_case_due_open",
        "case_due",
        ["case_id", "due"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "case_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.UUID(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["staff.id"], name=op.f("fk_case_entry_actor_id_staff")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_entry_case_id_case_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_entry")),
        sa.UniqueConstraint("case_id", "seq", name=op.f("uq_case_entry_case_id_seq")),
    )
    op.create_table(
        "case_episode",
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.UUID(), nullable=False),
        sa.Column("open_reason", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_episode_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["staff.id"], name=op.f("fk_case_episode_opened_by_staff")
        ),
        sa.PrimaryKeyConstraint("case_id", "no", name=op.f("pk_case_episode")),
    )
    op.create_table(
        "case_incident",
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["added_by"], ["staff.id"], name=op.f("fk_case_incident_added_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_incident_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_case_incident_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("case_id", "incident_id", name=op.f("pk_case_incident")),
    )
    op.create_index(
        op.f("ix_case_incident_incident_id"), "case_incident", ["incident_id"], unique=False
    )
    op.create_table(
        "case_kin",
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("other_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.UUID(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('sibling', 'household', 'same_event')", name=op.f("ck_case_kin_kind")
        ),
        sa.CheckConstraint("case_id < other_id", name=op.f("ck_case_kin_order")),
        sa.ForeignKeyConstraint(
            ["added_by"], ["staff.id"], name=op.f("fk_case_kin_added_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_kin_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["case_file.id"], name=op.f("fk_case_kin_other_id_case_file")
        ),
        sa.PrimaryKeyConstraint("case_id", "other_id", name=op.f("pk_case_kin")),
    )
    op.create_index(op.f("ix_case_kin_other_id"), "case_kin", ["other_id"], unique=False)
    op.create_table(
        "case_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("corrects", sa.UUID(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_note_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["corrects"], ["case_note.id"], name=op.f("fk_case_note_corrects_case_note")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["staff.id"], name=op.f("fk_case_note_noted_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_note")),
    )
    op.create_index(op.f("ix_case_note_case_id"), "case_note", ["case_id"], unique=False)
    op.create_table(
        "case_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.UUID(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("document_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_opening_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_case_opening_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_opening")),
    )
    op.create_index("ix_case_opening_case", "case_opening", ["case_id", "at"], unique=False)
    op.create_index(op.f("ix_case_opening_staff_id"), "case_opening", ["staff_id"], unique=False)
    op.create_table(
        "case_rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("basis", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rated_by", sa.UUID(), nullable=True),
        sa.CheckConstraint("risk IN ('high', 'medium', 'low')", name=op.f("ck_case_rating_risk")),
        sa.CheckConstraint(
            "step IN ('identification', 'assessment', 'plan', 'implementation', 'follow_up', 'closure')",
            name=op.f("ck_case_rating_step"),
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_rating_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["rated_by"], ["staff.id"], name=op.f("fk_case_rating_rated_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_rating")),
    )
    op.create_index(op.f("ix_case_rating_case_id"), "case_rating", ["case_id"], unique=False)
    op.create_table(
        "case_sheet",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.UUID(), nullable=False),
        sa.Column("episode", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.UUID(), nullable=False),
        sa.CheckConstraint(
            "sheet IN ('assessment', 'plan', 'closure')", name=op.f("ck_case_sheet_sheet")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_file.id"], name=op.f("fk_case_sheet_case_id_case_file")
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["staff.id"], name=op.f("fk_case_sheet_written_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_sheet")),
        sa.UniqueConstraint(
            "case_id",
            "episode",
            "sheet",
            "revision",
            name=op.f("uq_case_sheet_case_id_episode_sheet_revision"),
        ),
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_table("case_sheet")
    op.drop_table("case_rating")
    op.drop_table("case_opening")
    op.drop_table("case_note")
    op.drop_table("case_kin")
    op.drop_table("case_incident")
    op.drop_table("case_episode")
    op.drop_table("case_entry")
    op.drop_table("case_due")
    op.drop_table("case_document")
    op.drop_table("case_check")
    op.drop_table("case_assignment")
    op.drop_table("case_approval")
    op.drop_table("case_action")
    op.drop_table("case_target")
    op.drop_table("case_file")
    op.drop_table("case_area")
    op.execute("DROP SEQUENCE case_number")
    op.execute(f"UPDATE incident SET channel = 'partner' WHERE channel NOT IN ({KNOWN})")
    op.drop_constraint(op.f("ck_incident_channel"), "incident", type_="check")
    op.create_check_constraint(op.f("ck_incident_channel"), "incident", f"channel IN ({KNOWN})")
