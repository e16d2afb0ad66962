"""What the steps of an evening are played with: a house, a small district, a few verbs; no test."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import select

from app.calls import intake, offers
from app.calls import service as calls
from app.calls.jobs import offer_waiting
from app.calls.models import Call, Offer
from app.calls.phone import CallerArrived
from app.calls.routing import Pace
from app.calls.states import LegState, OfferState
from app.cases import access
from app.core import clock
from app.dispatch import asking
from app.dispatch.models import Step
from app.dispatch.states import StepState
from app.staff.auth import SignedIn
from tests.dispatch.world import World
from tests.realtime.house import House
from tests.realtime.watched import Watched

NUMBER = "+8801012345678"
AT_ONCE = Pace(after_no_answer=0, after_link_lost=0)


@dataclass
class Evening:
    """The house, the small district, and what the steps hand on to each other."""

    house: House
    world: World
    watched: Watched
    people: dict[str, SignedIn] = field(default_factory=dict)
    calls: dict[str, UUID] = field(default_factory=dict)
    tickets: dict[str, UUID] = field(default_factory=dict)
    texts: dict[str, UUID] = field(default_factory=dict)
    out: UUID = field(default_factory=uuid4)

    async def do(self, verb: Callable[[Any], Awaitable[Any]]) -> Any:
        return await self.world.do(verb)

    async def on(self, name: str, verb: Callable[[Any, Any], Awaitable[Any]]) -> None:
        async def act(session: Any) -> None:
            reason = access.SystemReason.SCREEN
            await verb(
                session,
                await access.for_system(session, self.tickets[name], reason, lock=True),
            )

        await self.do(act)

    async def duty(self, name: str, verb: str, **body: str) -> None:
        answer = await self.house.ask("POST", f"/duty/{verb}", body or None, as_=name)
        assert answer.is_success, answer.text

    async def ring(self, name: str, number: str | None = NUMBER) -> None:
        """A call of this name rings; its ticket bears the same name and is watched."""
        caller = CallerArrived(f"CA-{name}", number, "mobile" if number else "withheld")
        arrival = await intake.arrive(await self.house.database.raw(), caller)
        self.house.database.bell.ring()
        self.calls[name] = arrival.call_id
        call = await self.do(lambda s: s.get_one(Call, arrival.call_id))
        self.ticket(name, call.incident_id)

    def ticket(self, name: str, incident_id: UUID) -> None:
        self.tickets[name] = incident_id
        self.watched.screens.append(("shanta", f"incident/{incident_id}"))

    async def offer(self) -> None:
        assert await offer_waiting(self.house.database, 600, 600, AT_ONCE) == 1

    async def offered(self) -> Offer:
        found = await self.do(
            lambda s: s.exec(select(Offer).where(Offer.state == OfferState.OFFERED))
        )
        one: Offer = found.one()
        return one

    async def accept(self) -> None:
        offer = await self.offered()
        await self.do(lambda s: offers.accept(s, offer.id, offer.staff_id))

    async def talk(self, name: str) -> None:
        async def act(session: Any) -> None:
            call = await session.get_one(Call, self.calls[name])
            leg = await calls.current_leg(session, call)
            assert leg is not None
            await calls.leg_moved(session, leg.id, LegState.JOINED, f"CA-leg-{name}-{call.step}")
            await calls.caller_joined(session, call.id, call.step)

        await self.do(act)

    async def send_out(self, ticket: str, **more: Any) -> None:
        self.out = await self.world.request(incident_id=self.tickets[ticket], **more)

    async def asked(self) -> Step:
        found = await self.do(
            lambda s: s.exec(
                select(Step).where(Step.dispatch_id == self.out, Step.state == StepState.ALERTED)
            )
        )
        one: Step = found.one()
        return one

    async def text(self, channel: str = "text") -> UUID:
        """The text, or call, to whoever was asked last."""
        step = (await self.world.steps(self.out))[-1]
        known = await self.world.alerts(self.out, channel)
        return next(alert.id for alert in known if alert.step_id == step.id)

    async def time_is_up(self) -> None:
        step = await self.asked()

        async def act(session: Any) -> None:
            (await session.get_one(Step, step.id)).due_at = clock.now()
            await session.flush()
            await asking.step_due(session, step.id, self.world.settings)

        await self.do(act)
