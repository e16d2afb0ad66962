"""Steps of an evening about a visit, besides its own verbs; holds no test."""

import base64
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image

from app.core import clock
from app.dispatch import call_wishes, handing_over, lapsing, positions, service, visits
from app.dispatch.ladder import Responder
from app.dispatch.models import Dispatch
from app.dispatch.queries import dispatch_rows
from app.dispatch.states import CallWish
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


async def wants_a_call(evening: Evening) -> None:
    whom, settings = CallWish.CALLER, evening.world.settings
    await evening.do(
        lambda s: call_wishes.want(s, evening.out, _first(evening), whom, clock.now(), settings)
    )


async def waits_in_vain(evening: Evening) -> None:
    """The time of the wish is over."""

    async def act(session: Any) -> None:
        dispatch = await session.get(Dispatch, evening.out)
        dispatch.call_wish_due_at = dispatch.call_wanted_at
        await session.flush()
        await call_wishes.due(session, evening.out)

    await evening.do(act)


async def is_called(evening: Evening) -> None:
    staff_id = evening.world.counsellor.id
    await evening.do(lambda s: call_wishes.made(s, evening.out, staff_id))


async def tells(evening: Evening) -> None:
    said = {"met": ["child"], "safe": "yes", "needs": [], "words": None}
    await evening.do(
        lambda s: visits.report(
            s, evening.out, _first(evening), REPORT, said, 2, clock.now(), evening.world.settings
        )
    )


async def photo_comes(evening: Evening) -> None:
    made = BytesIO()
    Image.new("RGB", (8, 8)).save(made, "JPEG")
    piece = visits.Piece(REPORT, 1, 1, 1, base64.b64encode(made.getvalue()).decode())
    settings = evening.world.settings
    await evening.do(lambda s: visits.add_piece(s, evening.out, _first(evening), piece, settings))


async def other_photo_never_comes(evening: Evening) -> None:
    await evening.do(lambda s: lapsing.photos_due(s, REPORT))


REPORT = UUID("00000000-0000-4000-8000-000000001098")
AT_THE_DOOR = (("another child is handed to a centre", handed_to_centre),)
WITH_THE_CHILD = (
    ("tells what she found", tells),
    ("with a photo", photo_comes),
    ("and one that never comes", other_photo_never_comes),
)
ON_THE_WAY = (
    ("lets us know where she is", shows_where),
    ("and is there", found_there),
    ("and no more", hides_it),
    ("wants to speak with the caller", wants_a_call),
    ("and waits for it in vain", waits_in_vain),
    ("and has spoken", is_called),
)
