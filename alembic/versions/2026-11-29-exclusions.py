"""Who must not be asked to go for an incident."""

import sqlalchemy as sa

from alembic import op

revision = "exclusions"
down_revision = "contacts_and_rosters"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.create_table(
        "exclusion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Uuid(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.Column("excluded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("excluded_by", sa.Uuid(), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_exclusion"),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_exclusion_incident_id_incident"
        ),
        sa.ForeignKeyConstraint(
            ["excluded_by"], ["staff.id"], name="fk_exclusion_excluded_by_staff"
        ),
        sa.ForeignKeyConstraint(["lifted_by"], ["staff.id"], name="fk_exclusion_lifted_by_staff"),
        sa.CheckConstraint("kind IN ('worker', 'centre')", name="ck_exclusion_kind"),
    )
    op.create_index(
        "uq_exclusion_present",
        "exclusion",
        ["incident_id", "ref"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("exclusion")
