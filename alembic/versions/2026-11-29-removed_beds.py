"""A bed can be removed: its label is free for another one, and who slept in it stays written down."""

import sqlalchemy as sa

from alembic import op

revision = "removed_beds"
down_revision = "what_weighs_in_matching"
branch_labels = None
depends_on = None

BEFORE = ("repair", "cleaning", "infection", "other")
LABEL = "uq_bed_house_id_label"
THERE = sa.text("out_reason IS DISTINCT FROM 'removed'")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    _reasons((*BEFORE, "removed"))
    op.drop_constraint(LABEL, "bed", type_="unique")
    op.create_index(LABEL, "bed", ["house_id", "label"], unique=True, postgresql_where=THERE)


def downgrade() -> None:
    """Removed beds come back as out of use, under a label that none of their house has."""
    op.execute("UPDATE bed SET out_reason = 'other', label = id::text WHERE out_reason = 'removed'")
    op.drop_index(LABEL, "bed")
    op.create_unique_constraint(LABEL, "bed", ["house_id", "label"])
    _reasons(BEFORE)


def _reasons(known: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{one}'" for one in known)
    op.drop_constraint(op.f("ck_bed_out_reason"), "bed", type_="check")
    op.create_check_constraint(op.f("ck_bed_out_reason"), "bed", f"out_reason IN ({listed})")
