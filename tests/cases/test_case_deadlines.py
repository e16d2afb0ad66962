"""Due dates of cases are rows: each level is told once, risk moves them, the auditor heals."""

import asyncio
from datetime import timedelta

import pytest
from time_machine import travel

from app.cases import case_targets
from app.cases.case_due import Due, Level
from app.cases.case_states import RISKS
from app.core import clock
from app.core.db import Database, execute
from app.core.errors import InputIsInvalid
from tests.cases.casework import ASSESSED, Casework, hours, planned, today


@pytest.fixture
async def work(database: Database) -> Casework:
    made = Casework(database)
    await made.build()
    return made


async def test_each_level_is_told_once_and_nobody_of_what_is_done(work: Casework) -> None:
    case_id = await work.open()
    await work.rate(case_id, "high")
    now = clock.now()
    for after, told in (
        (23, []),
        (25, ["see_child worker"]),
        (25, ["see_child worker"]),
        (31, ["see_child worker", "see_child supervisor"]),
        (37, ["see_child worker", "see_child supervisor", "see_child district"]),
        (60, ["see_child worker", "see_child supervisor", "see_child district"]),
    ):
        with travel(now + hours(after), tick=False):
            await work.fire()
            await work.fire()
        assert await work.late(case_id) == told, after
    assert (await work.row(case_id))["late_level"] == 3


async def test_whoever_was_away_for_long_finds_every_level_told_and_each_once(
    work: Casework,
) -> None:
    case_id = await work.open()
    await work.rate(case_id, "high")
    with travel(clock.now() + hours(40), tick=False):
        await asyncio.gather(work.fire(), work.fire())
    assert [one for one in await work.late(case_id) if one.startswith("see_child")] == [
        "see_child worker",
        "see_child supervisor",
        "see_child district",
    ]

    case_id = await work.open()
    await work.check(case_id, "child_seen")
    with travel(clock.now() + hours(48), tick=False):
        await work.fire()
    assert await work.late(case_id) == []
    assert (await work.dues(case_id, ended=True))["see_child"].ending == "met"


async def test_a_raised_risk_is_due_earlier_and_told_once_a_lowered_one_later(
    work: Casework,
) -> None:
    case_id = await work.open()
    await work.rate(case_id, "low")
    opened = (await work.case(case_id)).opened_at
    assert (await work.dues(case_id))["see_child"].due_at == opened + timedelta(days=7)
    with travel(clock.now() + hours(30), tick=False):
        await work.rate(case_id, "high")
        assert (await work.dues(case_id))["see_child"].due_at == opened + hours(24)
        await work.fire()
        assert "see_child worker" in await work.late(case_id)
        assert (await work.dues(case_id, ended=True))["see_child"].ending == "moved"

    case_id = await work.open()
    await work.rate(case_id, "medium")
    with travel(clock.now() + hours(73), tick=False):
        await work.fire()
        assert await work.late(case_id) == ["see_child worker"]
        await work.rate(case_id, "high")
        await work.fire()
    late = [one for one in await work.late(case_id) if one.startswith("see_child")]
    assert sorted(late) == ["see_child district", "see_child supervisor", "see_child worker"]

    case_id = await work.open()
    await work.rate(case_id, "high")
    with travel(clock.now() + hours(25), tick=False):
        await work.fire()
        await work.rate(case_id, "low", "shanta", may_lower=True, why="x")
        row = await work.row(case_id)
        assert row["late_level"] == 0
        await work.fire()
    with travel(clock.now() + timedelta(days=7, hours=1), tick=False):
        await work.fire()
    assert (await work.late(case_id)).count("see_child worker") == 2


async def test_follow_ups_and_reviews_are_due_again_until_it_is_closed(work: Casework) -> None:
    case_id = await work.open()
    await work.rate(case_id, "high")
    await work.check(case_id, "child_seen")
    await work.approved(case_id, "assessment", ASSESSED)
    await work.approved(case_id, "plan", planned(today()))
    now = clock.now()
    with travel(now + timedelta(days=7, hours=1), tick=False):
        await work.fire()
        assert await work.late(case_id) == ["follow_up worker"]
        await work.check(case_id, "follow_up")
        assert (await work.row(case_id))["late_level"] == 0
    with travel(now + timedelta(days=14, hours=1), tick=False):
        await work.check(case_id, "follow_up")
        await work.fire()
        assert (await work.late(case_id))[1:] == ["review worker"]
        await work.check(case_id, "review", by="shanta")
        due = (await work.dues(case_id))["review"]
        assert due.due_at == clock.now() + timedelta(days=14)

    case_id = await work.closed()
    with travel(clock.now() + timedelta(days=90), tick=False):
        await work.fire()
        await work.audit()
    assert await work.late(case_id) == []


async def test_the_auditor_finds_what_nothing_would_tell_and_sets_it_going(
    work: Casework,
) -> None:
    case_id = await work.open()
    await work.audit()
    assert await work.told(case_id, "case.due_found") == []
    await work.do(lambda s: execute(s, "DELETE FROM deadline"))
    await work.audit()
    found = {one["due"] for one in await work.told(case_id, "case.due_found")}
    assert found == {"see_child", "assessment", "plan", "review"}
    await work.do(lambda s: execute(s, "DELETE FROM case_due"))
    await work.audit()
    assert set(await work.dues(case_id)) == {"see_child", "assessment", "plan", "review"}
    with travel(clock.now() + hours(25), tick=False):
        await work.fire()
    assert await work.late(case_id) == ["see_child worker"]
    await work.audit()
    assert len(await work.told(case_id, "case.due_found")) == 8


class TestTargets:
    def test_every_length_of_time_is_there_and_grows_as_the_risk_lessens(self) -> None:
        known = case_targets.proposals()
        assert len(known) == len(Due) * len(RISKS)
        for due in Due:
            lengths = [known[due, risk] for risk in RISKS]
            assert lengths == sorted(lengths)
            assert lengths[0] > 0

    async def test_what_is_set_counts_from_then_on_and_makes_nobody_late_afterwards(
        self, work: Casework
    ) -> None:
        before = await work.open()
        by = work.id("admin")
        await work.do(lambda s: case_targets.set_target(s, "see_child", "high", 3600, by))
        await work.check(before, "review", by="shanta")
        assert (await work.dues(before))["see_child"].due_at == (
            (await work.case(before)).opened_at + hours(24)
        )
        after = await work.open()
        assert (await work.dues(after))["see_child"].due_at == (
            (await work.case(after)).opened_at + hours(1)
        )
        rows = await work.do(case_targets.target_rows)
        said = [row for row in rows if not row["proposed"]]
        assert [(row["due"], row["risk"], row["seconds"]) for row in said] == [
            ("see_child", "high", 3600)
        ]

    async def test_nothing_may_be_due_later_at_a_greater_risk(self, work: Casework) -> None:
        by = work.id("admin")
        for risk, seconds in (("high", 10**9), ("high", 3), ("high", 300_000), ("low", 80_000)):
            with pytest.raises(InputIsInvalid) as refused:
                await work.do(
                    lambda s, r=risk, n=seconds: case_targets.set_target(s, "see_child", r, n, by)
                )
            assert refused.value.field == "seconds"


def test_the_levels_are_worker_supervisor_district() -> None:
    assert [level.value for level in Level] == ["worker", "supervisor", "district"]
