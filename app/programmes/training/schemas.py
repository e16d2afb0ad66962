"""What the routes of training take and give, as types; it reads no table."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.cases.schemas import CodeText
from app.core.schemas import Body, Id, Moment, Shape, Typed, Words
from app.directory.schemas import Place
from app.programmes.training.states import Result, TrainingState
from app.staff.course_models import HolderKind, NeedKind

Name = Annotated[str, Field(min_length=1, max_length=160), Typed]
Code = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Hours = Annotated[int, Field(ge=1, le=2000)]
Months = Annotated[int, Field(ge=1, le=240)]
HolderCode = Literal["staff", "worker"]
"""As rows carry it; the members of HolderKind."""


class NewCourse(Body):
    """A course."""

    code: Code
    name_bn: Name
    name_en: Name
    hours: Hours | None = Field(default=None, description="null: nobody has said")
    valid_months: Months | None = Field(default=None, description="null: it counts for good")


class CourseChange(Body):
    """What is different; what is not sent stays as it was."""

    name_bn: Name = Field(default="-")
    name_en: Name = Field(default="-")
    hours: Hours | None = None
    valid_months: Months | None = Field(default=None, description="for what is passed from now on")


class NeedSaid(Body):
    """What is given to nobody without the course, or is again."""

    kind: NeedKind
    code: Annotated[str, Field(min_length=1, max_length=80)]
    needed: bool = True


class NewTraining(Body):
    """When and where a course is held."""

    starts_at: AwareDatetime
    ends_at: AwareDatetime
    place: CodeText | None = None
    venue: Annotated[str, Field(min_length=1, max_length=200), Typed] | None = None
    seats: Annotated[int, Field(ge=1, le=2000)] | None = None


class WhoLearns(Body):
    """An account of the staff, or a worker of the directory."""

    kind: HolderKind
    id: UUID


class ResultOf(Body):
    """What came of it for one; null: not known whether he or she was there."""

    holder: UUID
    attended: bool | None
    result: Result = Result.UNKNOWN


class TrainingResults(Body):
    """What came of it; who is not named stays unknown, which is no pass."""

    results: list[ResultOf] = Field(max_length=2000)


class WhyNoTraining(Body):
    """Why it is not held."""

    reason: str = Field(max_length=40)


class NewQualification(Body):
    """Somebody has passed a course elsewhere, or before."""

    holder: WhoLearns
    got_on: date


class WhyNoQualification(Body):
    """Why it counts no more."""

    reason: str = Field(max_length=40)


class NeedRow(Shape):
    """What needs the course."""

    kind: NeedKind
    code: str


class CourseRow(Shape):
    """One course, counted."""

    id: Id
    code: str
    name: Words
    hours: int | None
    valid_months: int | None
    needed_for: list[NeedRow]
    valid: int = Field(description="people who have it, and it counts today")
    ending_soon: int = Field(description="of these, whose last day is near")
    next_at: Moment | None
    ended: bool
    version: int


class Courses(Shape):
    """All courses."""

    items: list[CourseRow]


class OfWhichCourse(Shape):
    """A course by its name."""

    id: Id
    code: str
    name: Words


class Learner(Shape):
    """Somebody who learns."""

    kind: HolderCode
    id: Id
    name: Words | None


class TrainingRow(Shape):
    """A course as it is held once."""

    id: Id
    course: OfWhichCourse
    state: TrainingState
    starts_at: Moment
    ends_at: Moment
    place: Place | None
    venue: str | None
    seats: int | None
    people: int
    reason: str | None


class ParticipantRow(Shape):
    """Somebody who takes part."""

    holder: Learner
    attended: bool | None
    result: Result


class TrainingFile(Shape):
    """A training session and who takes part."""

    training: TrainingRow
    people: list[ParticipantRow]


class Trainings(Shape):
    """Training sessions, planned ones first."""

    items: list[TrainingRow]


class QualificationRow(Shape):
    """What somebody has passed, and until when that counts."""

    id: Id
    course: OfWhichCourse
    holder: Learner
    got_on: str
    until: str | None = Field(description="the last day; null: for good")
    told_level: int = Field(description="of two: it ends soon, it has ended")
    counts: bool
    end_reason: str | None


class Qualifications(Shape):
    """What ends first before the rest."""

    items: list[QualificationRow]


class WarnedQualification(Shape):
    """What counts not much longer, or no more."""

    id: Id
    course: OfWhichCourse
    holder: Learner
    until: str | None
    told_level: int


class LackingPerson(Shape):
    """Somebody without a pass of the course that counts a month longer."""

    holder: Learner
    posts: list[Words] = Field(description="of the kind that needs it; none for a role or skill")
    until: str | None = Field(description="the last day of the last pass; null: there was none")
    counts: bool = Field(description="it counts today, and not much longer")


class LackOfCourse(Shape):
    """Who has something that needs a course, and lacks the course."""

    course: OfWhichCourse
    needed_for: NeedRow
    lacking: int = Field(description="people with no pass that counts today")
    ending_soon: int = Field(description="people whose pass counts today, and not much longer")
    people: list[LackingPerson] = Field(description="the first hundred, those without one first")


class LacksOfCourses(Shape):
    """By course, and by what needs it; what nobody lacks is left out."""

    items: list[LackOfCourse]
