"""Centres know ages, services, hours, organisation; addresses stand sealed, every look is noted."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "fields_of_centres"
down_revision = "worker_positions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.add_column("centre", sa.Column("age_from", sa.Integer(), nullable=True))
    op.add_column("centre", sa.Column("age_to", sa.Integer(), nullable=True))
    op.add_column(
        "centre",
        sa.Column("services", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
    )
    op.add_column("centre", sa.Column("hours", sa.String(), nullable=True))
    op.add_column("centre", sa.Column("organisation_id", sa.UUID(), nullable=True))
    op.create_foreign_key(
        op.f("fk_centre_organisation_id_organisation"),
        "centre",
        "organisation",
        ["organisation_id"],
        ["id"],
    )
    op.create_index(op.f("ix_centre_organisation_id"), "centre", ["organisation_id"])
    op.create_check_constraint(op.f("ck_centre_ages"), "centre", "age_from <= age_to")
    op.create_table(
        "centre_address",
        sa.Column("centre_id", sa.UUID(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_centre_address_centre_id_centre")
        ),
        sa.PrimaryKeyConstraint("centre_id", name=op.f("pk_centre_address")),
    )
    op.create_table(
        "address_look",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.UUID(), nullable=False),
        sa.Column("staff_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('taking_a_child', 'inspection', 'keeping_the_directory')",
            name=op.f("ck_address_look_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_address_look_centre_id_centre")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_address_look_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_look")),
    )
    op.create_index(op.f("ix_address_look_centre_id"), "address_look", ["centre_id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.drop_table("address_look")
    op.drop_table("centre_address")
    op.drop_constraint(op.f("ck_centre_ages"), "centre")
    op.drop_constraint(op.f("fk_centre_organisation_id_organisation"), "centre")
    for column in ("organisation_id", "hours", "services", "age_to", "age_from"):
        op.drop_column("centre", column)
