"""What a field phone sends and is answered, as types; it reads no table."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, SecretStr

from app.cases.case_schemas import Due, LongText, Risk
from app.core.schemas import Body, Id, Moment, Shape
from app.dispatch.schemas import DeclineReason, DispatchState, HandBackReason, HowItEnded, TaskRow
from app.dispatch.visit_schemas import LONGEST_PART, MOST_PARTS, MOST_PHOTOS, VisitTold
from app.residence.street_schemas import ManyUnnamed, OneCorrected, OneMet, OneSeen, WhyOver

TEN_YEARS_MS = 10 * 366 * 86_400_000
MOST_AT_ONCE = 50

ResultCode = Literal["applied", "already", "refused"]


class _Made(Body):
    """What every command carries."""

    id: UUID = Field(description="made by the phone, once: a repeat is known by it")
    seq: int = Field(ge=0, lt=2**53, description="counts up on the phone; applied in this order")
    made_at: AwareDatetime = Field(description="when it was pressed, by the phone's clock")
    clock_offset_ms: int | None = Field(
        ge=-TEN_YEARS_MS,
        le=TEN_YEARS_MS,
        description="what the phone's clock lacks to the server's, as it last heard it;"
        " null: it had not heard it yet, and `sent_at` tells",
    )


class Press(_Made):
    """A step of a task that needs no more words."""

    verb: Literal["shown", "accept", "depart", "arrive", "admit"]
    dispatch_id: UUID


class Decline(_Made):
    """I can't go."""

    verb: Literal["decline"]
    dispatch_id: UUID
    reason: DeclineReason


class Complete(_Made, HowItEnded):
    """It is done, and how it ended."""

    verb: Literal["complete"]
    dispatch_id: UUID


class HandBack(_Made):
    """I had accepted, and can't go after all."""

    verb: Literal["hand_back"]
    dispatch_id: UUID
    reason: HandBackReason


class SignOfLife(_Made):
    """I am well; whoever has set a PIN says it."""

    verb: Literal["check_in"]
    dispatch_id: UUID
    pin: Annotated[SecretStr, Field(max_length=20)] | None = Field(
        default=None, description="in either digit set; a wrong one is refused as `wrong_pin`"
    )


class Pace(_Made):
    """How often I want to be asked for a sign of life: sooner than usual, never later."""

    verb: Literal["pace"]
    dispatch_id: UUID
    minutes: int = Field(ge=1, le=1440)


class ShowPosition(_Made):
    """The helpline may know where I am while I am on this task, or no more."""

    verb: Literal["share_location"]
    dispatch_id: UUID
    on: bool


class Located(_Made):
    """Here I am; `made_at` is when the phone found it."""

    verb: Literal["located"]
    dispatch_id: UUID
    lat: float = Field(ge=-90, le=90, allow_inf_nan=False, description="degrees (WGS 84)")
    lon: float = Field(ge=-180, le=180, allow_inf_nan=False, description="degrees (WGS 84)")
    accuracy_m: int = Field(ge=0, le=100_000, description="how far off it may be, in metres")


class AskForCall(_Made):
    """I want to speak with the caller or the counsellor: the helpline calls me."""

    verb: Literal["ask_call"]
    dispatch_id: UUID
    whom: Literal["caller", "counsellor"]


class TellOfVisit(_Made, VisitTold):
    """What I found; the report has this command's own id."""

    verb: Literal["report"]
    dispatch_id: UUID
    photos: int = Field(ge=0, le=MOST_PHOTOS, description="how many follow")


class PhotoPiece(_Made):
    """A piece of a photo of a report that was sent before."""

    verb: Literal["photo"]
    dispatch_id: UUID
    report_id: UUID
    photo: int = Field(ge=1, le=MOST_PHOTOS, description="which photo")
    part: int = Field(ge=1, le=MOST_PARTS, description="which piece")
    of: int = Field(ge=1, le=MOST_PARTS, description="how many pieces")
    data: str = Field(min_length=4, max_length=LONGEST_PART, description="base64 of JPEG")


class MoveDuty(_Made):
    """I am on duty from now on, or no more."""

    verb: Literal["shift"]
    on: bool


