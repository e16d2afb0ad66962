"""Steps of an evening about a visit, besides its own verbs; holds no test."""

from app.core import clock
from app.dispatch import positions
from app.dispatch.ladder import Responder
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


ON_THE_WAY = (
    ("lets us know where she is", shows_where),
    ("and is there", found_there),
    ("and no more", hides_it),
)
