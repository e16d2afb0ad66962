"""Steps of an evening about a visit, besides its own verbs; holds no test."""

from app.core import clock
from app.dispatch import handing_over, positions, service
from app.dispatch.ladder import Responder
from app.dispatch.queries import dispatch_rows
from tests.dispatch.world import UNION
from tests.realtime.evening import Evening


def _first(evening: Evening) -> Responder:
    return evening.world.workers[0]


async def shows_where(evening: Evening) -> None:
    await evening.do(lambda s: positions.share(s, evening.out, _first(evening), True, clock.now()))


async def found_there(evening: Evening) -> None:
    fix = positions.Fix(22.7, 90.3, 30)
    await evening.do(lambda s: positions.locate(s, evening.out, _first(evening), fix, clock.now()))


async def hides_it(evening: Evening) -> None:
    await evening.do(lambda s: positions.share(s, evening.out, _first(evening), False, clock.now()))


async def handed_to_centre(evening: Evening) -> None:
    """Another worker's errand ends at the door of a centre, which is asked and then not needed."""
    world = evening.world
    centre = await world.centre("SRTRCCR-BAR")
    first, incident_id = _first(evening), await world.add_incident(UNION)
    visit = await world.request(first, incident_id=incident_id)
    await world.accept(visit, first)
    await evening.do(lambda s: service.arrive(s, visit, first))
    await evening.do(lambda s: handing_over.hand_over(s, visit, first, centre.id, world.settings))
    rows = await evening.do(lambda s: dispatch_rows(s, incident_id=incident_id, open_only=True))
    for asked in rows:
        await world.stand_down(asked)


AT_THE_DOOR = (("another child is handed to a centre", handed_to_centre),)
ON_THE_WAY = (
    ("lets us know where she is", shows_where),
    ("and is there", found_there),
    ("and no more", hides_it),
)
