"""Houses with named beds, what is known of a stay, places beyond the seats, the night's count."""

import sqlalchemy as sa

from alembic import op

revision = "houses_and_stays"
down_revision = "exclusions"
branch_labels = None
depends_on = None

LEFT = (
    "family",
    "other_centre",
    "hospital",
    "court",
    "grown_up",
    "missing",
    "died",
    "mistake",
    "other",
)
OUT = ("repair", "cleaning", "infection", "other")
MORE = ("no_other_place", "one_night", "siblings", "court_order", "disaster", "at_the_door")
PRESENT = sa.text("left_at IS NULL")
HELD = sa.text("state = 'held'")


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.UUID(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.add_column("role", sa.Column("also_app", sa.Text(), nullable=True))
    _houses()
    _holds_and_stays()
    _board()


def _houses() -> None:
    op.create_table(
        "house",
        _id("id"),
        _id("centre_id"),
        sa.Column("name_bn", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("takes", sa.Text(), nullable=False),
        sa.Column("age_from", sa.Integer(), nullable=True),
        sa.Column("age_to", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            _one_of("takes", ("girls", "boys", "both")), name=op.f("ck_house_takes")
        ),
        sa.CheckConstraint("age_from <= age_to", name=op.f("ck_house_ages")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_house_centre_id_centre")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house")),
        sa.UniqueConstraint("centre_id", "name_en", name=op.f("uq_house_centre_id_name_en")),
    )
    op.create_table(
        "bed",
        _id("id"),
        _id("house_id"),
        sa.Column("label", sa.String(), nullable=False),
        _at("out_at", nullable=True),
        sa.Column("out_reason", sa.Text(), nullable=True),
        sa.CheckConstraint("(out_at IS NULL) = (out_reason IS NULL)", name=op.f("ck_bed_out")),
        sa.CheckConstraint(_one_of("out_reason", OUT), name=op.f("ck_bed_out_reason")),
        sa.ForeignKeyConstraint(["house_id"], ["house.id"], name=op.f("fk_bed_house_id_house")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bed")),
        sa.UniqueConstraint("house_id", "label", name=op.f("uq_bed_house_id_label")),
    )


def _holds_and_stays() -> None:
    op.add_column("bed_hold", _id("bed_id", nullable=True))
    op.create_foreign_key("fk_bed_hold_bed_id_bed", "bed_hold", "bed", ["bed_id"], ["id"])
    op.create_index("uq_bed_hold_bed", "bed_hold", ["bed_id"], unique=True, postgresql_where=HELD)
    for column in (
        _id("bed_id", nullable=True),
        sa.Column("over", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        _id("sealed_by", nullable=True),
        sa.Column("notes", sa.LargeBinary(), nullable=True),
        sa.Column("left_reason", sa.Text(), nullable=True),
        sa.Column("left_to", sa.LargeBinary(), nullable=True),
        _id("left_by", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    ):
        op.add_column("stay", column)
    op.create_foreign_key("fk_stay_bed_id_bed", "stay", "bed", ["bed_id"], ["id"])
    op.create_foreign_key("fk_stay_sealed_by_incident", "stay", "incident", ["sealed_by"], ["id"])
    op.create_foreign_key("fk_stay_left_by_staff", "stay", "staff", ["left_by"], ["id"])
    op.create_check_constraint(op.f("ck_stay_left_reason"), "stay", _one_of("left_reason", LEFT))
    op.create_index("uq_stay_bed", "stay", ["bed_id"], unique=True, postgresql_where=PRESENT)


def _board() -> None:
    op.create_table(
        "bed_board",
        _id("centre_id"),
        sa.Column("version", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_bed_board_centre_id_centre")
        ),
        sa.PrimaryKeyConstraint("centre_id", name=op.f("pk_bed_board")),
    )
    op.create_table(
        "occupancy_override",
        _id("id"),
        _id("centre_id"),
        sa.Column("extra", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _at("made_at"),
        _id("made_by"),
        _at("until"),
        _at("ended_at", nullable=True),
        sa.CheckConstraint(_one_of("reason", MORE), name=op.f("ck_occupancy_override_reason")),
        sa.CheckConstraint("extra > 0", name=op.f("ck_occupancy_override_extra")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_occupancy_override_centre_id_centre")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["staff.id"], name=op.f("fk_occupancy_override_made_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occupancy_override")),
    )
    op.create_index(
        "uq_occupancy_override_live",
        "occupancy_override",
        ["centre_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "night_count",
        _id("id"),
        _id("centre_id"),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        _at("counted_at"),
        _id("counted_by"),
        sa.CheckConstraint("children >= 0", name=op.f("ck_night_count_children")),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_night_count_centre_id_centre")
        ),
        sa.ForeignKeyConstraint(
            ["counted_by"], ["staff.id"], name=op.f("fk_night_count_counted_by_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_night_count")),
    )
    op.create_index(
        "ix_night_count_centre_id_counted_at", "night_count", ["centre_id", "counted_at"]
    )


def downgrade() -> None:
    op.drop_table("night_count")
    op.drop_table("occupancy_override")
    op.drop_table("bed_board")
    op.drop_index("uq_stay_bed", "stay")
    for column in (
        "version",
        "left_by",
        "left_to",
        "left_reason",
        "notes",
        "sealed_by",
        "over",
        "bed_id",
    ):
        op.drop_column("stay", column)
    op.drop_index("uq_bed_hold_bed", "bed_hold")
    op.drop_column("bed_hold", "bed_id")
    op.drop_table("bed")
    op.drop_table("house")
    op.drop_column("role", "also_app")
