"""The demo's roster: whoever is on call is on duty and stays so; the week has its leave."""

from datetime import timedelta

from app.core import clock as our_clock
from app.core.db import Database
from app.core.settings import Settings
from app.demo.roster import AWAY, DAYS, ON_CALL, add_roster
from app.directory import service as directory
from app.directory.roster import planned_on
from app.directory.rosters import plan_of
from tests.dispatch.world import World


async def test_who_is_on_call_stays_on_duty_but_for_the_leave(
    database: Database, settings: Settings
) -> None:
    world, now = World(database, settings), our_clock.now()
    async with database.transaction() as session:
        by = await world.add_staff(session, "who-plans", "supervisor")
        for code in ON_CALL:
            await directory.add_worker(
                session,
                code=code,
                name_en=code,
                name_bn=code,
                post_en="",
                post_bn="",
                gender="female",
                phone=None,
                on_duty=True,
                capacity=3,
            )
        await add_roster(session, by=by.id)
    hours = [now + timedelta(hours=hour) for hour in range(24 * (DAYS - 1))]
    async with database.transaction() as session:
        for code in ON_CALL:
            worker = await directory.worker_by_code(session, code)
            assert worker is not None
            plan = await plan_of(session, worker.id)
            off = [hour for hour in hours if not planned_on(plan, hour)]
            days_off = AWAY[2] - AWAY[1] if code == AWAY[0] else 0
            assert (worker.on_duty, len(off)) == (True, 24 * days_off)
