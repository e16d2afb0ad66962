"""What committees decide: owners and days, lateness told upwards, reports of districts."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from time_machine import travel

from app.cases.board_case import COUNTED_SQL, counted_in
from app.core import clock
from app.core.db import execute, fetch
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from app.programmes.boards import agenda, decisions, reporting
from tests.programmes.boarding import DISTRICT, Boarding, in_days, refused, today


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
        nothing = await work.do(lambda s: reporting.report(s, in_days(-30), in_days(-20)))
        networks = await work.do(
            lambda s: reporting.report(s, in_days(-5), in_days(0), body="network")
        )
    (row,) = [one for one in report["districts"] if one["district"] == DISTRICT]
    assert (row["meetings_held"], row["minutes_missing"], row["decided"]) == (1, 1, 3)
    assert (row["done"], row["done_late"], row["open"], row["late"]) == (1, 0, 2, 1)
    assert report["country"]["decided"] == 3
    assert report["country"]["districts_unknown"] == 63
    (row,) = [one for one in nothing["districts"] if one["district"] == DISTRICT]
    assert (row["committees"], row["decided"]) == (1, 0), "known, and nothing was decided then"
    (row,) = [one for one in networks["districts"] if one["district"] == DISTRICT]
    assert row["decided"] is None
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
        plan = await fetch(session, f"EXPLAIN {COUNTED_SQL.replace('$1', repr(DISTRICT))}")
        return "\n".join(row[0] for row in plan)

    plan = await work.do(act)
    assert "ix_case_file_within" in plan
    assert "Seq Scan" not in plan
