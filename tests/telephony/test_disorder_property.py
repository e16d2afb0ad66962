"""The same stories over HTTP and Postgres: whatever the disorder, the end is that of the reducer.

A story is played once by the reducer alone with every event in order, and once with signed webhooks
in disorder against the real application; what the database holds in the end is compared. The
phone network is that of tests/calls/lines_world.py. HELPLINE_SEED repeats a run.
"""

import random
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import pytest
from sqlmodel import select

from app.calls import invitations, offers, service
from app.calls.jobs import Lines
from app.calls.models import Call, Invitation, Leg, Offer
from app.calls.phone import CallIsGone, Capabilities
from app.calls.reconciler import look_at
from app.calls.reducer import ABANDONED
from app.calls.states import CallState, InvitationKind, LegState, OfferState
from app.cases.queries import timeline_rows
from app.core.db import Database
from tests.calls.lines_world import (
    CALLER,
    Disorder,
    LinesWorld,
    News,
    Sees,
    a_plot,
    arriving,
    somebody_acts,
)
from tests.calls.test_reducer_property import MOST_TURNS, SEED, outcome, play
from tests.factories import add_counsellor, get_call, offered, ring
from tests.serving import Served

PARTS, CASES_A_PART = 6, 50
LOOK = "SELECT state, EXISTS (SELECT FROM pgqueuer) FROM call WHERE id = $1"
TAKE_JOB = """
DELETE FROM pgqueuer WHERE id = (SELECT min(id) FROM pgqueuer) RETURNING entrypoint, payload
"""


@dataclass
class Network:
    """The world as the product's port sees it."""

    capabilities: ClassVar[Capabilities] = Capabilities()
    world: LinesWorld
    sid: str

    def ours(self, line: str) -> str:
        return CALLER if line == self.sid else line.rpartition(" ")[2]

    def theirs(self, line: str) -> str:
        return self.sid if line == CALLER else f"{self.sid} {line}"

    async def bridge(self, provider_call_id: str, call_id: UUID, step: int) -> None:
        if not self.world.bridge(step):
            raise CallIsGone

    async def wait(self, provider_call_id: str, call_id: UUID, step: int) -> None:
        if not self.world.wait():
            raise CallIsGone

    async def ring(self, line: str, call_id: UUID, leg_id: UUID, step: int) -> str:
        return self.theirs(self.world.ring(leg_id, step))

    async def rung(self, line: str) -> set[str]:
        raise AssertionError("no answer is lost in these stories")

    async def is_up(self, provider_call_id: str) -> bool:
        return self.world.is_up(self.ours(provider_call_id))

    async def present(self, call_id: UUID, step: int) -> set[str]:
        return {self.theirs(line) for line in self.world.present(step)}

    async def hang_up(self, provider_call_id: str) -> None:
        self.world.hang_up(self.ours(provider_call_id))

    async def hold(self, *_: Any, **__: Any) -> None:
        """Who is on hold is in the conference all the same."""

    async def mute(self, *_: Any, **__: Any) -> None:
        raise AssertionError("nobody is muted in these stories")

    async def add_party(
        self, line: str, call_id: UUID, leg_id: UUID, step: int, *, muted: bool = False
    ) -> str:
        return self.theirs(self.world.ring_guest(leg_id, step))

    async def supervise(self, *_: Any) -> None:
        raise AssertionError("nobody listens in these stories")

    async def call_out(self, *_: Any) -> str:
        raise AssertionError("nobody is called back in these stories")


