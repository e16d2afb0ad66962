"""How many blocks and marks were wrong: the definition as tables, and read from rows."""

from datetime import timedelta
from uuid import UUID

import pytest
from time_machine import travel

from app.calls import blocks, nuisance
from app.calls.false_flags import DEFINITIONS, KINDS, WRONG_BY, Flag, false_flags, wrong_by
from app.calls.flag_measures import flagged
from app.cases.models import Incident
from app.core import clock
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.core.settings import Settings
from app.staff.models import Staff
from tests.calls.test_blocks import NUMBER, OTHER, block, over
from tests.calls.test_nuisance import marked
from tests.calls.test_placing import change, urgent
from tests.factories import add_counsellor, get_call, ring
from tests.line import whole_line

TABLE: list[tuple[Flag, str | None]] = [
    (Flag("block"), None),
    (Flag("mark"), None),
    (Flag("block", danger_key=True), "danger_key"),
    (Flag("mark", urgent=True), "urgent"),
    (Flag("block", confirmed=True), "confirmed"),
    (Flag("mark", taken_back=True), "taken_back"),
    (Flag("block", danger_key=True, urgent=True, taken_back=True), "danger_key"),
    (Flag("block", urgent=True, confirmed=True, taken_back=True), "urgent"),
    (Flag("mark", confirmed=True, taken_back=True), "confirmed"),
]


@pytest.mark.parametrize(("flag", "way"), TABLE)
def test_a_flag_is_wrong_by_the_first_way_that_holds(flag: Flag, way: str | None) -> None:
    assert wrong_by(flag) == way


def test_each_kind_has_its_own_share_and_every_wrong_one_counts_once() -> None:
    found = false_flags(flag for flag, _ in TABLE)
    assert (found["block"].made, found["block"].wrong) == (5, 4)
    assert found["block"].share == pytest.approx(4 / 5)
    assert found["block"].wrong_by == {
        "danger_key": 2,
        "urgent": 1,
        "confirmed": 1,
        "taken_back": 0,
    }
    assert (found["mark"].made, found["mark"].wrong) == (4, 3)
    for kind in KINDS:
        assert sum(found[kind].wrong_by.values()) == found[kind].wrong


def test_without_any_flag_there_is_no_share() -> None:
    for found in false_flags([]).values():
        assert (found.made, found.wrong, found.share) == (0, 0, None)


def test_every_figure_and_every_way_is_defined() -> None:
    assert set(DEFINITIONS) == {"made", "wrong", "share", *WRONG_BY}


async def ways(database: Database, kind: str = "block", hours: float = 1) -> dict[str, int]:
    """How the flags of the last hours were wrong, with how many were made."""
    async with database.transaction() as session:
        now = clock.now() + timedelta(seconds=1)
        found = (await flagged(session, now - timedelta(hours=hours), now))[kind]
    return {"made": found.made, **{way: n for way, n in found.wrong_by.items() if n}}


async def closed(database: Database, call_id: UUID, reason: str) -> None:
    call = await get_call(database, call_id)
    async with database.transaction() as session:
        (await session.get_one(Incident, call.incident_id)).close_reason = reason


@pytest.fixture
async def boss(database: Database) -> Staff:
    return await add_counsellor(database, on=False)


async def test_a_block_of_which_nothing_is_known_is_made_and_not_wrong(
    database: Database, boss: Staff
) -> None:
    await block(database, await over(database), boss)
    await over(database)
    await urgent(database, await over(database, OTHER), "P1")
    assert await ways(database) == {"made": 1}
    assert await ways(database, hours=0) == {"made": 0}


@pytest.mark.parametrize(("urgency", "wrong"), [("P1", True), ("P2", True), ("P3", False)])
async def test_an_urgent_ticket_of_the_number_makes_it_wrong(
    database: Database, boss: Staff, urgency: str, *, wrong: bool
) -> None:
    await block(database, await over(database), boss)
    await urgent(database, await over(database), urgency)
    assert await ways(database) == ({"made": 1, "urgent": 1} if wrong else {"made": 1})


