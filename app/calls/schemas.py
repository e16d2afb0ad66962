"""What the routes of calls take and give, and the rows of their live channels, as types."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.calls.interview_schemas import Interview
from app.calls.party_schemas import Asked, CallParty, Owner
from app.cases.schemas import IncidentState, SafeContact, Urgency
from app.core.schemas import Body, Id, Moment, Reason, Shape, Typed, Words
from app.directory.schemas import Place

CallState = Literal["waiting", "connecting", "talking", "diverted", "ended"]
PassReason = Literal["language", "skill", "personal", "technical"]
CallBackReason = Literal["abandoned", "nobody_on_duty", "session"]
CallBackOutcome = Literal["reached", "not_reached", "called_again", "not_safe", "other"]
PlanAgainReason = Literal["danger", "better_time", "somebody_asked", "other"]
AnnouncementKind = Literal["disaster", "closed"]
MarkReason = Literal["insults", "plays", "sexual", "repeats"]
SessionOutcome = Literal["held", "missed", "cancelled"]


class WhyPassed(Body):
    """Why the next counsellor should take it."""

    reason: PassReason


class TakenCall(Shape):
    """The call that is now the counsellor's, and its ticket."""

    call_id: Id
    incident_id: Id


class TimesCalled(Shape):
    """How often this number has called, this call included."""

    day: int = Field(description="within 24 hours")
    month: int = Field(description="within 30 days")
    ever: int


class EarlierCall(Shape):
    """An earlier call from the same number; a number is a phone, not a person."""

    number: str = Field(description="the ticket")
    at: Moment
    categories: list[str]
    counsellor: Words | None
    state: IncidentState


class OfCaller(SafeContact):
    """What is known of the number that calls; the history as it stood when the call arrived."""

    times_called: TimesCalled
    earlier: list[EarlierCall] = Field(description="the last first, five at most")


class CallRow(OfCaller):
    """One conversation."""

    id: Id
    incident_id: Id
    number: str = Field(description="the ticket")
    state: CallState
    wrap_up: bool = Field(description="it has ended and the counsellor still writes")
    wrap_up_due_at: Moment | None = Field(description="when that should be done; nothing ends then")
    wrap_up_extended: int = Field(description="how often more time was taken, 2 at the most")
    arrived_at: Moment
    answered_at: Moment | None
    ended_at: Moment | None
    held_at: Moment | None = Field(description="since when the caller is on hold, if so")
    end_reason: str | None
    language: str = Field(description="of the caller, as an ISO 639-1 code")
    caller_number: str | None = Field(
        description="E.164, masked for those who may not see it whole; null when withheld or erased"
    )
    number_kind: str = Field(description="mobile, other, short, sip, withheld, unknown")
    outgoing: bool = Field(description="we rang the caller, to call back")
    owner: Owner | None
    muted_at: Moment | None = Field(description="since when nobody hears the caller, if so")
    parties: list[CallParty]
    interview: Interview | None = Field(description="of a caller who can't speak, if begun")
    invitations: list[Asked] = Field(description="colleagues who are asked to come, or came")
    help_at: Moment | None = Field(description="since when the counsellor asks for help, if so")
    help_answered_by: Words | None = Field(description="the supervisor who answered the last time")
    handed_over: bool = Field(
        description="you handed it over and still write: `wrap_up` is yours, the call a colleague's"
    )
    version: int = Field(description="grows with every change")


class PlaceGuess(Shape):
    """Where it may be, to be shown as a guess."""

    place: Place
    basis: Literal["last_said"]
    confidence: Literal["fair"]
    at: Moment = Field(description="when it was said")


class Offer(OfCaller):
    """A call that rings at one counsellor."""

    id: Id
    call_id: Id
    incident_id: Id
    number: str = Field(description="the ticket")
    offered_at: Moment
    due_at: Moment = Field(description="when it goes on to the next counsellor")
    language: str = Field(description="of the caller, as an ISO 639-1 code")
    caller_number: str | None = Field(description="masked; null when withheld or erased")
    number_kind: str = Field(description="mobile, other, short, sip, withheld, unknown")
    place_guess: PlaceGuess | None
    reasons: list[Reason] = Field(description="why this counsellor was chosen")
    version: int = Field(description="grows with every change")


class ScoreReason(Shape):
    """What a caller's score is made of beside the wait itself."""

    code: str
    points: int = Field(description="seconds of head start")


class WaitingRow(Shape):
    """A caller in the queue. The score now is `score_base` + whole seconds since `score_at`."""

    call_id: Id
    incident_id: Id
    number: str = Field(description="the ticket")
    caller_number: str | None = Field(description="masked; null when withheld or erased")
    number_kind: str = Field(description="mobile, other, short, sip, withheld, unknown")
    state: Literal["waiting", "diverted"] = Field(description="diverted: at the duty phones")
    duty_phone_talks: bool = Field(description="somebody at a duty phone talks with the caller")
    arrived_at: Moment
    queued_at: Moment
    language: str = Field(description="of the caller, as an ISO 639-1 code")
    score_base: int = Field(description="seconds waited plus head start, at `score_at`")
    score_at: Moment
    reasons: list[ScoreReason]
    offered_to: Words | None = Field(description="the counsellor at whom it rings")
    version: int = Field(description="grows with every change of the call")


class WhatCame(Body):
    """What came of calling back."""

    outcome: CallBackOutcome


class WhyPlannedAgain(Body):
    """Why the attempts are to begin anew."""

    reason: PlanAgainReason


