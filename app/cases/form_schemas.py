"""What the routes of forms take and give, as types; definitions and answers are data inside.

The shape of a definition is form_definition.py; of an answer, form_values.py.
"""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from app.cases.form_models import Purpose, Step
from app.cases.form_states import AnswerState, VersionState
from app.core.schemas import Body, Id, Moment, Shape, Typed, Words

Code = Annotated[str, Field(max_length=40, pattern=r"^[a-z][a-z0-9_]*$")]
Note = Annotated[str, Typed, Field(max_length=500)]
Definition = Annotated[
    dict[str, Any], Field(description="title, help, sections; docs/decisions/0047 and its code")
]
Answers = Annotated[
    dict[str, Any],
    Field(description='by field; {"unknown": true, "why": …} where it is not known'),
]


class NewForm(Body):
    """A form nobody has yet, with its first draft, which may be half done."""

    code: Code
    purpose: Purpose
    definition: Definition = Field(default_factory=dict)
    note: Note | None = None


class NewDraft(Body):
    """The next version; without a definition it begins as the last one."""

    definition: Definition | None = None
    note: Note | None = None


class DraftSaved(Body):
    """A draft as it is now; `rev` is the one the screen had."""

    definition: Definition
    rev: int
    note: Note | None = None


class RevSeen(Body):
    """Which save of the draft is meant."""

    rev: int


class ToCheck(Body):
    """A definition to be looked at, saved or not."""

    definition: Definition


class ToPublish(Body):
    """Which save of the draft becomes the version that is filled."""

    rev: int
    confirm: list[Annotated[str, Field(max_length=200)]] = Field(
        default=[], max_length=1000, description="the keys of all changes that must be confirmed"
    )


class FormFile(Body):
    """A form as another installation wrote it out."""

    helpline_form: Literal[1]
    code: Code
    purpose: Purpose
    no: int | None = None
    note: Note | None = None
    definition: Definition


class FormFlaw(Shape):
    """One thing that is wrong, by its path."""

    path: str
    code: str
    detail: str


class FormChange(Shape):
    """What a draft changes for records to come."""

    key: str
    code: str
    path: str
    must_confirm: bool
    before: Any
    after: Any


class Judgement(Shape):
    """What is wrong with a definition; when nothing is, what it would change."""

    flaws: list[FormFlaw]
    changes: list[FormChange]


class VersionOutline(Shape):
    """A version without its definition."""

    id: Id
    no: int
    state: VersionState
    note: str | None
    rev: int
    made_at: Moment
    made_by: Words | None = Field(description="null: it came with the product")
    published_at: Moment | None
    published_by: Words | None
    retired_at: Moment | None


class VersionRow(VersionOutline):
    """A version whole."""

    code: Code
    purpose: Purpose
    definition: Definition


class FormRow(Shape):
    """A form in the list."""

    code: Code
    purpose: Purpose
    title: Words | None = Field(description="null when a first draft has none yet")
    published: VersionOutline | None
    draft: VersionOutline | None = Field(description="null, too, for whoever does not edit forms")
    retired_at: Moment | None


class FormRows(Shape):
    """All forms, by purpose and code."""

    items: list[FormRow]


class FormStepRow(Shape):
    """What was done to a form, and by whom."""

    seq: int
    at: Moment
    kind: Step
    by: Words | None
    facts: dict[str, Any]


class FormDetails(FormRow):
    """A form with its versions and all that was done to it, the newest first."""

    versions: list[VersionOutline]
    steps: list[FormStepRow]
    draft_definition: Definition | None


class Imported(Shape):
    """The draft that a file became, and what is wrong with it."""

    draft: VersionRow
    flaws: list[FormFlaw]


class NewAnswers(Body):
    """A record begun; `id` is the client's, so that sending it twice makes one."""

    version_id: UUID
    answers: Answers
    id: UUID | None = None


class AnswersSaved(Body):
    """A draft as typed; `version` is the one the screen had."""

    answers: Answers
    version: int


class VersionSeen(Body):
    """Which save of the record is meant."""

    version: int


class Correction(AnswersSaved):
    """A completed record put right."""

    why: Annotated[str, Typed, Field(min_length=1, max_length=500)]


class FilledOutline(Shape):
    """A filled form without what it says."""

    id: Id
    form: Code
    title: Words
    no: int = Field(description="the version of the form it was begun with")
    state: AnswerState
    revision: int
    version: int
    begun_at: Moment
    begun_by: Words | None
    changed_at: Moment
    completed_at: Moment | None


class FilledRows(Shape):
    """Filled forms, the newest first."""

    items: list[FilledOutline]


class FilledRow(FilledOutline):
    """A filled form, with the definition by which it is shown."""

    definition: Definition
    answers: Answers
    names: dict[str, Words] = Field(
        description="of the places and people that answers point at, by code and id"
    )
    missing: list[FormFlaw] = Field(description="without these it can't be completed")
    dropped: list[str] = Field(description="fields that lost their answer at this save: hidden")
    why: str | None = Field(description="why it was corrected")
