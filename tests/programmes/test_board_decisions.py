"""What committees decide: owners and days, lateness told upwards, reports of districts."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select
from time_machine import travel

from app.cases.board_case import COUNTED_SQL, counted_in
from app.cases.board_told import BodyKind
from app.core import clock
from app.core.db import execute, fetch
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.directory import posts
from app.directory.models import Organisation, Post
from app.programmes.boards import agenda, decisions, meetings, owners, queries, reporting
from app.staff.models import Staff
from tests.programmes.boarding import DISTRICT, Boarding, in_days, refused, today

OTHER_DISTRICT = "BD1006"


async def test_an_owner_is_reminded_and_the_committee_and_the_country_hear_that_it_is_late(
    work: Boarding,
) -> None:
    board = await work.board()
    meeting = await work.plan(board)
    await work.hold(meeting)
    decision, other = await work.resolve(meeting), await work.resolve(meeting, days=2)
    now = clock.now()
    await work.do(lambda s: decisions.done(s, other, today(), "হয়েছে", work.id("shanta")))
    for days, told in ((6, []), (9, ["reminder"]), (9, ["reminder"]), (12, ["reminder", "owner"]),
                       (19, ["reminder", "owner", "chair"]),
                       (40, ["reminder", "owner", "chair", "national"]),
                       (90, ["reminder", "owner", "chair", "national"])):  # fmt: skip
        with travel(now + timedelta(days=days), tick=False):
            await work.fire_boards()
            await work.fire_boards()
            late = await work.decided(told_late=True)
        logged = await work.logged(board)
        assert [one["level"] for one in logged if one["kind"] == "committee.decision_told"] == told
        assert [UUID(row["id"]) for row in late] == ([decision] if "owner" in told else [])
    with travel(now + timedelta(days=41), tick=False):
        by = work.id("shanta")
        done = await work.do(lambda s: decisions.done(s, decision, in_days(-1), None, by))
        assert done.done_on == in_days(-1)
        (row,) = await work.decided(ids=[decision])
        assert (row["state"], row["was_late"], row["told_level"]) == ("done", True, 4)
        assert await work.decided(told_late=True) == []
    error = await refused(
        work, IllegalMove, lambda s: decisions.drop(s, decision, "mistake", None, by)
    )
    assert error.facts["legal"] == []


async def test_owner_chair_and_department_are_told_by_their_accounts_and_find_it_among_theirs(
    work: Boarding,
) -> None:
    board = await work.board()
    chair, owner = [seat for seat in await work.seats(board) if seat.post_id is not None][:2]
    for code, post, name in (("first", owner.post_id, "suman"), ("second", chair.post_id, "rina")):
        worker = work.workers[code]
        await work.do(lambda s, p=post, w=worker: posts.appoint(s, p, w, at=clock.now()))
        await work.do(lambda s, n=name, w=worker: employ(work, s, n, w))
    meeting = await work.plan(board)
    await work.hold(meeting)
    decision = await work.resolve(meeting, seat_id=owner.id)
    other = await work.resolve(meeting, organisation="asha")
    now = clock.now()
    every = {"suman", "rina", "admin", "shanta", "babul"}
    for days, told, heard in (
        (9, {"suman"}, []),
        (12, {"suman"}, []),
        (19, {"suman", "rina"}, [(decision, False), (other, False)]),
        (40, every, [(decision, False), (other, False)]),
    ):
        with travel(now + timedelta(days=days), tick=False):
            await work.fire_boards()
            mine = await owed(work, "second")
        assert mine == heard, days
        assert await told_last(work, decision) == told, days
    assert await owed(work, "first") == [(decision, True)]
    logged = [one for one in await work.logged(board) if one.get("decision_id") == str(other)]
    assert [one.get("heard") for one in logged] == [None, 0, 0, 1, 4], "nobody is of asha yet"


async def employ(work: Boarding, session: Any, name: str, worker: UUID) -> None:
    (await session.get_one(Staff, work.id(name))).worker_id = worker


async def owed(work: Boarding, worker: str) -> list[tuple[UUID, bool]]:
    """The decisions somebody finds, and whether each is for him or her to answer."""

    async def act(session: Any) -> list[dict[str, Any]]:
        offices = await owners.offices_of(session, work.workers[worker], None)
        return await queries.decision_rows(session, of=offices)

    return [(UUID(row["id"]), row["may_answer"]) for row in await work.do(act)]


async def told_last(work: Boarding, decision: UUID) -> set[str]:
    """Whose account the latest telling of a decision went to."""
    asked = "SELECT audience, facts FROM outbox WHERE event = 'committee.decision_told' ORDER BY id"
    rows = await work.do(lambda s: fetch(s, asked))
    last = [row for row in rows if row["facts"]["decision_id"] == str(decision)][-1]
    return {name for name in work.people if f"staff/{work.id(name)}" in last["audience"]}


async def test_a_decision_of_an_organisation_is_of_its_people_in_the_district(
    work: Boarding,
) -> None:
    async def act(session: Any) -> None:
        (await session.get_one(Post, work.posts["edu"])).organisation_id = await session.scalar(
            select(Organisation.id).where(Organisation.code == "asha")
        )
        await posts.appoint(session, work.posts["edu"], work.workers["first"], at=clock.now())
        await employ(work, session, "suman", work.workers["first"])

    await work.do(act)
    here, elsewhere = await work.found(), await work.found(place=OTHER_DISTRICT)
    for board, days, found in ((elsewhere, 5, False), (here, 6, True)):
        meeting = await work.plan(board)
        by = work.id("shanta")
        await work.do(lambda s, m=meeting, b=by: meetings.hold(s, m, clock.now(), {}, b))
        decision = await work.resolve(meeting, days=days, organisation="asha")
        assert ((decision, True) in await owed(work, "first")) is found


async def test_a_decision_needs_an_owner_and_a_day_that_is_not_before_the_meeting(
    work: Boarding,
) -> None:
    meeting = await work.plan(await work.board())
    with pytest.raises(IllegalMove) as early:
        await work.resolve(meeting)
    assert "hold" in early.value.facts["legal"]
    await work.hold(meeting)
    for days, more, field in (
        (-1, {}, "due_on"),
        (2000, {}, "due_on"),
        (1, {"organisation": "asha", "seat_id": uuid4()}, "owner_seat"),
        (1, {"seat_id": None}, "owner_seat"),
        (1, {"seat_id": uuid4()}, "owner_seat"),
        (1, {"organisation": "nobody"}, "owner_organisation"),
    ):
        with pytest.raises(InputIsInvalid) as error:
            await work.resolve(meeting, days=days, **more)
        assert error.value.field == field
    with pytest.raises(agenda.ItemNotFound):
        await work.resolve(meeting, item_id=uuid4())
    decision = await work.resolve(meeting, days=0)
    for day in (in_days(-1), in_days(1)):
        error_ = await refused(
            work,
            InputIsInvalid,
            lambda s, on=day: decisions.done(s, decision, on, None, work.id("shanta")),
        )
        assert error_.field == "done_on"


async def test_a_district_tells_the_country_what_was_decided_done_and_late(work: Boarding) -> None:
    meeting = await work.plan(await work.board())
    await work.hold(meeting)
    done, late, open_ = [await work.resolve(meeting, days=days) for days in (3, 1, 30)]
    by = work.id("shanta")
    await work.do(lambda s: decisions.done(s, done, today(), None, by))
    with travel(clock.now() + timedelta(days=3)):
        report = await work.do(lambda s: reporting.report(s, in_days(-5), in_days(0)))
        unknown = await work.do(lambda s: reporting.report(s, in_days(-30), in_days(-20)))
        nothing = await work.do(lambda s: reporting.report(s, in_days(-1), in_days(0)))
        networks = await work.do(
            lambda s: reporting.report(s, in_days(-5), in_days(0), body="network")
        )
    (row,) = [one for one in report["districts"] if one["district"] == DISTRICT]
    assert (row["meetings_held"], row["minutes_missing"], row["decided"]) == (1, 1, 3)
    assert (row["done"], row["done_late"], row["open"], row["late"]) == (1, 0, 2, 1)
    assert report["country"]["decided"] == 3
    assert report["country"]["districts_unknown"] == 63
    (row,) = [one for one in unknown["districts"] if one["district"] == DISTRICT]
    assert row["decided"] is None, "no committee was known then"
    assert unknown["country"]["districts_unknown"] == 64
    (row,) = [one for one in nothing["districts"] if one["district"] == DISTRICT]
    assert (row["committees"], row["decided"]) == (1, 0), "known, and nothing was decided then"
    (row,) = [one for one in networks["districts"] if one["district"] == DISTRICT]
    assert row["decided"] is None
    earlier = await work.plan(await work.found(BodyKind.NETWORK), clock.now() - timedelta(days=90))
    before = clock.now() - timedelta(days=90)
    await work.do(lambda s: meetings.hold(s, earlier, before, {}, by))
    report = await work.do(lambda s: reporting.report(s, in_days(-99), in_days(-80)))
    (row,) = [one for one in report["districts"] if one["district"] == DISTRICT]
    assert (row["committees"], row["meetings_held"]) == (1, 1), "entered afterwards"
    assert {late, open_} == {UUID(one["id"]) for one in await work.decided(state="open")}


async def test_the_dashboard_counts_the_cases_of_an_area_by_an_index(work: Boarding) -> None:
    case_id = await work.open()
    await work.rate(case_id, "high")
    await work.open()
    await work.closed()
    found = await work.do(lambda s: counted_in(s, DISTRICT))
    assert (found["open"], found["high"], found["unrated"]) == (2, 1, 1)

    async def act(session: Any) -> str:
        await execute(session, "SET LOCAL enable_seqscan = off")
        await execute(session, "SET LOCAL enable_indexscan = off")
        await execute(session, "DROP INDEX ix_case_file_open")  # all of it is shorter, of two cases
        plan = await fetch(session, f"EXPLAIN {COUNTED_SQL.replace('$1', repr(DISTRICT))}")
        return "\n".join(row[0] for row in plan)

    plan = await work.do(act)
    assert "ix_case_file_within" in plan
    assert "Seq Scan" not in plan
