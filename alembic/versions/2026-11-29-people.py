"""The people of a case: records of children and who is around them."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = "people"
down_revision = "cases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "child_access",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.UUID(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_child_access_child_id_child")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_child_access_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_access")),
    )
    op.create_index(op.f("ix_child_access_child_id"), "child_access", ["child_id"], unique=False)
    op.create_table(
        "child_features",
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("features", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_child_features_child_id_child")
        ),
        sa.PrimaryKeyConstraint("child_id", name=op.f("pk_child_features")),
    )
    op.create_table(
        "child_key",
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_child_key_child_id_child")
        ),
        sa.PrimaryKeyConstraint("key", "child_id", name=op.f("pk_child_key")),
    )
    op.create_index("ix_child_key_child", "child_key", ["child_id"], unique=False)
    op.create_table(
        "child_merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("loser_id", sa.UUID(), nullable=False),
        sa.Column("winner_id", sa.UUID(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.UUID(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.UUID(), nullable=True),
        sa.Column("undone_why", sa.Text(), nullable=True),
        sa.CheckConstraint("loser_id <> winner_id", name=op.f("ck_child_merge_two")),
        sa.ForeignKeyConstraint(
            ["loser_id"], ["child.id"], name=op.f("fk_child_merge_loser_id_child")
        ),
        sa.ForeignKeyConstraint(
            ["merged_by"], ["staff.id"], name=op.f("fk_child_merge_merged_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"], ["staff.id"], name=op.f("fk_child_merge_undone_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["winner_id"], ["child.id"], name=op.f("fk_child_merge_winner_id_child")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_merge")),
    )
    op.create_index(op.f("ix_child_merge_loser_id"), "child_merge", ["loser_id"], unique=False)
    op.create_index("ix_child_merge_winner_id", "child_merge", ["winner_id"], unique=False)
    op.create_index(
        "uq_child_merge_stands",
        "child_merge",
        ["loser_id"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["staff.id"], name=op.f("fk_person_added_by_staff")),
        sa.ForeignKeyConstraint(["child_id"], ["child.id"], name=op.f("fk_person_child_id_child")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_child_id"), "person", ["child_id"], unique=False)
    op.create_table(
        "same_child",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("other_id", sa.UUID(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column(
            "reasons", postgresql.JSONB(astext_type=sa.Text()), server_default="[]", nullable=False
        ),
        sa.Column("refused_score", sa.Float(), nullable=True),
        sa.Column("suggested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.UUID(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('suggested', 'confirmed', 'refused')", name=op.f("ck_same_child_state")
        ),
        sa.CheckConstraint("child_id < other_id", name=op.f("ck_same_child_lower_first")),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_same_child_child_id_child")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["staff.id"], name=op.f("fk_same_child_decided_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["child.id"], name=op.f("fk_same_child_other_id_child")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_same_child")),
        sa.UniqueConstraint("child_id", "other_id", name=op.f("uq_same_child_child_id_other_id")),
    )
    op.create_index(op.f("ix_same_child_other_id"), "same_child", ["other_id"], unique=False)
    op.create_table(
        "child_fact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.UUID(), nullable=False),
        sa.Column("merge_id", sa.UUID(), nullable=True),
        sa.Column("under_merge", sa.UUID(), nullable=True),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_child_fact_child_id_child")
        ),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["child_merge.id"], name=op.f("fk_child_fact_merge_id_child_merge")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["staff.id"], name=op.f("fk_child_fact_saved_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["under_merge"], ["child_merge.id"], name=op.f("fk_child_fact_under_merge_child_merge")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child_fact")),
        sa.UniqueConstraint("child_id", "no", name=op.f("uq_child_fact_child_id_no")),
    )
    op.create_index(op.f("ix_child_fact_merge_id"), "child_fact", ["merge_id"], unique=False)
    op.create_table(
        "person_word",
        sa.Column("person_id", sa.UUID(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.UUID(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_word_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["saved_by"], ["staff.id"], name=op.f("fk_person_word_saved_by_staff")
        ),
        sa.PrimaryKeyConstraint("person_id", "rev", name=op.f("pk_person_word")),
    )
    op.create_table(
        "relation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.UUID(), nullable=False),
        sa.Column("person_id", sa.UUID(), nullable=True),
        sa.Column("other_child_id", sa.UUID(), nullable=True),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("related_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("related_by", sa.UUID(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "(person_id IS NULL) <> (other_child_id IS NULL)", name=op.f("ck_relation_one_other")
        ),
        sa.CheckConstraint("child_id < other_child_id", name=op.f("ck_relation_lower_first")),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.id"], name=op.f("fk_relation_child_id_child")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["staff.id"], name=op.f("fk_relation_ended_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["other_child_id"], ["child.id"], name=op.f("fk_relation_other_child_id_child")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_relation_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["related_by"], ["staff.id"], name=op.f("fk_relation_related_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
    )
    op.create_index(op.f("ix_relation_child_id"), "relation", ["child_id"], unique=False)
    op.create_index(
        op.f("ix_relation_other_child_id"), "relation", ["other_child_id"], unique=False
    )
    op.create_index(op.f("ix_relation_person_id"), "relation", ["person_id"], unique=False)
    op.create_index(
        "uq_relation_child",
        "relation",
        ["child_id", "other_child_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL AND other_child_id IS NOT NULL"),
    )
    op.create_index(
        "uq_relation_person",
        "relation",
        ["child_id", "person_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL AND person_id IS NOT NULL"),
    )
    op.add_column("child", sa.Column("added_by", sa.UUID(), nullable=True))
    op.add_column("child", sa.Column("merged_into", sa.UUID(), nullable=True))
    op.add_column("child", sa.Column("version", sa.Integer(), server_default="0", nullable=False))
    op.alter_column("child", "incident_id", existing_type=sa.UUID(), nullable=True)
    op.create_index(
        "ix_child_merged_into",
        "child",
        ["merged_into"],
        unique=False,
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.create_foreign_key(
        op.f("fk_child_merged_into_child"), "child", "child", ["merged_into"], ["id"]
    )
    op.create_foreign_key(op.f("fk_child_added_by_staff"), "child", "staff", ["added_by"], ["id"])


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.drop_table("relation")
    op.drop_table("person_word")
    op.drop_table("child_fact")
    op.drop_table("same_child")
    op.drop_table("person")
    op.drop_table("child_merge")
    op.drop_table("child_key")
    op.drop_table("child_features")
    op.drop_table("child_access")
    op.drop_constraint(op.f("fk_child_added_by_staff"), "child", type_="foreignkey")
    op.drop_constraint(op.f("fk_child_merged_into_child"), "child", type_="foreignkey")
    op.drop_index(
        "ix_child_merged_into",
        table_name="child",
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )
    op.execute("DELETE FROM child WHERE incident_id IS NULL")
    op.alter_column("child", "incident_id", existing_type=sa.UUID(), nullable=False)
    op.drop_column("child", "version")
    op.drop_column("child", "merged_into")
    op.drop_column("child", "added_by")
