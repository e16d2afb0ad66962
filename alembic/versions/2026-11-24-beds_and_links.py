"""Linked reports, beds held in centres, children who stay there."""

import sqlalchemy as sa

from alembic import op

revision = "beds_and_links"
down_revision = "safe_contact"
branch_labels = None
depends_on = None

STATES = ("open", "closed", "linked")
HOLD_STATES = ("held", "arrived", "released", "ran_out")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    _links()
    _beds()


def _links() -> None:
    op.add_column("incident", sa.Column("linked_to", sa.UUID(), nullable=True))
    op.add_column("incident", sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        "fk_incident_linked_to_incident", "incident", "incident", ["linked_to"], ["id"]
    )
    op.create_index(
        "ix_incident_linked_to",
        "incident",
        ["linked_to"],
        postgresql_where=sa.text("linked_to IS NOT NULL"),
    )
    _states_of_incident(STATES)
    op.add_column("call", sa.Column("first_incident_id", sa.UUID(), nullable=True))
    op.create_foreign_key(
        "fk_call_first_incident_id_incident", "call", "incident", ["first_incident_id"], ["id"]
    )


def _beds() -> None:
    op.create_table(
        "bed_hold",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("centre_id", sa.UUID(), nullable=False),
        sa.Column("ref", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ({})".format(", ".join(f"'{state}'" for state in HOLD_STATES)),
            name=op.f("ck_bed_hold_state"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_bed_hold_centre_id_centre")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bed_hold")),
    )
    held = sa.text("state = 'held'")
    op.create_index("ix_bed_hold_held", "bed_hold", ["centre_id"], postgresql_where=held)
    op.create_index("uq_bed_hold_held", "bed_hold", ["ref"], unique=True, postgresql_where=held)
    op.create_index("ix_bed_hold_ref", "bed_hold", ["ref"])
    op.create_table(
        "stay",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("centre_id", sa.UUID(), nullable=False),
        sa.Column("incident_id", sa.UUID(), nullable=False),
        sa.Column("ref", sa.UUID(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.UUID(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_stay_centre_id_centre")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_stay_incident_id_incident")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["staff.id"], name=op.f("fk_stay_recorded_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay")),
        sa.UniqueConstraint("ref", name=op.f("uq_stay_ref")),
    )
    op.create_index(
        "ix_stay_present", "stay", ["centre_id"], postgresql_where=sa.text("left_at IS NULL")
    )
    op.create_index(op.f("ix_stay_incident_id"), "stay", ["incident_id"])


def downgrade() -> None:
    op.drop_table("stay")
    op.drop_table("bed_hold")
    op.drop_constraint("fk_call_first_incident_id_incident", "call")
    op.drop_column("call", "first_incident_id")
    _states_of_incident(tuple(state for state in STATES if state != "linked"))
    op.drop_index("ix_incident_linked_to", "incident")
    op.drop_constraint("fk_incident_linked_to_incident", "incident")
    op.drop_column("incident", "linked_at")
    op.drop_column("incident", "linked_to")


def _states_of_incident(states: tuple[str, ...]) -> None:
    """Checked anew without holding up calls: old rows are looked at after the lock is gone."""
    listed = ", ".join(f"'{state}'" for state in states)
    op.execute("ALTER TABLE incident DROP CONSTRAINT ck_incident_state")
    op.execute(
        f"ALTER TABLE incident ADD CONSTRAINT ck_incident_state CHECK (state IN ({listed})) NOT VALID"
    )
    op.execute("ALTER TABLE incident VALIDATE CONSTRAINT ck_incident_state")
