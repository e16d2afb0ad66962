"""Who may accept, and what that is for the incident: who leads stops its clock, an agency not.

It moves no dispatch on.
"""

from datetime import datetime
from typing import Final

from app.cases import holds
from app.cases import service as cases
from app.cases.exclusions import excluded
from app.core.moves import advance
from app.dispatch import unmet
from app.dispatch.agencies import goes
from app.dispatch.ladder import Responder
from app.dispatch.models import Dispatch, Step
from app.dispatch.scene import Scene, party_kind, responder_of
from app.dispatch.states import MOVES, PART_MOVES, STEP_MOVES, DispatchState, StepState

HOLD: Final = "worker_out"
ON_THE_WAY_THERE: Final = ("depart", "arrive", "admit")
"""The verbs of one who sets out, and of a centre to which the child comes."""


async def must_not_be_excluded(scene: Scene, step: Step) -> None:
    """One who must not be asked any more is told what one withdrawn is told, and not who goes.

    The job that withdraws comes a moment after the list was written.
    """
    if responder_of(step).id in await excluded(scene.session, scene.incident.id):
        advance(STEP_MOVES, StepState.WITHDRAWN, "accept", "alert")


async def begins(scene: Scene, by: Responder, said: datetime) -> None:
    """`by` has accepted, at `said`. An agency holds the incident open from now on.

    One who leads has done so since he or she was asked.
    """
    session, incident, agency = scene.session, scene.incident, scene.dispatch.agency
    if agency is None:
        cases.stamp(incident, "acknowledged_at", said)
    else:
        await holds.place_hold(session, incident, HOLD, scene.dispatch.id)
    await cases.add_party(session, incident, party_kind(agency, by), by.id)
    await unmet.sent(session, incident, scene.dispatch)


async def is_given_back(scene: Scene) -> None:
    """An agency that nobody goes for any more holds nothing open; one who leads still is needed."""
    if not scene.leads:
        await holds.release_hold(scene.session, scene.incident, HOLD, scene.dispatch.id)


def done(dispatch: Dispatch) -> DispatchState:
    """The state in which `dispatch` is complete. Raises IllegalMove while it can't be.

    An agency that does not set out has done its part where it accepted it.
    """
    moves = MOVES if goes(dispatch.agency) else PART_MOVES
    return advance(moves, dispatch.state, "complete", "dispatch")


def has_no_way(dispatch: Dispatch, verb: str) -> bool:
    """Whether `verb` is of one who sets out, and this agency does not."""
    return verb in ON_THE_WAY_THERE and not goes(dispatch.agency)
