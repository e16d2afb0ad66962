"""Steps of an evening about workers: their posts and their duty; holds no test."""

from typing import Any
from uuid import UUID

from sqlmodel import select

from app.core import clock
from app.directory import contacts, posts, service
from app.directory.models import Holding
from app.directory.states import Channel, PostKind
from tests.dispatch.world import UPAZILA
from tests.realtime.evening import Evening
from tests.realtime.evening_agencies import police_asked

NOBODY_CAN_RING = "W-silent"


async def appointed(evening: Evening) -> None:
    async def act(session: Any) -> None:
        post = await posts.add_post(
            session,
            code="USSO-1",
            kind=PostKind.UPAZILA_SOCIAL_SERVICES_OFFICER,
            seat=UPAZILA,
            name_en="Upazila social services officer",
            name_bn="উপজেলা সমাজসেবা কর্মকর্তা",
        )
        await posts.appoint(session, post.id, evening.world.workers[0].id, at=clock.now())

    await evening.do(act)


async def relieved(evening: Evening) -> None:
    async def act(session: Any) -> None:
        (holding,) = await session.exec(select(Holding.id))
        await posts.relieve(session, holding, at=clock.seconds_from_now(60))

    await evening.do(act)


async def on_duty_without_a_number(evening: Evening) -> None:
    async def act(session: Any) -> None:
        worker = await evening.world.add_worker(
            session, NOBODY_CAN_RING, "নীরব", "Nirob", UPAZILA, on_duty=False, phone=None
        )
        await _duty(session, worker.id, True)

    await evening.do(act)


async def contact_vouched_for(evening: Evening) -> None:
    async def act(session: Any) -> None:
        worker = await service.worker_by_code(session, NOBODY_CAN_RING)
        assert worker is not None
        row = await contacts.add_contact(
            session, contacts.Owner("worker", worker.id), Channel.TEXT, "01000000999"
        )
        await contacts.vouch(session, row.id, by=evening.people["shanta"].id)

    await evening.do(act)


async def off_duty(evening: Evening) -> None:
    async def act(session: Any) -> None:
        worker = await service.worker_by_code(session, NOBODY_CAN_RING)
        assert worker is not None
        await _duty(session, worker.id, False)

    await evening.do(act)


async def _duty(session: Any, worker_id: UUID, on: bool) -> None:
    await service.set_duty(session, worker_id, on, by=None, at=clock.now())


STEPS = (
    ("a worker takes up a post", appointed),
    ("and is relieved of it", relieved),
    ("one goes on duty whom nobody can reach", on_duty_without_a_number),
    ("a supervisor vouches for a number", contact_vouched_for),
    ("and goes off duty", off_duty),
    ("the police is asked", police_asked),
)
