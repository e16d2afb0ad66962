"""Who looks after the looks: the auditor, and duty that moves by its own verb."""

from datetime import timedelta

import pytest
from time_machine import Traveller

from app.directory.duty import set_duty
from app.dispatch.auditor import audit
from tests.dispatch.test_looking import A_MINUTE, asked, comes, made
from tests.dispatch.test_unmet import fire, kept, nobody, sql
from tests.dispatch.world import UNION, World

LOST = {
    "its deadline": "DELETE FROM deadline WHERE kind = 'dispatch.unmet_look'",
    "its moment": "UPDATE unmet SET look_at = look_at - interval '1 hour'",
    "both, as before this was built": "UPDATE unmet SET look_at = NULL",
}


@pytest.mark.parametrize("lost", LOST)
async def test_the_auditor_finds_one_at_which_nothing_looks(
    world: World, clock: Traveller, lost: str
) -> None:
    row = await nobody(world)
    await sql(world, LOST[lost])
    await comes(world, world.workers[0])
    assert await audit(world.database, world.settings) == [(row.id, "not_looked")]
    (stuck,) = await world.events("unmet.stuck")
    assert stuck.facts["why"] == "not_looked"
    clock.shift(A_MINUTE)
    await fire(world)
    assert len(await made(world)) == 1
    assert await audit(world.database, world.settings) == []


@pytest.mark.parametrize("closed", [False, True])
async def test_the_auditor_brings_along_what_stayed_behind_on_a_linked_ticket(
    world: World, clock: Traveller, *, closed: bool
) -> None:
    row = await nobody(world)
    other = await world.add_incident(UNION)
    await sql(
        world,
        f"UPDATE incident SET state = 'linked', linked_to = '{other}' "
        f"WHERE id = '{world.incident_id}'",
    )
    if closed:
        await sql(
            world, f"UPDATE incident SET state = 'closed', closed_at = now() WHERE id = '{other}'"
        )
    await comes(world, world.workers[0])
    clock.shift(A_MINUTE)
    await fire(world)
    assert await made(world) == [], "nobody goes for a ticket on which nobody works"
    assert await audit(world.database, world.settings) == [(row.id, "left_behind")]
    (found,) = await kept(world)
    assert (found.incident_id, found.ending) == (other, "closed" if closed else None)
    assert await audit(world.database, world.settings) == []
    clock.shift(A_MINUTE)
    await fire(world)
    assert [one.incident_id for one in await made(world)] == ([] if closed else [other])


async def test_duty_moved_by_its_own_verb_is_seen_at_the_next_look(
    world: World, clock: Traveller
) -> None:
    await nobody(world)
    clock.shift(timedelta(seconds=30))
    moment = (await world.incident()).opened_at + timedelta(days=1)
    who = world.workers[0].id
    await world.do(lambda s: set_duty(s, who, True, by=None, at=moment))
    clock.shift(timedelta(seconds=30))
    await fire(world)
    (dispatch,) = await made(world)
    assert await asked(world, dispatch) == [who]
