"""What the routes of children and people take and give, as types; it reads no table."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.cases.schemas import SavedBy, WhoIsMeant
from app.core.schemas import Body, Id, Moment, Shape, Typed
from app.directory.schemas import Place

ChildFieldName = Literal[
    "name_bn",
    "name_latin",
    "nickname",
    "father_name",
    "mother_name",
    "guardian_name",
    "address",
    "marks",
    "disability_note",
    "other_id",
    "sex",
    "father_alive",
    "mother_alive",
    "lives_with_family",
    "on_street",
    "in_school",
    "works",
    "married",
    "disabled",
    "languages",
    "home_place",
    "birth",
    "age",
    "birth_registration",
]
WhyUnknown = Literal["not_asked", "not_known", "refused"]
FactSource = Literal[
    "child",
    "caller",
    "mother",
    "father",
    "guardian",
    "relative",
    "neighbour",
    "teacher",
    "police",
    "worker",
    "centre",
    "document",
    "court",
    "other",
]
AdultReason = Literal["child_at_report", "age_disputed", "in_care", "disability", "other"]
YesNo = Literal["yes", "no"]
WhyOpened = Literal["supervision", "same_child", "tracing", "complaint", "review"]
NoteWords = Annotated[str, Typed, Field(max_length=2000)]
FactValue = str | list[str] | dict[str, str | int] | None


class WhatIsSaid(Body):
    """Something said of a child: a value, or why it is unknown; one of the two."""

    value: Annotated[FactValue, Typed] = Field(
        default=None,
        description="text, codes; birth: `{date, certainty}`, age: `{from, to, on, certainty}`",
    )
    unknown: WhyUnknown | None = None
    source: FactSource = Field(description="who said it")
    said_on: date | None = None
    adult_reason: AdultReason | None = Field(
        default=None, description="needed when the birth or age makes the person eighteen or more"
    )


PersonText = Annotated[str, Typed, Field(max_length=2000)]


class PersonSaid(Body):
    """What is known of a person; what is not known is null."""

    name_bn: PersonText | None = None
    name_latin: PersonText | None = None
    nickname: PersonText | None = None
    sex: Literal["woman", "man", "other"] | None = None
    age_years: int | None = None
    phone: Annotated[str, Typed, Field(max_length=40)] | None = None
    occupation: PersonText | None = None
    address: PersonText | None = None
    note: PersonText | None = None


class NewRelation(Body):
    """What somebody is to the child; yes, no, or null for unknown."""

    kind: Annotated[str, Field(max_length=40)]
    caregiver: YesNo | None = None
    lives_with: YesNo | None = None
    may_be_told: YesNo | None = Field(default=None, description="unknown counts as no")
    note: NoteWords | None = None


class PersonRelation(NewRelation):
    """The same of a person, with the tickets in which he or she is accused."""

    accused_in: list[UUID] = Field(default_factory=list, max_length=20)


class NewPerson(Body):
    """Somebody around the child, and what he or she is to it."""

    person: PersonSaid
    relation: PersonRelation
    source: FactSource


class ChangedPerson(Body):
    """What is known of a person now, all of it; `rev` is what the screen had."""

    person: PersonSaid
    source: FactSource
    rev: int


class RelationToPerson(PersonRelation):
    """What a person of this record is to the child."""

    person_id: UUID


class RelationToChild(NewRelation):
    """What another child is to this one."""

    child_id: UUID


class AccusedResponder(Body):
    """The accused is this worker, or has to do with this centre: nobody asks there."""

    responder: WhoIsMeant
    incident_id: UUID


class Numbered(Shape):
    """A ticket by number."""

    id: Id
    number: str


class FactRow(Shape):
    """One thing said of a child."""

    field: ChildFieldName
    value: Any = Field(description="null when unknown")
    place: Place | None = Field(description="the place whose code the value is")
    unknown: WhyUnknown | None
    source: str = Field(description="who said it; `form`: typed in the ticket's form")
    said_on: str | None
    saved_at: Moment
    saved_by: SavedBy
    merge_id: Id | None = Field(description="taken over by this merge, counts while it stands")
    under_merge: Id | None = Field(description="written while this merge stood")
    counts: bool


class AgeSpan(Shape):
    """From and to how many whole years, today."""

    youngest: int
    oldest: int


class SavedPerson(Shape):
    """What is known of a person, each part there, null when unknown."""

    name_bn: str | None
    name_latin: str | None
    nickname: str | None
    sex: str | None
    age_years: int | None
    phone: str | None
    occupation: str | None
    address: str | None
    note: str | None


class PersonRow(Shape):
    """Somebody around the child."""

    id: Id
    rev: int
    said: SavedPerson
    source: str
    saved_at: Moment
    saved_by: SavedBy
    erased: bool


class RelationRow(Shape):
    """What a person, or another child, is to this one."""

    id: Id
    person_id: Id | None
    other_child_id: Id | None
    kind: str | None = Field(description="null once what was said is erased")
    child_is: str | None = Field(description="what the child is to that person")
    caregiver: YesNo | None
    lives_with: YesNo | None
    may_be_told: YesNo | None
    note: str | None
    accused_in: list[Numbered]
    related_at: Moment


class MergeRow(Shape):
    """A record that was merged into this one."""

    id: Id
    loser_id: Id
    why: str
    merged_at: Moment
    merged_by: SavedBy


class ChildFile(Shape):
    """All that is known of a child."""

    id: Id
    version: int
    added_at: Moment
    merged_into: Id | None = Field(description="the record that is worked on instead")
    erased: bool
    incidents: list[Numbered]
    facts: list[FactRow] = Field(description="what counts now; a field nobody spoke of is absent")
    age_years: AgeSpan | None = Field(description="null: nobody knows")
    adult: bool | None
    people: list[PersonRow]
    relations: list[RelationRow]
    merges: list[MergeRow]


class History(Shape):
    """All that was ever said of a child, the first thing first."""

    items: list[FactRow]


class SlimChild(Shape):
    """A record without a word of it."""

    id: Id
    version: int
    merged_into: Id | None
    alike: int = Field(description="suggestions that it is the same child as another one")


class Children(Shape):
    """The children of a ticket and of those linked to it, the first added first."""

    items: list[SlimChild]
