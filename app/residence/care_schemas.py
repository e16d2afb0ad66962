"""What the routes of care in a centre take and give, as types; it reads no table."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.cases.form_schemas import FilledOutline
from app.cases.people_schemas import AdultReason
from app.core.schemas import Body, Id, Moment, Sent, Shape, Typed, Words
from app.residence.care_states import (
    CameBy,
    ExtensionState,
    Happened,
    Item,
    LifeSkill,
    Severity,
    SkillStep,
    TalkKind,
    ToldTo,
    TrackEnd,
    TrackKind,
    WhoIsIt,
    WhyLonger,
)
from app.residence.states import Condition, Left, MoreReason

Said = Annotated[str, Field(max_length=2000), Typed]
Day = Annotated[str, Field(description="a day in Dhaka")]
Sex = Literal["girl", "boy", "other", "unknown"]
CameByCode = Literal[
    "dispatch",
    "court",
    "committee",
    "other_centre",
    "police",
    "family",
    "itself",
    "returned",
]
DueCode = Literal["health_check", "stay_ends", "seen", "follow_up"]
LongerCode = Literal[
    "family_not_found",
    "home_not_safe",
    "court_pending",
    "treatment",
    "school_year",
    "no_other_place",
    "other",
]
HappenedCode = Literal[
    "injury",
    "illness",
    "fight",
    "bullying",
    "self_harm",
    "ran_away",
    "hurt_by_staff",
    "abuse",
    "death",
    "other",
]
TrackCode = Literal["non_formal", "school", "training"]
"""Codes as rows of the live line carry them; the members of the enumerations in care_states.py."""


class NewChild(Body):
    """What is known of a child who comes to the desk; what is not sent nobody knows."""

    name: Annotated[str, Field(max_length=200), Typed] | None = None
    age: Annotated[str, Field(max_length=60), Typed] | None = None
    sex: Sex | None = None
    born: date | None = None
    adult_reason: AdultReason | None = Field(
        default=None, description="needed when by its birth the person is eighteen or more"
    )

    def as_told(self) -> dict[str, str]:
        """As the intake form calls them."""
        said = {
            "child_name": self.name,
            "child_age": self.age,
            "child_sex": self.sex,
            "child_born": self.born.isoformat() if self.born else None,
        }
        return {name: value for name, value in said.items() if value}


class NewStay(Body):
    """A child is admitted at the desk."""

    id: Sent = None
    came_by: CameBy
    child: NewChild | None = Field(
        default=None, description="beside a ticket only of another child of it"
    )
    ticket: Annotated[str, Field(max_length=40)] | None = Field(
        default=None, description="of a child who was here before"
    )
    who: WhoIsIt | None = Field(default=None, description="after child_stays_already only")
    bed: UUID | None = None
    over_reason: MoreReason | None = Field(
        default=None, description="why it is taken in where no bed is free"
    )
    arrived_at: AwareDatetime | None = Field(default=None, description="now, if nothing is said")
    condition: Condition | None = None
    brought_by: Annotated[str, Field(max_length=200), Typed] | None = None
    items: Annotated[str, Field(max_length=1000), Typed] | None = None


class Longer(Body):
    """Why a child must stay longer, and for how many months."""

    months: int = Field(ge=1, le=6)
    reason: WhyLonger
    words: Annotated[Said, Field(min_length=1)]


class AnswerToLonger(Body):
    """What is said to a request, beside yes or no."""

    words: Said | None = None


class GivenThing(Body):
    """A child was given something."""

    id: Sent = None
    item: Item
    count: int = Field(default=1, ge=1, le=20)
    given_on: date


class NewTrack(Body):
    """A child goes to school, learns in the centre, or learns a trade."""

    kind: TrackKind
    words: Said | None = Field(default=None, description="where and what; kept sealed")
    begun_on: date


class TrackOver(Body):
    """How it ended."""

    ending: TrackEnd
    ended_on: date


class NewTalk(Body):
    """A psychosocial session was held."""

    id: Sent = None
    kind: TalkKind
    held_on: date
    minutes: int | None = Field(default=None, ge=1, le=480)
    next_on: date | None = None
    words: Said | None = Field(default=None, description="kept sealed")


class SkillSeen(Body):
    """How far a child is with a life skill."""

    id: Sent = None
    skill: LifeSkill
    step: SkillStep
    seen_on: date
    words: Said | None = Field(default=None, description="kept sealed")


class NewCareIncident(Body):
    """Something happened to a child in care."""

    id: Sent = None
    what: Happened
    severity: Severity
    happened_at: AwareDatetime
    words: Annotated[Said, Field(min_length=1, description="kept sealed")]
    told: list[ToldTo] = Field(default=[], max_length=10)


class NewFollowUp(Body):
    """What was done about it."""

    id: Sent = None
    words: Annotated[Said, Field(min_length=1, description="kept sealed")]
    told: list[ToldTo] = Field(default=[], max_length=10)
    closed: bool = False


class StayDueRow(Shape):
    """Something of a stay is due."""

    due: DueCode
    due_at: Moment
    level: int = Field(description="of centre, supervisors and district, how many were told")


class AskedLonger(Shape):
    """A longer stay is asked for."""

    id: Id
    months: int
    reason: LongerCode
    asked_at: Moment


class GraveRow(Shape):
    """A grave incident in care that no supervisor has seen yet."""

    id: Id
    stay_id: Id
    what: HappenedCode
    happened_at: Moment


class ExtensionRow(AskedLonger):
    """A request for a longer stay, with its words."""

    words: str | None
    state: ExtensionState
    asked_by: Words | None
    ended_at: Moment | None
    ended_by: Words | None
    answer: str | None


class LackingRow(Shape):
    """What is still to be given."""

    item: Item
    count: int


class KitRow(Shape):
    """Something that was given."""

    id: Id
    item: Item
    count: int
    given_on: Day
    by: Words | None
    undone_at: Moment | None
    undone_by: Words | None


class TrackRow(Shape):
    """What a child learns, or learnt."""

    id: Id
    kind: TrackKind
    words: str | None
    begun_on: Day
    ended_on: Day | None
    ending: TrackEnd | None
    by: Words | None


class TalkRow(Shape):
    """A psychosocial session."""

    id: Id
    kind: TalkKind
    held_on: Day
    minutes: int | None
    next_on: Day | None
    words: str | None
    by: Words | None


class SkillRow(Shape):
    """How far a child was with a life skill on a day."""

    id: Id
    skill: LifeSkill
    step: SkillStep
    seen_on: Day
    words: str | None
    by: Words | None


class FollowUpRow(Shape):
    """What was done about an incident in care."""

    words: str | None
    told: list[ToldTo]
    at: Moment
    by: Words | None


class CareIncidentRow(Shape):
    """Something that happened to a child in care."""

    id: Id
    what: Happened
    severity: Severity
    happened_at: Moment
    words: str | None
    told: list[ToldTo]
    noted_at: Moment
    by: Words | None
    seen_at: Moment | None = Field(description="by a supervisor")
    seen_by: Words | None
    ticket: str | None = Field(description="the number of the ticket opened for it")
    closed_at: Moment | None
    follow_ups: list[FollowUpRow]


class CareFile(Shape):
    """All that is written of a stay; that somebody opened it is recorded."""

    id: Id
    number: str = Field(description="the ticket")
    centre: Words
    came_by: CameBy
    arrived_at: Moment
    ends_at: Moment
    over_reason: MoreReason | None
    left_at: Moment | None
    left_reason: Left | None
    version: int
    dues: list[StayDueRow]
    health: list[FilledOutline]
    extensions: list[ExtensionRow]
    lacking: list[LackingRow]
    kit: list[KitRow]
    tracks: list[TrackRow]
    may_begin: list[TrackKind]
    talks: list[TalkRow]
    skills: list[SkillRow]
    incidents: list[CareIncidentRow]