async def test_it_stays_wrong_after_danger_ended_it(database: Database, boss: Staff) -> None:
    await marked(database, boss, NUMBER)
    await block(database, await over(database), boss)
    await urgent(database, await over(database), "P1")
    async with database.transaction() as session:
        await blocks.cleared_by_danger(session)
    assert await ways(database) == {"made": 1, "urgent": 1}
    assert await ways(database, "mark") == {"made": 1, "urgent": 1}


async def test_an_urgent_ticket_from_before_or_after_it_stood_does_not_count(
    database: Database, boss: Staff
) -> None:
    before = await over(database)
    await change(database, before, arrived_at=clock.now() - timedelta(days=40))
    await urgent(database, before, "P1")
    await block(database, await over(database), boss, hours=1)
    with travel(clock.now() + timedelta(hours=2), tick=False):
        await urgent(database, await over(database), "P1")
        assert await ways(database, hours=3) == {"made": 1}


@pytest.mark.parametrize(
    ("reason", "wrong"), [("resolved", True), ("prank", False), ("silent", False)]
)
async def test_a_ticket_that_was_resolved_makes_it_wrong(
    database: Database, boss: Staff, reason: str, *, wrong: bool
) -> None:
    call_id = await marked(database, boss, NUMBER)
    await closed(database, call_id, reason)
    assert await ways(database, "mark") == ({"made": 1, "confirmed": 1} if wrong else {"made": 1})


async def test_the_key_of_danger_makes_it_wrong_even_of_a_caller_who_waited_before(
    database: Database, boss: Staff
) -> None:
    waits = await ring(database, NUMBER)
    await block(database, await over(database), boss)
    sid = (await get_call(database, waits)).provider_call_id
    async with database.transaction() as session:
        assert await blocks.danger_pressed(session, waits, sid)
    assert await ways(database) == {"made": 1, "danger_key": 1}


@pytest.mark.parametrize(
    ("reason", "wrong"), [(None, True), ("was_wrong", True), ("no_longer_needed", False)]
)
async def test_a_block_that_was_lifted_is_wrong_unless_it_was_merely_no_longer_needed(
    database: Database, boss: Staff, reason: str | None, *, wrong: bool
) -> None:
    row = await block(database, await over(database), boss)
    async with database.transaction() as session:
        await blocks.lift(session, row.id, boss.id, reason)
    assert await ways(database) == ({"made": 1, "taken_back": 1} if wrong else {"made": 1})
    with pytest.raises(InputIsInvalid):
        async with database.transaction() as session:
            await blocks.lift(session, row.id, boss.id, "bored")


async def test_a_mark_that_a_supervisor_cleared_is_wrong_and_one_that_expired_is_not(
    database: Database, boss: Staff
) -> None:
    await marked(database, boss, OTHER, ago=timedelta(days=8))
    call_id = await marked(database, boss, NUMBER)
    async with database.transaction() as session:
        await nuisance.clear(session, call_id, boss.id)
    assert await ways(database, "mark") == {"made": 1, "taken_back": 1}
    assert await ways(database, "mark", hours=24 * 9) == {"made": 2, "taken_back": 1}


async def test_a_supervisor_reads_the_figures_with_their_definitions_and_a_counsellor_does_not(
    settings: Settings, database: Database, boss: Staff
) -> None:
    row = await block(database, await over(database), boss)
    async with whole_line(settings, database) as line:
        await line.employ("asha", "counsellor")
        await line.employ("shanta", "supervisor")
        async with line.at_work("asha") as asha, line.at_work("shanta") as shanta:
            why = {"reason": "no_longer_needed"}
            lift = f"/number-blocks/{row.id}/lift"
            await shanta.ask("POST", lift, {"reason": "bored"}, expect=422)
            await shanta.ask("POST", lift, why, expect=204)
            figures = await shanta.ask("GET", "/measures/flags?minutes=60")
            assert (figures["blocks"]["made"], figures["blocks"]["wrong"]) == (1, 0)
            assert figures["blocks"]["share"] == 0
            assert figures["marks"]["share"] is None
            assert figures["definitions"] == dict(DEFINITIONS)
            await shanta.ask("GET", "/measures/flags?minutes=0", expect=422)
            await asha.ask("GET", "/measures/flags", expect=403)