@dataclass
class RealSystem:
    """One call in the product, reached as the provider and its people reach it."""

    served: Served
    database: Database
    world: LinesWorld
    call_id: UUID
    network: Network
    owner: UUID | None = None
    accepted: int = 0
    invited: UUID | None = None

    @property
    def lines(self) -> Lines:
        return Lines(self.database, self.network, "client:{name}")

    async def call(self) -> Call:
        return await get_call(self.database, self.call_id)

    async def accept(self) -> None:
        """Somebody free takes the call: often a colleague who was asked to it before."""
        if not await self._offers():
            await add_counsellor(self.database)
            await offered(self.database)
        ((offer_id, self.owner),) = await self._offers()
        self.accepted += 1
        async with self.database.transaction() as session:
            await offers.accept(session, offer_id, self.owner)

    async def _offers(self) -> list[tuple[UUID, UUID]]:
        async with self.database.transaction() as session:
            found = await session.exec(
                select(Offer.id, Offer.staff_id).where(
                    Offer.call_id == self.call_id, Offer.state == OfferState.OFFERED
                )
            )
            return list(found)

    async def counsellor_hangs_up(self) -> None:
        async with self.database.transaction() as session:
            owner = (await session.get_one(Call, self.call_id)).owner_id
            assert owner is not None
            await service.hang_up(session, self.call_id, owner)

    async def people_do(self, act: str) -> None:
        """What people do by their consoles."""
        if act == "counsellor_hangs_up":
            await self.counsellor_hangs_up()
        elif act in ("asks_warm", "asks_cold"):
            await self._ask(InvitationKind.COLD if act == "asks_cold" else InvitationKind.WARM)
        elif act in ("warm_completed", "warm_cancelled"):
            assert self.invited is not None
            verb = invitations.complete if act == "warm_completed" else invitations.cancel
            owner = (await self.call()).owner_id
            assert owner is not None
            async with self.database.transaction() as session:
                await verb(session, self.invited, owner)

    async def _ask(self, kind: InvitationKind) -> None:
        owner, colleague = (await self.call()).owner_id, await add_counsellor(self.database)
        assert owner is not None
        async with self.database.transaction() as session:
            await invitations.ask(session, self.call_id, owner, colleague.id, kind)
        async with self.database.transaction() as session:
            wanted = select(Invitation.id).where(Invitation.to_id == colleague.id)
            self.invited = (await session.exec(wanted)).one()
            await invitations.accept(session, self.invited, colleague.id)

    async def sees(self) -> Sees:
        """What the counsellors' screens show."""
        async with self.database.transaction() as session:
            call = await session.get_one(Call, self.call_id)
            talks = call.state is CallState.TALKING
            asked = await session.get_one(Invitation, self.invited) if self.invited else None
            leg = await session.get_one(Leg, asked.leg_id) if asked and asked.leg_id else None
        if leg is None or leg.step != call.step:
            return Sees(talks)
        joined = leg.state is LegState.JOINED
        return Sees(talks, joined, talks and call.owner_id == leg.staff_id)

    async def look(self) -> tuple[CallState, bool]:
        """The call's state, and whether a job waits."""
        state, works = await (await self.database.raw()).fetchrow(LOOK, self.call_id)
        return CallState(state), works

    async def work(self) -> None:
        """Do one job of the queue."""
        row = await (await self.database.raw()).fetchrow(TAKE_JOB)
        await self.lines.handlers()[row["entrypoint"]](UUID(bytes=row["payload"]))

    async def told(self, news: News) -> None:
        """The provider's request for one piece of news."""
        sid = self.network.theirs(news.line)
        room = f"{self.call_id}/{news.step}"
        if news.kind in ("join", "leave"):
            event = f"participant-{news.kind}"
            said = {"StatusCallbackEvent": event, "SequenceNumber": str(news.order)}
            await self._post(f"/conference/{room}", sid, said)
        elif news.kind == "leg":
            await self._post(f"/leg/{news.leg_id}", sid, {"CallStatus": news.status})
        elif news.kind == "asks":
            path = f"/counsellor/{news.leg_id}/{room}"
            answer = await self._post(path, sid, {"CallStatus": "in-progress"})
            self.world.let_in(news.line, may="<Conference" in answer)
        elif news.kind == "back":
            await self._post(f"/dial-done/{room}", sid, {"CallStatus": "in-progress"})
        elif news.status == "number":
            await self._post("/status", sid, {"CallStatus": "completed"})
        else:
            await self._post(f"/dial-done/{room}", sid, {"CallStatus": "completed"})

    async def _post(self, path: str, sid: str, said: dict[str, str]) -> str:
        status, answer = await self.served.hook(path, {"CallSid": sid, **said})
        assert status == 200, (path, said)
        return answer

    async def rest(self) -> bool:
        """Nothing is left to be told or done: time goes by. Whether the call is over for good."""
        call = await self.call()
        if call.state is CallState.ENDED:
            return not self.world.caller_up
        if call.state is CallState.WAITING and self.world.caller_up:
            await self.accept()
        elif call.state is CallState.CONNECTING:
            async with self.database.transaction() as session:
                await service.connect_due(session, self.call_id)
        else:
            await look_at(self.database, self.network, call)
        return False


