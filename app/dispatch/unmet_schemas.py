"""What the routes of unmet requests give, as types; it reads no table."""

from pydantic import Field

from app.cases.schemas import Urgency
from app.core.schemas import Id, Moment, Reason, Shape, Words
from app.directory.schemas import Place
from app.dispatch.schemas import Agency


class UnmetRow(Shape):
    """Somebody was to go and nobody could be asked; gone when somebody is, or need not be."""

    id: Id
    incident_id: Id
    number: str = Field(description="the ticket")
    urgency: Urgency = Field(description="rises with the incident's; unknown counts as P1")
    place: Place | None
    agency: Agency | None = Field(description="whose part it is; null goes to the child")
    reasons: list[Reason] = Field(
        description="why, `n` counts whom it keeps: as last looked at; for an agency's part, as "
        "when it was wished for"
    )
    wished_at: Moment
    told_at: Moment = Field(description="when supervisors were told last")
    times: int = Field(description="how often they were told")
    people: int = Field(description="supervisors for whom a message left; 0: the board alone")
    due_at: Moment = Field(description="when they are told again")
    asks_by_itself: bool = Field(
        description="whoever can be asked by then is asked at a later look; false: a person asks"
    )
    in_charge: Words | None = Field(description="the supervisor who takes care that somebody goes")
    in_charge_at: Moment | None
    version: int = Field(description="grows with every change")


class Unmets(Shape):
    """Those that are not over, oldest first."""

    items: list[UnmetRow]
