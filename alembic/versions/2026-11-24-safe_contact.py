"""Safe contact: who said that a number may be called, and the call-back list."""

import sqlalchemy as sa

from alembic import op

revision = "safe_contact"
down_revision = "the_line_holds"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("call", sa.Column("calls_back", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_call_calls_back",
        "call",
        ["calls_back"],
        postgresql_where=sa.text("calls_back IS NOT NULL"),
    )
    _contact_words()
    _call_backs()


def downgrade() -> None:
    op.drop_table("call_back")
    op.drop_table("contact_word")
    op.drop_index("ix_call_calls_back", "call")
    op.drop_column("call", "calls_back")


def _contact_words() -> None:
    op.create_table(
        "contact_word",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("number_index", sa.LargeBinary(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "said IN ('pressed', 'allowed', 'forbidden')", name=op.f("ck_contact_word_said")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_contact_word_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_contact_word_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_word")),
    )
    op.create_index("ix_contact_word_incident_id", "contact_word", ["incident_id"])
    op.create_index("ix_contact_word_number", "contact_word", ["number_index", "said_at"])
    op.create_index("ix_contact_word_staff_id", "contact_word", ["staff_id"])


def _call_backs() -> None:
    op.create_table(
        "call_back",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'done')", name=op.f("ck_call_back_state")),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_call_back_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_back_call_id_call")),
        sa.ForeignKeyConstraint(["done_by"], ["staff.id"], name=op.f("fk_call_back_done_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_back")),
    )
    for column in ("incident_id", "call_id", "done_by"):
        op.create_index(f"ix_call_back_{column}", "call_back", [column])
    op.create_index(
        "ix_call_back_open",
        "call_back",
        ["made_at"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "uq_call_back_open_call",
        "call_back",
        ["call_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
