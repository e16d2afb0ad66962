"""Published totals: what was printed, of which date, in which document."""

import sqlalchemy as sa

from alembic import op

revision = "published_totals"
down_revision = "swap_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.execute("SET LOCAL statement_timeout = '60s'")
    op.create_table(
        "published_total",
        sa.Column("id", sa.Uuid(), nullable=False),
        *(_text(name) for name in ("history", "series", "subject", "name_en", "name_bn", "parts")),
        sa.Column("no", sa.Integer(), nullable=False),
        *(_text(name) for name in ("kind", "kind_en", "kind_bn")),
        sa.Column("sex", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("at_most", sa.Integer(), nullable=True),
        _text("unit"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("reading", "exactness", "dated")),
        sa.Column("as_of", sa.Date(), nullable=True),
        _text("as_of_written", nullable=True),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        _text("period_written", nullable=True),
        *(_text(name) for name in ("source", "source_en", "source_bn", "at")),
        *(_text(name, nullable=True) for name in ("note_en", "note_bn")),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "sex IN ('all', 'boys', 'girls', 'unknown')", name=op.f("ck_published_total_sex")
        ),
        sa.CheckConstraint(
            "reading IN ('printed', 'lost', 'unplaced')", name=op.f("ck_published_total_reading")
        ),
        sa.CheckConstraint(
            "exactness IN ('exact', 'about', 'over', 'under')",
            name=op.f("ck_published_total_exactness"),
        ),
        sa.CheckConstraint(
            "dated IN ('stated', 'about', 'page', 'undated')", name=op.f("ck_published_total_dated")
        ),
        sa.CheckConstraint("value >= 0", name=op.f("ck_published_total_value")),
        sa.CheckConstraint(
            "reading = 'unplaced' OR (value IS NULL) = (reading = 'lost')",
            name=op.f("ck_published_total_lost"),
        ),
        sa.CheckConstraint(
            "(as_of IS NULL) = (dated = 'undated')", name=op.f("ck_published_total_dates")
        ),
        sa.CheckConstraint("period_from <= period_to", name=op.f("ck_published_total_period")),
        sa.ForeignKeyConstraint(
            ["site"], ["centre.code"], name=op.f("fk_published_total_site_centre")
        ),
        sa.ForeignKeyConstraint(
            ["place"], ["place.code"], name=op.f("fk_published_total_place_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_total")),
    )
    op.create_index(
        "uq_published_total_standing",
        "published_total",
        [
            *("history", "series", "kind", "sex", "site", "place"),
            *("as_of_written", "period_written", "source"),
        ],
        unique=True,
        postgresql_where=sa.text("replaced_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '2s'")
    op.drop_table("published_total")


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)
