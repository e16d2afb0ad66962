"""What the routes of referrals take and give, as types; it reads no table and opens no file."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from app.cases.case_row_schemas import Day, Somebody
from app.cases.case_schemas import Risk, Text
from app.core.schemas import Body, Id, Moment, Shape, Typed, Words
from app.directory.offered_schemas import GivenPlace, ServiceRow
from app.directory.states import CentreService

HandOver = Literal["referral", "transfer"]
ReferralState = Literal["sent", "accepted", "rejected", "done", "revoked"]
Giver = Literal["child", "mother", "father", "guardian", "court", "other_caregiver"]
Answer = Literal["given", "refused"]
Law = Literal["life_at_risk", "children_act_90", "court_order"]
Despite = Literal["other_need", "moves_there", "not_the_same_child", "no_other_place", "other"]
Withholdable = Literal[
    "age", "sex", "area", "risk", "name", "guardian", "languages", "disability", "schooling"
]
Detail = Literal[
    "needs",
    "age",
    "sex",
    "area",
    "risk",
    "name",
    "guardian",
    "languages",
    "disability",
    "schooling",
]
Misfit = Literal["ended", "too_young", "too_old", "other_gender", "other_area"]
WhyRejected = Literal[
    "full",
    "not_our_area",
    "age",
    "gender",
    "not_our_service",
    "served_already",
    "child_declines",
    "not_reached",
    "other",
]
WhyRevoked = Literal[
    "consent_withdrawn", "no_answer", "not_needed", "wrong_service", "child_moved", "other"
]
Outcome = Literal["completed", "partly", "child_left", "referred_on", "not_given"]
Needs = Annotated[str, Typed, Field(min_length=1, max_length=2000)]


class NewConsent(Body):
    """What somebody said on telling an organisation of the child, for one service."""

    organisation: UUID
    service: CentreService
    giver: Giver
    answer: Answer
    child_assents: bool | None = Field(
        default=None, description="the child's own word beside another one's; null: not asked"
    )
    withheld: list[Withholdable] = Field(
        default=[], max_length=9, description="what must not be told even so"
    )
    words: Text | None = None


class NewReferral(Body):
    """A service is asked for; a transfer asks to take the case on."""

    service: UUID = Field(description="a service of the directory")
    what: HandOver = "referral"
    needs: Needs = Field(description="what the organisation is told in words: no name, no address")
    law: Law | None = Field(default=None, description="where there is no consent")
    why: Text | None = Field(default=None, description="needed with `law`")
    despite: Despite | None = Field(
        default=None, description="why it is sent although something speaks against it"
    )


class WhyRevoke(Body):
    """Why a referral is called off."""

    reason: WhyRevoked
    words: Text | None = Field(default=None, description="needed with `other`")


class WhyReject(Body):
    """Why the organisation says no."""

    reason: WhyRejected
    words: Text | None = Field(default=None, description="needed with `other`")


class HowReferralEnded(Body):
    """What came of a service that was given."""

    outcome: Outcome
    words: Text | None = None


class ReferralAnswer(Body):
    """What the organisation said on the telephone or by letter, written down by the case worker."""

    verb: Literal["accept", "reject", "done"]
    reason: WhyRejected | Outcome | None = Field(
        default=None, description="why not, or what came of it; none to accept"
    )
    words: Text | None = None


class NewReceived(Body):
    """A service the child receives without a referral of ours."""

    service: CentreService
    organisation: UUID | None = Field(default=None, description="null: nobody knows whose")
    since: AwareDatetime | None = Field(default=None, description="now when it is left out")


class Whose(Shape):
    """An organisation by id and name."""

    id: Id
    name: Words


class ConsentRow(Shape):
    """Who said what, for what, to whom."""

    id: Id
    organisation: Whose
    service: CentreService
    giver: Giver
    answer: Answer
    child_assents: bool | None
    withheld: list[Withholdable]
    words: str | None
    taken_at: Moment
    taken_by: Somebody
    withdrawn_at: Moment | None


class ReceivedRow(Shape):
    """A service the child receives, or received."""

    id: Id
    service: CentreService
    organisation: Whose | None
    referral: Id | None = Field(description="it ends with its referral")
    since: Moment
    until: Moment | None


class _ReferralRow(Shape):
    """What both sides see of a referral."""

    id: Id
    what: HandOver
    service: ServiceRow
    state: ReferralState
    sent_at: Moment
    sent_by: Somebody
    answer_within_seconds: int = Field(description="by the risk of the case; later it is late")
    answered_at: Moment | None
    answered_by: Somebody | None
    by_word: bool = Field(description="the answer was written down for the organisation")
    ended_at: Moment | None
    ended_by: Somebody | None
    reason: str | None


class ReferralRow(_ReferralRow):
    """A referral, for whoever works with the case."""

    ground: Literal["consent", "law"]
    law: Law | None
    despite: Despite | None
    withheld: list[Withholdable]
    needs: str | None = Field(description="null once it is erased")
    why: str | None
    answer: str | None = Field(description="what was said with the reason")
    told: list[Detail] = Field(description="what the organisation is told now")


class Referrals(Shape):
    """All that stands in a case of referrals."""

    items: list[ReferralRow]
    consents: list[ConsentRow]
    received: list[ReceivedRow]


class WarnedRow(Shape):
    """The child has this service already, or is being referred to it; what is not told is null."""

    service: CentreService
    certain: bool = Field(description="false: a child that may be the same")
    asked_only: bool
    own_case: bool
    organisation: Words | None
    since: Day | None


class ReferralCheck(Shape):
    """What to know before a child is referred; nothing is sent, and nobody is told."""

    consent: Literal["given", "refused", "not_asked"]
    withheld: list[Withholdable]
    misfits: list[Misfit]
    duplicates: list[WarnedRow]
    told_first: list[Detail] = Field(description="what the organisation is told before its answer")
    told_then: list[Detail] = Field(description="and once it has accepted")
    receivers: int = Field(description="how many people can answer here; 0: ask by telephone")


class InboxRow(_ReferralRow):
    """A referral in the inbox of an organisation; it names no child."""

    case: str = Field(description="the number, to speak of it")
    case_worker: Somebody


class Inbox(Shape):
    """What one's services were asked for, unanswered first, 200 at most."""

    items: list[InboxRow]


class PartyAge(Shape):
    """An age by what was said."""

    youngest: int
    oldest: int


class PartyName(Shape):
    """The child's name as far as it is known."""

    bn: str | None
    latin: str | None


class PartyGuardians(Shape):
    """Who looks after the child."""

    father: str | None
    mother: str | None
    guardian: str | None


class PartyDisability(Shape):
    """Whether the child has a disability, and what to mind."""

    disabled: str | None
    note: str | None


class ToldRow(Shape):
    """What an organisation is told of a child now; `parts` names it, all else is null."""

    parts: list[Detail]
    needs: str | None
    age: PartyAge | None
    sex: str | None
    area: GivenPlace | None
    risk: Risk | None
    name: PartyName | None
    guardian: PartyGuardians | None
    languages: list[str] | None
    disability: PartyDisability | None
    schooling: str | None


class PartyReferral(InboxRow):
    """A referral, opened by somebody of the organisation."""

    told: ToldRow
