"""Names callers use for parts of wards; none is known when it is made."""

import sqlalchemy as sa

from alembic import op

revision = "mahallas_of_wards"
down_revision = "roll_of_responders"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "mahalla",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ward", sa.Text(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("valid_from", sa.String(), nullable=True),
        sa.Column("valid_to", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["ward"], ["place.code"], name=op.f("fk_mahalla_ward_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mahalla")),
        sa.UniqueConstraint("ward", "name_bn", name=op.f("uq_mahalla_ward_name_bn")),
    )


def downgrade() -> None:
    op.drop_table("mahalla")
