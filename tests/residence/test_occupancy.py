"""No order of verbs, two at a time, passes the seats of a centre without a reason on record.

Random walks through the verbs themselves on a real Postgres; after each step the rows are asked.
"""

import asyncio
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.cases.access import SystemReason, for_system
from app.core.db import fetch
from app.core.errors import HelplineError
from app.residence import admissions, houses, service, stays
from app.residence.beds import suits
from app.residence.boards import stay_rows
from app.residence.care_states import CameBy
from app.residence.queries import TAKEN, beds_of
from app.residence.service import Guest
from app.residence.states import Left, MoreReason, OutOfUse
from tests.residence.home import Home

OFTEN = ("hold", "hold", "arrive", "arrive", "admit", "admit", "admit")
VERBS = (*OFTEN, "move", "leave", "release", "out", "back", "more", "withdraw", "seats")
PRESENT = """
SELECT stay.id, over, over_reason, takes FROM stay
LEFT JOIN bed ON bed.id = bed_id LEFT JOIN house ON house.id = house_id WHERE left_at IS NULL
"""
TWICE = f"SELECT bed_id FROM ({TAKEN}) AS taken GROUP BY bed_id HAVING count(*) > 1"
ALLOWED = "SELECT coalesce(max(extra), 0) AS most FROM occupancy_override"


@dataclass
class Walk:
    """What a walk knows of its centre: what is kept there, and who the children are."""

    home: Home
    incident: UUID
    chance: Random
    held: list[UUID] = field(default_factory=list)
    sexes: dict[UUID, str | None] = field(default_factory=dict)

    async def step(self, verb: str) -> bool:
        """One verb in a transaction of its own; whether it was done."""
        refused = await self._refused(verb)
        if refused is not None:
            assert refused.status in (404, 409, 422), refused
            named = refused.status == 409 and verb in ("admit", "move")
            assert not named or "legal" in refused.facts, refused
        return refused is None

    async def _refused(self, verb: str) -> HelplineError | None:
        sex = self.chance.choice(("girl", "girl", "boy", None))
        bed = self.chance.choice((None, *sorted(self.home.beds.values())))
        try:
            made = await self.home.do(lambda s: self._do(s, verb, sex, bed))
        except HelplineError as refused:
            return refused
        if verb == "admit":  # of one that was brought only its ticket knows who it is
            self.sexes[made.id] = sex
        return None

    async def _do(self, session: Any, verb: str, sex: str | None, bed: UUID | None) -> Any:
        home, chance, by = self.home, self.chance, self.home.keeper.id
        one = bed or home.beds["g1"]
        match verb:
            case "hold":
                kept = await service.hold(session, home.centre, uuid4(), 1, Guest(sex))
                self.held.append(kept.ref)
            case "arrive":
                await for_system(session, self.incident, SystemReason.STAY_MOVED_ON, lock=True)
                ref = self.held.pop() if self.held and chance.random() < 0.6 else uuid4()
                came = (home.centre, self.incident, ref, by, Guest(sex))
                await service.arrive(session, *came)
            case "admit":
                why = chance.choice((None, MoreReason.SIBLINGS))
                told = {"child_sex": sex} if sex else {}
                said = admissions.Arriving(CameBy.COURT, told, bed=bed, over_reason=why)
                return await admissions.admit(session, home.centre, said, by)
            case "move" | "leave":
                there = sorted(await stay_rows(session, home.centre))
                who = chance.choice(there) if there else uuid4()
                if verb == "move":
                    await stays.move(session, home.centre, who, one, by)
                else:
                    await stays.leave(session, home.centre, who, Left.FAMILY, None, by)
            case "release":
                await service.release(session, self.held.pop() if self.held else uuid4())
            case "out":
                await houses.take_out(session, one, OutOfUse.CLEANING)
            case "back":
                await houses.put_back(session, one)
            case "more":
                extra, why = chance.randint(1, 2), MoreReason.ONE_NIGHT
                at = home.centre
                await houses.allow_more(session, at, extra=extra, reason=why, hours=1, by=by)
            case "seats":
                await houses.change_centre(session, home.centre, {"capacity": chance.randint(0, 4)})
            case "withdraw":
                await houses.withdraw_more(session, home.centre)
        return None

    async def must_hold(self) -> int:
        """What is true after every step; says how many are there beyond the seats."""
        beds = (await self.home.do(lambda s: beds_of(s, [self.home.centre])))[self.home.centre]
        present = await self.home.do(lambda s: fetch(s, PRESENT))
        assert await self.home.do(lambda s: fetch(s, TWICE)) == [], "two for one bed"
        assert all(row["over_reason"] for row in present if row["over"]), "nobody said why"
        for row in present:
            assert suits(row["takes"], self.sexes.get(row["id"]))
        (allowed,) = await self.home.do(lambda s: fetch(s, ALLOWED))
        reasoned = sum(row["over_reason"] is not None for row in present)
        assert beds.seats is not None
        assert beds.taken - reasoned <= beds.seats + allowed["most"]
        return beds.over


@pytest.mark.parametrize("seed", [1, 2])
async def test_nobody_is_beyond_the_seats_without_a_reason_and_no_bed_has_two(
    home: Home, seed: int
) -> None:
    walk = Walk(home, await home.world.add_incident("BD1006"), Random(seed))
    done, most = 0, 0
    for _ in range(30):
        two = walk.chance.choices(VERBS, k=2)
        done += sum(await asyncio.gather(*map(walk.step, two)))
        most = max(most, await walk.must_hold())
    assert done > 20, "hardly anything was done"
    assert most > 0, "the seats were never passed"
    alarms = await home.world.events("centre.overfull")
    assert alarms, "supervisors hear of each time, whatever the reason"
