"""Texts come in: what somebody wrote to us, and until when the phone network was last listened to."""

import sqlalchemy as sa

from alembic import op

revision = "texts_come_in"
down_revision = "lines_know_their_step"
branch_labels = None
depends_on = None

CHANNELS = "channel IN ('call', 'sms', 'walk_in', 'letter', 'partner')"
CHANNELS_BEFORE = "channel IN ('call', 'walk_in', 'letter', 'partner')"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _channels(CHANNELS)
    op.create_table(
        "text_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("first_incident_id", sa.Uuid(), nullable=True),
        sa.Column("provider_message_id", sa.Text(), nullable=False),
        sa.Column("number_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("number_index", sa.LargeBinary(), nullable=True),
        sa.Column("number_kind", sa.Text(), nullable=False),
        sa.Column("body_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("media", sa.Integer(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_text_in_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(
            ["first_incident_id"],
            ["incident.id"],
            name=op.f("fk_text_in_first_incident_id_incident"),
        ),
        sa.ForeignKeyConstraint(["taken_by"], ["staff.id"], name=op.f("fk_text_in_taken_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_in")),
        sa.UniqueConstraint("provider_message_id", name=op.f("uq_text_in_provider_message_id")),
    )
    op.create_index("ix_text_in_incident_id", "text_in", ["incident_id"])
    op.create_index("ix_text_in_taken_by", "text_in", ["taken_by"])
    op.create_index("ix_text_in_number", "text_in", ["number_index", "came_at"])
    op.create_index(
        "ix_text_in_waiting",
        "text_in",
        ["came_at"],
        postgresql_where=sa.text("taken_at IS NULL"),
    )
    op.create_table(
        "phone_watch",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_phone_watch")),
    )


def downgrade() -> None:
    op.drop_table("phone_watch")
    op.drop_table("text_in")
    _channels(CHANNELS_BEFORE)


def _channels(known: str) -> None:
    """The rule is exchanged; rows that stand there are looked at without keeping writers out."""
    op.drop_constraint(op.f("ck_incident_channel"), "incident", type_="check")
    op.execute(f"ALTER TABLE incident ADD CONSTRAINT ck_incident_channel CHECK ({known}) NOT VALID")
    op.execute("ALTER TABLE incident VALIDATE CONSTRAINT ck_incident_channel")
