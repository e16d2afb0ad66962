"""The port: what a call needs from any phone network, and the facts a network reports.

Providers match by shape. It must know no provider's words. How it maps to networks stands in
docs/reference/phone-port.md.
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import ClassVar, Protocol
from uuid import UUID

from app.calls.states import LegState, Mode
from app.cases.safety import Permit
from app.core.errors import HelplineError


@dataclass(frozen=True)
class CallerArrived:
    """A caller's line rings. `number` is E.164, or None when the caller withheld it.

    `at` is the first ring when that was a while ago, while no database answered; None is now.
    """

    provider_call_id: str
    number: str | None
    number_kind: str
    language: str = "bn"
    at: datetime | None = None


@dataclass(frozen=True)
class CallerJoined:
    """The caller's line is in the conference of `step`.

    `order` is the event's place among those of its conference, where the network numbers them: it
    tells who was in at the same time, whatever order the news comes in. None where it does not.
    """

    step: int
    order: int | None = None


@dataclass(frozen=True)
class CallerLeft:
    """The caller's line has left the conference of `step`; where it is now, another fact says."""

    step: int
    order: int | None = None


@dataclass(frozen=True)
class CallerBack:
    """The conference of `step` is over for the caller, whose line is up and waits for a word.

    `stay` counts how often the caller was taken out of it for a question before.
    """

    step: int
    stay: int = 0


@dataclass(frozen=True)
class CallEnded:
    """The caller's line is gone."""


@dataclass(frozen=True)
class LegFact:
    """A counsellor's line moved on. `line` is the provider's id of it; empty: whichever it is."""

    leg_id: UUID
    line: str = ""
    order: int | None = None
    state: ClassVar[LegState]


@dataclass(frozen=True)
class LegRings(LegFact):
    """It rings, or at least exists."""

    state: ClassVar[LegState] = LegState.RINGING


@dataclass(frozen=True)
class LegAnswered(LegFact):
    """It was answered."""

    state: ClassVar[LegState] = LegState.ANSWERED


@dataclass(frozen=True)
class LegJoined(LegFact):
    """It is in the conference."""

    state: ClassVar[LegState] = LegState.JOINED


@dataclass(frozen=True)
class LegLeft(LegFact):
    """It is gone, or was never answered; `reason` is the network's word for it, in our spelling."""

    reason: str = ""
    state: ClassVar[LegState] = LegState.LEFT


@dataclass(frozen=True)
class LegGone:
    """The network was asked: the line is gone, and whether the caller's is still there.

    `inside`: whose lines are in the conference at that moment, the caller's among them.
    """

    leg_id: UUID
    caller_is_up: bool
    inside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CallerIsUp:
    """The network was asked: the line of the caller who seemed to be gone is there."""


@dataclass(frozen=True)
class Inside:
    """The network was asked: whose lines are in the conference of `step`."""

    step: int
    lines: frozenset[str]


Fact = CallerJoined | CallerLeft | CallerBack | CallEnded | LegFact | LegGone | CallerIsUp | Inside
"""What the reducer takes in. An arrival makes the call, so it is the intake's."""

LEG_FACTS: dict[LegState, type[LegFact]] = {
    one.state: one for one in (LegRings, LegAnswered, LegJoined, LegLeft)
}


@dataclass(frozen=True)
class Capabilities:
    """What a phone network can do beyond ringing and joining lines; a verb it can't do is refused.

    `hold` with words of ours, `mute` of one party, `whisper`: heard by one party alone.
    """

    hold: bool = True
    mute: bool = True
    whisper: bool = True


class Phone(Protocol):
    """Verbs of a phone network. Each may be repeated: doing it twice changes nothing more.

    All raise `ProviderError`; `CallIsGone` (below) when the line is no longer there.
    """

    capabilities: ClassVar[Capabilities]

    async def bridge(self, provider_call_id: str, call_id: UUID, step: int) -> None:
        """Take the waiting caller into the conference of this call and step.

        It is over when the caller or, before a guest was rung (`add_party`), the counsellor leaves;
        a caller who is still there then waits again, by the network's own question where it asks.
        """

    async def ring(self, line: str, call_id: UUID, leg_id: UUID, step: int) -> str:
        """Ring a counsellor's line and, once answered, join it; returns the provider's call id.

        Before it is asked a second time, `rung` is: so that nobody is rung twice.
        """

    async def rung(self, line: str) -> set[str]:
        """What rings at this line by our doing, or is up: the provider's call ids."""

    async def call_out(self, permit: Permit, number: str, call_id: UUID, step: int) -> str:
        """Ring somebody who called us and, once answered, take the line into the conference.

        The only way to ring such a number (I12): the port itself asks `safety.check` whether the
        permit is genuine, in time and for this number. Raises PermitRefused, which says that
        nothing was rung. Returns the provider's call id.
        """

    async def wait(self, provider_call_id: str, call_id: UUID, step: int) -> None:
        """Take the caller back to the queue, with a spoken line and never silence."""

    async def hold(self, provider_call_id: str, call_id: UUID, step: int, *, held: bool) -> None:
        """Put a line of the conference on hold, with a spoken line, or bring it back."""

    async def ask(self, provider_call_id: str, call_id: UUID, step: int, nth: int) -> None:
        """Have a line of the conference hear the nth question of its call, and press a key.

        The conference goes on without it, and the line comes back to it by itself.
        """

    async def mute(self, provider_call_id: str, call_id: UUID, step: int, *, muted: bool) -> None:
        """Let nobody hear a line of the conference, or let everybody hear it again."""

    async def add_party(
        self, line: str, call_id: UUID, leg_id: UUID, step: int, *, muted: bool = False
    ) -> str:
        """Ring a line and, once answered, take it into the conference that is on, heard or muted.

        From then on that goes on without the counsellor, as it must while one is talked to alone.
        `leg_id` is our own name for it: asked again with the same one, the network rings nobody a
        second time. Returns the provider's call id. Raises CallIsGone when no conference is on.
        """

    async def supervise(
        self, provider_call_id: str, call_id: UUID, step: int, mode: Mode, coached: str
    ) -> None:
        """Have a supervisor's line listen, whisper to the line `coached` alone, or barge in."""

    async def is_up(self, provider_call_id: str) -> bool:
        """Whether the line is still there, by the provider's own word."""

    async def present(self, call_id: UUID, step: int) -> set[str]:
        """Whose lines talk in the conference of this call and step: the provider's call ids."""

    async def hang_up(self, provider_call_id: str) -> None:
        """End one line; a line already gone is fine."""


class NetworkCannot(HelplineError):
    """The phone network behind this line can't do that; `capability` says what it lacks."""

    status = HTTPStatus.CONFLICT
    code = "network_cannot"


def must_have(capabilities: Capabilities, name: str) -> None:
    """Raises NetworkCannot for a network that has not got this capability."""
    if not getattr(capabilities, name):
        raise NetworkCannot(f"This telephone line can't {name}.", capability=name)


class CallIsGone(Exception):
    """The caller or counsellor hung up meanwhile: a normal outcome, not an error.

    A line that is not answered yet is not gone: of that a verb raises ProviderError, to be tried
    again.
    """
