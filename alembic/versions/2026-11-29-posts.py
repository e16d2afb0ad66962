"""Posts, who holds them from when until when, and coverage that belongs to a post."""

import sqlalchemy as sa

from alembic import op

revision = "posts"
down_revision = "bridged_step"
branch_labels = None
depends_on = None

POST_KINDS = (
    "upazila_social_services_officer",
    "city_social_services_officer",
    "district_social_services_officer",
    "probation_officer",
    "child_protection_social_worker",
    "union_social_worker",
    "ward_worker",
    "police_child_desk",
    "partner_organisation",
)
ORGANISATION_KINDS = ("social_services", "police", "local_government", "partner")
ONE_OF_TWO = "(worker_id IS NULL) <> (centre_id IS NULL)"
ONE_OF_THREE = "num_nonnulls(worker_id, centre_id, post_id) = 1"
UNIQUE = "uq_coverage_worker_id_centre_id_place"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_table(
        "organisation",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.CheckConstraint(_one_of("kind", ORGANISATION_KINDS), name=op.f("ck_organisation_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.Column("organisation_id", sa.UUID(), nullable=True),
        sa.Column("seat", sa.Text(), nullable=False),
        sa.CheckConstraint(_one_of("kind", POST_KINDS), name=op.f("ck_post_kind")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_post_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(["seat"], ["place.code"], name=op.f("fk_post_seat_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("code", name=op.f("uq_post_code")),
    )
    op.create_index(op.f("ix_post_organisation_id"), "post", ["organisation_id"])
    op.create_index(op.f("ix_post_seat"), "post", ["seat"])
    _holdings()
    _coverage()
    op.add_column("worker", sa.Column("duty_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("worker", sa.Column("version", sa.Integer(), server_default="0", nullable=False))


def _holdings() -> None:
    op.create_table(
        "holding",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("post_id", sa.UUID(), nullable=False),
        sa.Column("worker_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('substantive', 'acting')", name=op.f("ck_holding_kind")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_holding_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_holding_post_id_post")),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["worker.id"], name=op.f("fk_holding_worker_id_worker")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holding")),
    )
    op.execute(
        "ALTER TABLE holding ADD CONSTRAINT one_holder EXCLUDE USING gist "
        "(post_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (kind = 'substantive')"
    )
    op.create_index(op.f("ix_holding_post_id"), "holding", ["post_id"])
    op.create_index(op.f("ix_holding_worker_id"), "holding", ["worker_id"])


def _coverage() -> None:
    op.add_column("coverage", sa.Column("post_id", sa.UUID(), nullable=True))
    op.create_foreign_key(op.f("fk_coverage_post_id_post"), "coverage", "post", ["post_id"], ["id"])
    op.create_index(op.f("ix_coverage_post_id"), "coverage", ["post_id"])
    op.drop_constraint("ck_coverage_one_responder", "coverage")
    op.create_check_constraint(op.f("ck_coverage_one_responder"), "coverage", ONE_OF_THREE)
    op.drop_constraint(UNIQUE, "coverage")
    op.create_unique_constraint(
        op.f("uq_coverage_worker_id_centre_id_post_id_place"),
        "coverage",
        ["worker_id", "centre_id", "post_id", "place"],
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.drop_column("worker", "version")
    op.drop_column("worker", "duty_at")
    op.execute("DELETE FROM coverage WHERE post_id IS NOT NULL")
    op.drop_constraint("uq_coverage_worker_id_centre_id_post_id_place", "coverage")
    op.create_unique_constraint(
        UNIQUE,
        "coverage",
        ["worker_id", "centre_id", "place"],
        postgresql_nulls_not_distinct=True,
    )
    op.drop_constraint("ck_coverage_one_responder", "coverage")
    op.create_check_constraint(op.f("ck_coverage_one_responder"), "coverage", ONE_OF_TWO)
    op.drop_column("coverage", "post_id")
    op.drop_table("holding")
    op.drop_table("post")
    op.drop_table("organisation")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))