class AskForSwap(_Made):
    """I ask a colleague to take a shift of mine."""

    verb: Literal["ask_swap"]
    shift_id: UUID
    to_worker: UUID


class AnswerSwap(_Made):
    """I take the shift I was asked to take, or I don't, or not any more."""

    verb: Literal["answer_swap"]
    swap_id: UUID
    yes: bool


class RollSee(_Made, OneSeen):
    """A child was at our site on the day of this roll."""

    verb: Literal["roll_see"]


class RollMeet(_Made, OneMet):
    """Somebody new was there, known by a nickname."""

    verb: Literal["roll_meet"]


class RollCorrect(_Made, OneCorrected):
    """What was noted on a roll does not hold."""

    verb: Literal["roll_correct"]


class RollCount(_Made, ManyUnnamed):
    """So many more were there whom nobody named."""

    verb: Literal["roll_count"]


class RollExplain(_Made, WhyOver):
    """Why so many children slept at our shelter."""

    verb: Literal["roll_explain"]


class WriteNote(_Made):
    """A note for a case I work on."""

    verb: Literal["case_note"]
    case_id: UUID
    words: LongText


class SawChild(_Made):
    """I saw the child of a case I work on, or followed up what was planned."""

    verb: Literal["case_check"]
    case_id: UUID
    kind: Literal["child_seen", "follow_up"]
    words: LongText
    happened_at: AwareDatetime | None = Field(
        default=None, description="by the phone's clock; null: when it was written"
    )
    next_on: date | None = Field(default=None, description="the day agreed for the next follow-up")


FieldOrder = Annotated[
    Press
    | Decline
    | Complete
    | HandBack
    | SignOfLife
    | Pace
    | ShowPosition
    | Located
    | AskForCall
    | TellOfVisit
    | PhotoPiece
    | MoveDuty
    | AskForSwap
    | AnswerSwap
    | RollSee
    | RollMeet
    | RollCorrect
    | RollCount
    | RollExplain
    | WriteNote
    | SawChild,
    Field(discriminator="verb"),
]


class Commands(Body):
    """What waited on a phone, at most fifty at once."""

    commands: list[FieldOrder] = Field(min_length=1, max_length=MOST_AT_ONCE)
    sent_at: AwareDatetime | None = Field(
        default=None, description="now, by the phone's clock, which may be wrong by hours"
    )


class Receipt(Shape):
    """What became of one command; asked again, the same."""

    id: Id
    result: ResultCode
    code: str | None = Field(description="why it was refused: an error code; else null")
    state: DispatchState | None = Field(description="of the task then, where it is one's own")
    at: Moment = Field(description="when it counts as made")
    doubtful: bool = Field(description="the phone's own time could not be right")


class Receipts(Shape):
    """One receipt for each command, in the order they were sent."""

    receipts: list[Receipt]
    tasks: list[TaskRow] = Field(description="the tasks concerned, as they are now")


class NewPins(Body):
    """Both PINs anew, and the password of whoever sets them."""

    password: SecretStr = Field(min_length=1, max_length=200)
    pin: SecretStr = Field(max_length=20, description="said when all is well: 4 to 6 digits")
    duress_pin: SecretStr = Field(
        max_length=20, description="said under threat: looks the same, and calls for help"
    )


class Pins(Shape):
    """Since when one's PINs hold; never what they are."""

    set_at: Moment | None = Field(description="null: none were set, and none is asked for")


class PocketDue(Shape):
    """Something of a case is due."""

    due: Due
    due_at: Moment


class PocketCase(Shape):
    """A case as a phone keeps it, without a word of its file."""

    id: Id
    number: str
    initials: str | None = Field(description="of the child; null: nobody named it")
    risk: Risk | None = Field(description="null: unknown, which counts as high")
    dues: list[PocketDue] = Field(description="what is due first comes first")


class PocketCases(Shape):
    """One's own open cases."""

    items: list[PocketCase]


class DutySwitch(Shape):
    """Whether the worker who asks is on duty."""

    on: bool
    missing: list[str] = Field(
        description="the channels that would wake one, when none has an address; else empty"
    )
