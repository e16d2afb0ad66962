"""Two verbs at one dispatch in the same instant, every pair: one story comes out, nobody waits."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import combinations
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from app.cases.models import Hold, Party
from app.core import clock as now
from app.core.errors import HelplineError
from app.core.outbox import OutboxRow
from app.directory.service import set_duty
from app.dispatch import handing_back, late, service
from app.dispatch.auditor import audit
from app.dispatch.jobs import deadlines
from app.dispatch.states import OVER, DispatchState, StepState
from app.dispatch.through import LINK
from app.jobs.deadlines import fire_due
from app.staff.auth import SignedIn
from tests.dispatch.test_exclusions import exclude, follow
from tests.dispatch.world import UNION, World

Verb = Callable[[], Awaitable[Any]]


async def excluded(world: World, at: int) -> None:
    await follow(world, await exclude(world, world.workers[at]))


def verbs_while_asked(world: World, id_: UUID, _: SignedIn) -> dict[str, Verb]:
    """The first one has let the time pass, the second one is asked."""
    first, second, settings = *world.workers[:2], world.settings
    return {
        "late_yes": lambda: world.do(lambda s: late.accept(s, id_, first, settings, through=LINK)),
        "yes": lambda: world.do(lambda s: late.accept(s, id_, second, settings, through=LINK)),
        "no": lambda: world.do(
            lambda s: late.decline(s, id_, second, "ill", settings, through=LINK)
        ),
        "exclude": partial(excluded, world, 1),
        "stand_down": partial(world.stand_down, id_),
    }


def verbs_on_the_way(world: World, id_: UUID, boss: SignedIn) -> dict[str, Verb]:
    """The second one has accepted."""
    second, settings = world.workers[1], world.settings
    return {
        "arrive": lambda: world.do(lambda s: service.arrive(s, id_, second)),
        "hand_back": lambda: world.do(
            lambda s: handing_back.hand_back(s, id_, second, "ill", settings)
        ),
        "pass_on": lambda: world.do(lambda s: handing_back.pass_on(s, boss, id_, settings)),
        "exclude": partial(excluded, world, 1),
        "stand_down": partial(world.stand_down, id_),
    }


async def must_be_one_story(world: World, id_: UUID, names: Any) -> None:
    """What must be true whichever of the two was first."""
    dispatch, steps = await world.dispatch(id_), await world.steps(id_)
    goes = [step.no for step in steps if step.state is StepState.ACCEPTED]
    assert goes == ([dispatch.accepted_step] if dispatch.accepted_step else []), names
    assert sum(step.state is StepState.ALERTED for step in steps) <= 1, names
    told = await world.do(
        lambda s: s.exec(select(OutboxRow).where(col(OutboxRow.entity_id) == id_))
    )
    versions = sorted(row.version for row in told)
    assert versions == list(range(1, dispatch.version + 1)), names
    held = await world.do(lambda s: s.exec(select(Hold).where(col(Hold.released_at).is_(None))))
    assert [hold.ref for hold in held] == ([] if dispatch.state in OVER else [id_]), names
    asked = select(Party.ref).where(Party.kind == "worker", col(Party.until).is_(None))
    there = list(await world.do(lambda s: s.exec(asked)))
    out = [step.worker_id for step in steps if step.no in goes and dispatch.state not in OVER]
    assert there == out, names
    assert await audit(world.database, world.settings) == [], names


@pytest.mark.parametrize("make", [verbs_while_asked, verbs_on_the_way])
async def test_of_two_verbs_in_the_same_instant_one_story_comes_out(
    world: World, clock: Any, make: Any
) -> None:
    boss = await world.do(lambda s: world.add_staff(s, "supervisor-9", "supervisor"))
    third = world.workers[2].id  # so that the second one is the last
    await world.do(lambda s: set_duty(s, third, False, by=None, at=now.now()))
    for names in combinations(make(world, world.incident_id, boss), 2):
        world.incident_id = await world.add_incident(UNION)
        id_ = await world.request()
        clock.shift(121)
        await fire_due(world.database, deadlines(world.settings))
        if make is verbs_on_the_way:
            await world.accept(id_, world.workers[1])
        clock.shift(120)
        verbs = make(world, id_, boss)
        came = await asyncio.gather(*(verbs[name]() for name in names), return_exceptions=True)
        odd = [one for one in came if isinstance(one, BaseException)]
        assert all(isinstance(one, HelplineError) for one in odd), (names, odd)
        await fire_due(world.database, deadlines(world.settings))
        await must_be_one_story(world, id_, names)
        left = (await world.dispatch(id_)).state
        if left is DispatchState.REACHED:
            by = world.workers[1]
            await world.do(partial(service.complete, dispatch_id=id_, by=by, outcome="other"))
        elif left not in OVER:
            await world.stand_down(id_)
