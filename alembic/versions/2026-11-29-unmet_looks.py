"""Unmet requests are looked at again, and asked by themselves when somebody can be."""

import sqlalchemy as sa

from alembic import op

revision = "unmet_looks"
down_revision = "forms"
branch_labels = None
depends_on = None

BEFORE = "'sent', 'closed', 'stood_down', 'linked'"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("unmet", sa.Column("look_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("unmet", sa.Column("dispatch_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_unmet_dispatch_id_dispatch"), "unmet", "dispatch", ["dispatch_id"], ["id"]
    )
    op.drop_constraint(op.f("ck_unmet_ending"), "unmet", type_="check")
    op.create_check_constraint(op.f("ck_unmet_ending"), "unmet", f"ending IN ({BEFORE}, 'met')")
    op.execute("UPDATE unmet SET look_at = now() WHERE ended_at IS NULL AND agency IS NULL")
    op.execute(
        "INSERT INTO deadline (id, kind, subject_id, due_at, made_at, failures) "
        "SELECT gen_random_uuid(), 'dispatch.unmet_look', id, look_at, now(), 0 "
        "FROM unmet WHERE look_at IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("DELETE FROM deadline WHERE kind = 'dispatch.unmet_look'")
    op.execute("UPDATE unmet SET ending = 'sent' WHERE ending = 'met'")
    op.drop_constraint(op.f("ck_unmet_ending"), "unmet", type_="check")
    op.create_check_constraint(op.f("ck_unmet_ending"), "unmet", f"ending IN ({BEFORE})")
    op.drop_constraint(op.f("fk_unmet_dispatch_id_dispatch"), "unmet", type_="foreignkey")
    op.drop_column("unmet", "dispatch_id")
    op.drop_column("unmet", "look_at")