class CallBackRow(SafeContact):
    """Somebody rang and nobody answered; it stays in the list until somebody says what came."""

    id: Id
    incident_id: Id
    call_id: Id
    number: str = Field(description="the ticket")
    caller_number: str | None = Field(description="masked; null when withheld or erased")
    number_kind: str = Field(description="mobile, other, short, sip, withheld, unknown")
    language: str = Field(description="of the caller, as an ISO 639-1 code")
    reason: CallBackReason
    made_at: Moment
    attempts: int = Field(description="how often somebody has called back")
    tried_at: Moment | None
    due_at: Moment | None = Field(description="when the next attempt is due; null: plan over")
    attempt: int | None = Field(description="which attempt that is, from 1; null: plan over")
    plan_over_at: Moment | None = Field(description="since when a supervisor has to decide")
    claimed_by: Words | None = Field(description="who had it in hand last, see `claimed_until`")
    claimed_by_id: Id | None
    claimed_until: Moment | None = Field(description="until then nobody else may call back")
    may_call: bool = Field(
        description="whether it may be called as known now; not after `contact_safe_until`"
    )
    in_hand: Words | None = Field(description="the counsellor who is calling back now")
    state: Literal["open", "done"]
    outcome: CallBackOutcome | None
    version: int = Field(description="grows with every change")


class CallBacks(Shape):
    """Those who wait to be called back, in the order in which they are due."""

    items: list[CallBackRow]


class _Text(Shape):
    id: Id
    incident_id: Id
    caller_number: str | None = Field(
        description="E.164, masked for those who may not see it whole; null when withheld or erased"
    )
    number_kind: str = Field(description="mobile, other, short, sip, withheld, unknown")
    media: int = Field(description="pictures that came along and are not kept here")
    came_at: Moment
    taken_at: Moment | None
    taken_by: Words | None = Field(description="the counsellor who took it")
    version: int = Field(description="grows with every change")


class TextWaiting(_Text):
    """Somebody sent a text; it stays in the list until a counsellor takes it. Nobody answers it."""

    number: str = Field(description="the ticket")


class TextRow(_Text):
    """The same with its words, for those who may open the incident."""

    body: str | None = Field(description="as it was sent; null when erased")


class Texts(Shape):
    """Texts that wait for a counsellor, the first one first."""

    items: list[TextWaiting]


class QueueSummary(Shape):
    """How many wait, and since when the longest."""

    waiting: int
    longest_since: Moment | None


class CurrentCall(Shape):
    """What a counsellor is on now."""

    call_id: Id
    state: CallState
    number: str = Field(description="the ticket")
    urgency: Urgency | None
    since: Moment


class ToAnnounce(Body):
    """What to tell all who wait, for how long and why."""

    kind: AnnouncementKind
    minutes: int = Field(ge=1, le=7 * 24 * 60)
    reason: Annotated[str, Typed] = Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")


class AnnouncementRow(Shape):
    """What all waiting callers are told now."""

    id: Id
    kind: AnnouncementKind
    reason: str
    made_at: Moment
    until: Moment
    made_by: Words
    version: int = Field(description="grows with every change")


class Announcements(Shape):
    """What is announced now, the first one first."""

    items: list[AnnouncementRow]


class ServiceLevel(Shape):
    """Which share of calls was answered within so many seconds, by each of three formulas."""

    seconds: float
    of_answered: float | None = Field(description="null when there was no such call")
    of_offered: float | None
    of_offered_less_short: float | None
    target: float | None = Field(description="what the share should be, by the third formula")


class MeasuresRow(Shape):
    """How well the calls of a period were answered; `definitions` says what each word means."""

    since: Moment
    until: Moment
    offered: int
    answered: int
    abandoned: int
    short_abandoned: int
    waiting: int
    levels: list[ServiceLevel]
    abandon_rate: float | None
    wait_mean: float | None = Field(description="seconds, as all waits")
    wait_p50: float | None
    wait_p90: float | None
    short_seconds: float
    definitions: dict[str, str]


class WhyMarked(Body):
    """Why the number of this call plays with the line."""

    reason: MarkReason


class Mark(Shape):
    """One counsellor's mark on a number."""

    reason: MarkReason
    made_at: Moment
    counsellor: Words


class MarksRow(Shape):
    """What stands against the number of a call; it never blocks anybody."""

    call_id: Id
    may_be_marked: bool = Field(description="false when the number is withheld")
    of_this_call: MarkReason | None = Field(description="why it was marked in this very call")
    counsellors: int = Field(description="how many different ones marked it within seven days")
    counsellors_needed: int = Field(description="from how many on its place is lowered")
    lowers_until: Moment | None = Field(description="until when its place is lowered, if it is")
    marks: list[Mark] = Field(description="the last one first")


class ToBook(Body):
    """With whom, from when on, how long and how often."""

    staff_id: UUID
    starts_at: AwareDatetime
    minutes: int = Field(default=45, ge=15, le=120)
    times: int = Field(default=1, ge=1, le=12)
    every_days: int = Field(default=7, ge=1, le=28)


class WhatCameOfIt(Body):
    """What came of a session."""

    outcome: SessionOutcome


class SessionRow(Shape):
    """One session with a psychosocial counsellor."""

    id: Id
    incident_id: Id
    number: str = Field(description="the ticket")
    staff_id: Id
    counsellor: Words
    starts_at: Moment
    minutes: int
    nth: int = Field(description="counts from 1 within its series")
    times: int = Field(description="how many the series has")
    state: Literal["booked", "held", "missed", "cancelled"]
    version: int = Field(description="grows with every change")


class Sessions(Shape):
    """Sessions, the first one first."""

    items: list[SessionRow]


class SessionCounsellor(Shape):
    """Somebody sessions may be booked with."""

    staff_id: Id
    name: Words
    languages: list[str] = Field(description="ISO 639-1 codes")


class SessionCounsellors(Shape):
    """Psychosocial counsellors, by name."""

    items: list[SessionCounsellor]
