"""Verbs of a way home in any order: the state stays legal, what is refused leaves no trace."""

import random
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from time_machine import travel

from app.cases import reintegration_service
from app.core import clock
from app.core.db import Database
from app.core.errors import HelplineError
from tests.cases.going_home import GoingHome


@pytest.fixture
async def work(database: Database) -> GoingHome:
    made = GoingHome(database)
    await made.build()
    return made


STATES = {"planned", "home", "settled", "at_risk", "ended", "called_off"}
LEGAL_NEXT = {
    "planned": {"planned", "home", "called_off"},
    "home": {"home", "settled", "at_risk", "ended"},
    "settled": {"settled", "at_risk"},
    "at_risk": {"at_risk"},
    "ended": {"ended", "at_risk"},
    "called_off": {"called_off"},
}


@pytest.mark.parametrize("seed", [1, 2])
async def test_whatever_is_tried_in_whatever_order_the_state_is_legal_and_nothing_is_lost(
    work: GoingHome, seed: int
) -> None:
    """Verbs at random on one case: each is done whole, or refused and leaves no trace."""
    chance = random.Random(seed)
    case_id = await work.open()
    mother, aunt = await work.relative(case_id), await work.relative(case_id, "aunt")
    known: list[UUID] = []
    conditions = ["child_asked", "home_assessed", "school_or_work", "trusted_adult"]
    moment = clock.now()

    def some() -> UUID:
        return chance.choice(known) if known and chance.random() < 0.9 else uuid4()

    async def plan() -> None:
        known.append(await work.plan(case_id, chance.choice([mother, aunt])))

    async def allowed() -> None:
        asked = await work.ask_exception(case_id, some(), chance.choice(conditions))
        row = next(
            one
            for one in await work.rows(case_id)
            if str(asked) in [each["id"] for each in one["exceptions"]]
        )
        verb = chance.choice(["allow", "refuse"])
        await work.decide_on(case_id, UUID(row["id"]), asked, verb)

    async def visit() -> None:
        found = chance.choice(["safe", "safe", "concern", "risk", "not_met"])
        met = found != "not_met"
        more = {"reason": "neglect"} if found == "risk" else {}
        slot = chance.choice([None, 0, 1, 2])
        row_id = some()
        if slot is not None and slot >= len(await work.follow_ups(row_id)):
            slot = None
        await work.visit(case_id, row_id, found, slot, child_seen=met, child_asked=met, **more)

    async def whole() -> None:
        if known:
            await work.all_hold(case_id, chance.choice(known))

    verb, by = reintegration_service.call_off, work.id("mita")
    tries = [
        plan,
        plan,
        whole,
        whole,
        allowed,
        lambda: work.answer(
            case_id, some(), chance.choice(conditions), chance.choice(["yes", "no", "unknown"])
        ),
        lambda: work.hand_over(case_id, some()),
        lambda: work.hand_over(case_id, some()),
        visit,
        visit,
        lambda: work.new_risk(case_id, some()),
        lambda: work.on_row(case_id, some(), verb, "other_plan", None, by),
        lambda: work.on_row(
            case_id, some(), reintegration_service.give_up, "moved_away", "x", work.id("shanta")
        ),
        lambda: work.trace(case_id, chance.choice(["not_found", "lead", "found"])),
    ]
    before = await work.rows(case_id)
    done = 0
    for _ in range(70):
        moment += timedelta(hours=chance.choice([1, 24, 400]))
        with travel(moment, tick=False):
            steps = len(await work.told(case_id))
            try:
                await chance.choice(tries)()
            except HelplineError:
                after = await work.rows(case_id)
                told = len(await work.told(case_id))
                assert (told > steps) or after == before, "refused, and yet something changed"
            else:
                done += 1
                after = await work.rows(case_id)
        assert {one["state"] for one in after} <= STATES
        assert sum(one["state"] in ("planned", "home") for one in after) <= 1
        states = {one["id"]: one["state"] for one in after}
        for row in before:
            assert states[row["id"]] in LEGAL_NEXT[row["state"]], "it went back"
            now = next(one for one in after if one["id"] == row["id"])
            for part in ("visits", "exceptions", "follow_ups"):
                ids = {one["id"] for one in now[part]}
                assert {one["id"] for one in row[part]} <= ids, f"{part} were lost"
        for row in after:
            due = [one for one in row["follow_ups"] if one["state"] == "due"]
            assert bool(due) == (row["state"] == "home"), "followed up as long as it is at home"
        home = any(one["state"] == "home" for one in after)
        assert ("home_follow_up" in await work.dues(case_id)) == home
        before = after
    episodes = [one for one in before if one["state"] == "at_risk"]
    assert (await work.row(case_id))["episode"] == 1 + len(episodes)
    assert done > 10
