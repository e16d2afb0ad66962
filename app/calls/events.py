"""What happens to a call; ids, codes and other non-personal facts only."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.core.outbox import Event


@dataclass(frozen=True, kw_only=True)
class OfCall(Event):
    """What every event of a call has."""

    entity_kind: ClassVar[str] = "call"

    incident_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallArrived(OfCall):
    """A caller's line rang; the ticket was opened with it."""

    key: ClassVar[str] = "call.arrived"

    number: str


@dataclass(frozen=True, kw_only=True)
class CallOffered(OfCall):
    """The call rings at one counsellor, chosen for these reasons."""

    key: ClassVar[str] = "call.offered"

    offer_id: UUID
    staff_id: UUID
    reasons: list[str]


@dataclass(frozen=True, kw_only=True)
class OfferMissed(OfCall):
    """The counsellor did not answer in time; the caller keeps the head of the queue."""

    key: ClassVar[str] = "call.offer_missed"

    offer_id: UUID
    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallPassedOn(OfCall):
    """The counsellor let the next one take it, with a reason."""

    key: ClassVar[str] = "call.passed_on"

    offer_id: UUID
    staff_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class CallAccepted(OfCall):
    """A counsellor took it; both lines are being joined."""

    key: ClassVar[str] = "call.accepted"

    offer_id: UUID
    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallAnswered(OfCall):
    """Caller and counsellor can hear each other."""

    key: ClassVar[str] = "call.answered"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallHeld(OfCall):
    """The counsellor put the caller on hold, who hears a spoken line meanwhile."""

    key: ClassVar[str] = "call.held"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallResumed(OfCall):
    """Caller and counsellor hear each other again."""

    key: ClassVar[str] = "call.resumed"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallTalked(OfCall):
    """Late news: caller and counsellor had heard each other, though the call seemed unanswered."""

    key: ClassVar[str] = "call.talked"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallWaitingAgain(OfCall):
    """The counsellor's line was lost; the caller is back at the head of the queue."""

    key: ClassVar[str] = "call.waiting_again"

    reason: str


@dataclass(frozen=True, kw_only=True)
class CallEnded(OfCall):
    """The conversation is over, and who ended it."""

    key: ClassVar[str] = "call.ended"

    reason: str


@dataclass(frozen=True, kw_only=True)
class WrapUpCompleted(OfCall):
    """The counsellor has finished the work after the call."""

    key: ClassVar[str] = "call.completed"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallMoved(OfCall):
    """Its ticket was linked: the call belongs to the incident that is kept from now on."""

    key: ClassVar[str] = "call.moved"


@dataclass(frozen=True, kw_only=True)
class CallDiverted(OfCall):
    """No counsellor is on duty: the duty phones are rung, one after another."""

    key: ClassVar[str] = "call.diverted"


@dataclass(frozen=True, kw_only=True)
class DutyPhoneAnswered(OfCall):
    """Somebody at a duty phone took the call; `step` counts from 1 in the order of the file."""

    key: ClassVar[str] = "call.duty_phone_answered"

    step: int


@dataclass(frozen=True, kw_only=True)
class DutyPhonesMissed(OfCall):
    """Nobody took it at any duty phone; the caller was told so and may wait on."""

    key: ClassVar[str] = "call.duty_phones_missed"


@dataclass(frozen=True, kw_only=True)
class CallPlaced(OfCall):
    """A counsellor calls back: the counsellor's line is rung, then the caller's."""

    key: ClassVar[str] = "call.placed"

    staff_id: UUID
    call_back_id: UUID
    attempt: int


@dataclass(frozen=True, kw_only=True)
class _OfCallBack(Event):
    entity_kind: ClassVar[str] = "call_back"

    incident_id: UUID
    call_id: UUID


@dataclass(frozen=True, kw_only=True)
class CallBackAsked(_OfCallBack):
    """Nobody answered this call: it stands in the call-back list."""

    key: ClassVar[str] = "call_back.asked"

    reason: str


@dataclass(frozen=True, kw_only=True)
class CallBackCompleted(_OfCallBack):
    """What came of it; the row leaves the list."""

    key: ClassVar[str] = "call_back.completed"

    outcome: str


@dataclass(frozen=True, kw_only=True)
class _OfText(Event):
    entity_kind: ClassVar[str] = "text"

    incident_id: UUID


@dataclass(frozen=True, kw_only=True)
class TextCame(_OfText):
    """Somebody sent us a text; the ticket was opened with it."""

    key: ClassVar[str] = "text.came"

    number: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class TextTaken(_OfText):
    """A counsellor has taken it: the ticket is his or her work."""

    key: ClassVar[str] = "text.taken"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class TextMoved(_OfText):
    """Its ticket was linked: the text belongs to the incident that is kept from now on."""

    key: ClassVar[str] = "text.moved"


@dataclass(frozen=True, kw_only=True)
class CallPlaceChanged(OfCall):
    """The caller's place in the queue was worked out: head start in seconds, and its reasons."""

    key: ClassVar[str] = "call.place_changed"

    head_start: int
    reasons: list[str]


@dataclass(frozen=True, kw_only=True)
class CallerChose(OfCall):
    """The waiting caller chose by key: a language, or to talk by keys."""

    key: ClassVar[str] = "call.caller_chose"

    language: str
    skill: str | None = None


@dataclass(frozen=True, kw_only=True)
class WrapUpExtended(OfCall):
    """The counsellor takes more time for the work after the call."""

    key: ClassVar[str] = "call.wrap_up_extended"

    staff_id: UUID
    times: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class CallMarked(OfCall):
    """The counsellor marked the number of this call as one that plays with the line."""

    key: ClassVar[str] = "call.marked"

    staff_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True)
class MarksCleared(OfCall):
    """A supervisor cleared every mark of the number of this call."""

    key: ClassVar[str] = "call.marks_cleared"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class _OfAnnouncement(Event):
    entity_kind: ClassVar[str] = "announcement"

    kind: str


@dataclass(frozen=True, kw_only=True)
class AnnouncementMade(_OfAnnouncement):
    """All waiting callers are told something: that the line is closed, or of a disaster."""

    key: ClassVar[str] = "announcement.made"

    staff_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnnouncementEnded(_OfAnnouncement):
    """They are told so no longer."""

    key: ClassVar[str] = "announcement.ended"


@dataclass(frozen=True, kw_only=True)
class _OfSession(Event):
    entity_kind: ClassVar[str] = "session"

    incident_id: UUID


@dataclass(frozen=True, kw_only=True)
class SessionBooked(_OfSession):
    """A session with a psychosocial counsellor is booked, the nth of so many."""

    key: ClassVar[str] = "session.booked"

    staff_id: UUID
    nth: int
    times: int


@dataclass(frozen=True, kw_only=True)
class SessionEnded(_OfSession):
    """It was held, missed or cancelled."""

    key: ClassVar[str] = "session.ended"

    staff_id: UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class SessionMoved(_OfSession):
    """Its ticket was linked: the session belongs to the incident that is kept from now on."""

    key: ClassVar[str] = "session.moved"
