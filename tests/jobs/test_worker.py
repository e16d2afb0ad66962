"""What the worker does beside what."""

from app.calls import jobs as calls
from app.cases import case_jobs
from app.core.settings import Settings
from app.dispatch import clock_jobs
from app.dispatch import jobs as dispatch
from app.dispatch.alerts import ALERT_DUE
from app.dispatch.asking import STEP_DUE
from app.dispatch.lateness import CLOCK_DUE
from app.worker import deadlines_of


def test_what_somebody_waits_for_has_a_loop_of_its_own(settings: Settings) -> None:
    first, messages, may_wait = deadlines_of(settings)
    assert STEP_DUE in first
    assert list(messages) == [ALERT_DUE]
    assert CLOCK_DUE in may_wait
    each = [kind for lane in (first, messages, may_wait) for kind in lane]
    assert len(each) == len(set(each))
    rooms = (
        calls.deadlines(),
        dispatch.deadlines(settings),
        clock_jobs.deadlines(settings),
        case_jobs.deadlines(),
    )
    assert {kind for room in rooms for kind in room} <= set(each)