async def play_for_real(
    served: Served, database: Database, plot: list[str], disorder: Disorder, name: str
) -> RealSystem:
    """The story from the first ring until nothing moves any more."""
    assert disorder.dice is not None
    dice, told = disorder.dice, list[News]()
    world, sid = LinesWorld(plot), f"CA-{name}"
    call_id = await ring(database, None, sid)
    system = RealSystem(served, database, world, call_id, Network(world, sid))
    for _ in range(MOST_TURNS):
        told += arriving(world, disorder)
        state, works = await system.look()
        turns = ["news"] * bool(told) + ["job"] * works
        sees = await system.sees()
        turns += ["people"] * somebody_acts(world, system.accepted, state, sees)
        if not turns:
            if await system.rest():
                return system
            continue
        turn = dice.choice(turns)
        if turn == "news":
            await system.told(told.pop(dice.randrange(len(told))))
        elif turn == "people":
            await system.people_do(world.people_act(system.accepted, sees) or "")
        else:
            await system.work()
    raise AssertionError("the story does not come to rest")


async def end_of(system: RealSystem) -> dict[str, object]:
    """What the database holds, in the shape of the reducer's outcome."""
    call = await system.call()
    async with system.database.transaction() as session:
        found = await session.exec(select(Leg).where(Leg.call_id == call.id))
        legs = sorted(found, key=lambda leg: (leg.started_at, leg.id))
        kinds = [row["kind"] for row in await timeline_rows(session, call.incident_id)]
    return {
        "state": call.state,
        "reason": call.end_reason,
        "answered": call.answered_at is not None,
        "step": call.step,
        "talked": system.world.talked,
        "lines": [(UUID(int=1001 + at), leg.step, leg.state) for at, leg in enumerate(legs)],
        "ended": kinds.count("call.ended"),
        "handed_over": kinds.count("call.handed_over"),
    }


@pytest.mark.parametrize("part", range(PARTS))
async def test_disorder_over_http_ends_as_the_calm_story_does(
    served: Served, database: Database, part: int
) -> None:
    for case in range(CASES_A_PART):
        seed = f"{SEED}/http/{part}/{case}"
        dice = random.Random(seed)
        plot = a_plot(dice)
        calm = outcome(play(plot, Disorder()))
        lose = dice.choice((0.0, 0.0, 0.3))
        disorder = Disorder(dice, lose=lose, again=0.5)
        system = await play_for_real(served, database, plot, disorder, f"{part}-{case}")
        wild = await end_of(system)
        if lose:
            del calm["step"], wild["step"]
            if calm["answered"] and not wild["answered"]:
                calm |= {"answered": False, "reason": wild["reason"]}
                assert wild["reason"] in (ABANDONED, "counsellor_hung_up")
        assert wild == calm, f"HELPLINE_SEED={SEED}: {seed} {plot}"
        assert all(state is LegState.LEFT for _, _, state in wild["lines"])  # type: ignore[attr-defined]
