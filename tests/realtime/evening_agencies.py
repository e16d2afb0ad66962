"""The step of an evening in which an agency is asked for its part; holds no test."""

from app.dispatch.agencies import Agency
from app.dispatch.handing_off import Wanted, hand_off
from tests.dispatch.test_hand_off import staffed
from tests.dispatch.world import UNION
from tests.realtime.evening import Evening


async def police_asked(evening: Evening) -> None:
    """And not needed after all: the evening has other things to wait for."""
    world = evening.world
    ticket = await world.add_incident(UNION)
    evening.ticket("police", ticket)
    await staffed(world)
    wanted = [Wanted(Agency.POLICE)]
    (part,) = await evening.do(
        lambda s: hand_off(s, world.counsellor, ticket, wanted, evening.house.settings)
    )
    await world.stand_down(part.id)
