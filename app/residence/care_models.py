"""Tables of care in a centre: what is due of a stay, a longer stay, kit, meals, learning, talks.

Words about a child are sealed under the key of its stay (models.Stay); beside them stand codes and
dates only. What was written is never changed: a correction is another row, or says who undid it.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Column, Date, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from app.core.columns import choice, many, moment, one_of, points_at, sealed, words
from app.residence.care_states import (
    ActionState,
    Ate,
    ExtensionState,
    Happened,
    Item,
    LifeSkill,
    Meal,
    Severity,
    SkillStep,
    TalkKind,
    TrackEnd,
    TrackKind,
    WhyCorrected,
    WhyLonger,
)
from app.residence.stay_clock import Due

OPEN = text("ended_at IS NULL")


def _of_stay() -> Column[Any]:
    return points_at("stay.id", index=False)


def _by(*, nullable: bool = False) -> Column[Any]:
    return points_at("staff.id", nullable=nullable, index=False)


def _day(*, nullable: bool = False) -> Column[Any]:
    return Column(Date, nullable=nullable)


class StayDue(SQLModel, table=True):
    """Something of a stay is due; `told_level` of centre, supervisors, district have been told.

    `ref` is what it is due for: the stay itself, or one of its incidents in care.
    """

    __tablename__ = "stay_due"
    __table_args__ = (
        one_of("due", Due),
        CheckConstraint("told_level BETWEEN 0 AND 3", name="told_level"),
        CheckConstraint("ending IN ('met', 'moved', 'left')", name="ending"),
        Index("uq_stay_due_open", "stay_id", "due", "ref", unique=True, postgresql_where=OPEN),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    stay_id: UUID = Field(sa_column=_of_stay())
    due: Due = Field(sa_column=choice(Due))
    ref: UUID
    due_at: datetime = Field(sa_column=moment(nullable=False))
    told_level: int = 0
    made_at: datetime = Field(sa_column=moment(nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ending: str | None = None


class StayExtension(SQLModel, table=True):
    """A centre asks that a child may stay longer; whoever approves is never the one who asked."""

    __tablename__ = "stay_extension"
    __table_args__ = (
        one_of("reason", WhyLonger),
        one_of("state", ExtensionState),
        CheckConstraint("months BETWEEN 1 AND 6", name="months"),
        Index(
            "uq_stay_extension_asked",
            "stay_id",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
        Index("ix_stay_extension_stay_id", "stay_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    stay_id: UUID = Field(sa_column=_of_stay())
    months: int
    reason: WhyLonger = Field(sa_column=choice(WhyLonger))
    said: bytes | None = Field(default=None, sa_column=sealed())
    state: ExtensionState = Field(default=ExtensionState.ASKED, sa_column=choice(ExtensionState))
    asked_at: datetime = Field(sa_column=moment(nullable=False))
    asked_by: UUID = Field(sa_column=_by())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(default=None, sa_column=_by(nullable=True))
    answer: bytes | None = Field(default=None, sa_column=sealed())


class KitIssue(SQLModel, table=True):
    """A child was given something; `undone_at` when that was written down by mistake."""

    __tablename__ = "kit_issue"
    __table_args__ = (
        one_of("item", Item),
        CheckConstraint("count BETWEEN 1 AND 20", name="count"),
        Index("ix_kit_issue_stay_id", "stay_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    stay_id: UUID = Field(sa_column=_of_stay())
    item: Item = Field(sa_column=choice(Item))
    count: int
    given_on: date = Field(sa_column=_day())
    noted_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=_by())
    undone_at: datetime | None = Field(default=None, sa_column=moment())
    undone_by: UUID | None = Field(default=None, sa_column=_by(nullable=True))


class MealMark(SQLModel, table=True):
    """How it was with a child at a meal; of several the last `no` counts, each with its `why`."""

    __tablename__ = "meal_mark"
    __table_args__ = (
        one_of("meal", Meal),
        one_of("ate", Ate),
        CheckConstraint("why IN ('mistake', 'learnt_later')", name="why"),
        CheckConstraint("(no = 1) = (why IS NULL)", name="first"),
        UniqueConstraint("stay_id", "day", "meal", "no"),
        Index("ix_meal_mark_day", "day", "meal"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    stay_id: UUID = Field(sa_column=_of_stay())
    day: date = Field(sa_column=_day())
    meal: Meal = Field(sa_column=choice(Meal))
    no: int = 1
    ate: Ate = Field(sa_column=choice(Ate))
    why: WhyCorrected | None = Field(default=None, sa_column=choice(WhyCorrected, nullable=True))
    marked_at: datetime = Field(sa_column=moment(nullable=False))
    marked_by: UUID = Field(sa_column=_by())


class Track(SQLModel, table=True):
    """A child goes to school, learns in the centre, or learns a trade; where is sealed."""

    __tablename__ = "track"
    __table_args__ = (
        one_of("kind", TrackKind),
        CheckConstraint(
            "ending IN ({})".format(", ".join(f"'{one.value}'" for one in TrackEnd)), name="ending"
        ),
        CheckConstraint("(ended_on IS NULL) = (ending IS NULL)", name="ended"),
        CheckConstraint("begun_on <= ended_on", name="days"),
        Index(
            "uq_track_open",
            "stay_id",
            "kind",
            unique=True,
            postgresql_where=text("ended_on IS NULL"),
        ),
        Index("ix_track_stay_id", "stay_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    stay_id: UUID = Field(sa_column=_of_stay())
    kind: TrackKind = Field(sa_column=choice(TrackKind))
    said: bytes | None = Field(default=None, sa_column=sealed())
    begun_on: date = Field(sa_column=_day())
    noted_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=_by())
    ended_on: date | None = Field(default=None, sa_column=_day(nullable=True))
    ending: TrackEnd | None = Field(default=None, sa_column=choice(TrackEnd, nullable=True))
    ended_by: UUID | None = Field(default=None, sa_column=_by(nullable=True))


class SupportTalk(SQLModel, table=True):
    """A psychosocial session with a child; what was said is sealed. Appended, never changed."""

    __tablename__ = "support_talk"
    __table_args__ = (
        one_of("kind", TalkKind),
        CheckConstraint("minutes BETWEEN 1 AND 480", name="minutes"),
        Index("ix_support_talk_stay_id", "stay_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    stay_id: UUID = Field(sa_column=_of_stay())
    kind: TalkKind = Field(sa_column=choice(TalkKind))
    held_on: date = Field(sa_column=_day())
    minutes: int | None = None
    next_on: date | None = Field(default=None, sa_column=_day(nullable=True))
    said: bytes | None = Field(default=None, sa_column=sealed())
    noted_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=_by())


class SkillNote(SQLModel, table=True):
    """How far a child is with a life skill on a day; the last one of a skill counts."""

    __tablename__ = "skill_note"
    __table_args__ = (
        one_of("skill", LifeSkill),
        one_of("step", SkillStep),
        Index("ix_skill_note_stay_id", "stay_id"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    stay_id: UUID = Field(sa_column=_of_stay())
    skill: LifeSkill = Field(sa_column=choice(LifeSkill))
    step: SkillStep = Field(sa_column=choice(SkillStep))
    seen_on: date = Field(sa_column=_day())
    said: bytes | None = Field(default=None, sa_column=sealed())
    noted_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=_by())


class CareIncident(SQLModel, table=True):
    """Something happened to a child in care. `ticket_id`: the incident opened for it, if one was.

    `told`: who was told, as codes. A grave one waits until a supervisor has seen it.
    """

    __tablename__ = "care_incident"
    __table_args__ = (
        one_of("what", Happened),
        one_of("severity", Severity),
        Index("ix_care_incident_stay_id", "stay_id"),
        Index(
            "ix_care_incident_unseen",
            "stay_id",
            postgresql_where=text("severity = 'grave' AND seen_at IS NULL"),
        ),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    stay_id: UUID = Field(sa_column=_of_stay())
    what: Happened = Field(sa_column=choice(Happened))
    severity: Severity = Field(sa_column=choice(Severity))
    happened_at: datetime = Field(sa_column=moment(nullable=False))
    said: bytes | None = Field(default=None, sa_column=sealed())
    told: list[str] = Field(default_factory=list, sa_column=many())
    noted_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=_by())
    seen_at: datetime | None = Field(default=None, sa_column=moment())
    seen_by: UUID | None = Field(default=None, sa_column=_by(nullable=True))
    ticket_id: UUID | None = Field(
        default=None, sa_column=points_at("incident.id", nullable=True, index=False)
    )
    closed_at: datetime | None = Field(default=None, sa_column=moment())
    closed_by: UUID | None = Field(default=None, sa_column=_by(nullable=True))


class CareFollowUp(SQLModel, table=True):
    """What was done about an incident in care; appended, never changed."""

    __tablename__ = "care_follow_up"
    __table_args__ = (Index("ix_care_follow_up_care_incident_id", "care_incident_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    care_incident_id: UUID = Field(sa_column=points_at("care_incident.id", index=False))
    said: bytes | None = Field(default=None, sa_column=sealed())
    told: list[str] = Field(default_factory=list, sa_column=many())
    noted_at: datetime = Field(sa_column=moment(nullable=False))
    noted_by: UUID = Field(sa_column=_by())


class Improvement(SQLModel, table=True):
    """What a centre is to improve, by when, and who sees to it; words about no child.

    `answer_id`: the filled checklist it comes from. `told_level` as for what is due of a stay.
    """

    __tablename__ = "improvement"
    __table_args__ = (
        one_of("state", ActionState),
        CheckConstraint("told_level BETWEEN 0 AND 3", name="told_level"),
        Index("ix_improvement_centre_id", "centre_id"),
        Index("ix_improvement_open", "due_on", postgresql_where=text("state = 'open'")),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    centre_id: UUID = Field(sa_column=points_at("centre.id", index=False))
    answer_id: UUID | None = Field(
        default=None, sa_column=points_at("form_answer.id", nullable=True, index=False)
    )
    what: str = Field(sa_column=words())
    owner_id: UUID = Field(sa_column=_by())
    due_on: date = Field(sa_column=_day())
    state: ActionState = Field(default=ActionState.OPEN, sa_column=choice(ActionState))
    told_level: int = 0
    added_at: datetime = Field(sa_column=moment(nullable=False))
    added_by: UUID = Field(sa_column=_by())
    ended_at: datetime | None = Field(default=None, sa_column=moment())
    ended_by: UUID | None = Field(default=None, sa_column=_by(nullable=True))
    how: str | None = None
    version: int = 1
