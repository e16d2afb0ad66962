"""A centre with a girls' house and a boys' house, its staff and a supervisor; holds no test."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app.cases.models import TimelineEntry
from app.core import clock
from app.jobs.deadlines import fire_due
from app.residence import admissions, building
from app.residence.boards import board_rows, stay_rows
from app.residence.care_file import care_of
from app.residence.care_states import CameBy
from app.residence.jobs import deadlines
from app.residence.models import Bed, Stay
from app.residence.states import Takes
from app.staff.auth import SignedIn
from tests.dispatch.world import World

CENTRE, OTHER = "SRTRCCR-BAR", "SRTRCCR-KHU"


@dataclass
class Home:
    """Two beds for girls, one for boys, and whoever works there."""

    world: World
    centre: UUID = field(init=False)
    other: UUID = field(init=False)
    keeper: SignedIn = field(init=False)
    stranger: SignedIn = field(init=False)
    supervisor: SignedIn = field(init=False)
    beds: dict[str, UUID] = field(default_factory=dict)

    async def build(self) -> None:
        await self.world.add_centres()
        self.centre = (await self.world.centre(CENTRE)).id
        self.other = (await self.world.centre(OTHER)).id
        async with self.world.database.transaction() as session:
            add = partial(self.world.add_staff, session)
            self.keeper = await add("keeper", "centre", centre_id=self.centre)
            self.stranger = await add("stranger", "centre", centre_id=self.other)
            self.supervisor = await add("shanta", "supervisor")
            for name, takes, labels in (
                ("Bakul", Takes.GIRLS, ("g1", "g2")),
                ("Palash", Takes.BOYS, ("b1",)),
            ):
                await building.add_house(
                    session,
                    self.centre,
                    name_bn=name,
                    name_en=name,
                    takes=takes,
                    labels=labels,
                )
            self.beds = {bed.label: bed.id for bed in await session.exec(select(Bed))}

    async def do(self, act: Callable[[Any], Awaitable[Any]]) -> Any:
        return await self.world.do(act)

    async def admit(self, sex: str = "girl", *, age: str = "9", **more: Any) -> Stay:
        said = admissions.Arriving(
            more.pop("came_by", CameBy.COURT), {"child_sex": sex, "child_age": age}, **more
        )
        by = self.keeper.id
        stay: Stay = await self.do(lambda s: admissions.admit(s, self.centre, said, by))
        return stay

    async def file(self, stay: Stay) -> dict[str, Any]:
        async def opened(session: Any) -> dict[str, Any]:
            return await care_of(session, await session.get_one(Stay, stay.id))

        found: dict[str, Any] = await self.do(opened)
        return found

    async def row(self, stay: Stay) -> dict[str, Any]:
        rows = await self.do(lambda s: stay_rows(s, self.centre))
        row: dict[str, Any] = rows[stay.id]
        return row

    async def board(self) -> dict[str, Any]:
        rows = await self.do(lambda s: board_rows(s, [self.centre]))
        board: dict[str, Any] = rows[self.centre]
        return board

    async def told(self, stay: Stay) -> list[tuple[str, dict[str, Any]]]:
        """The timeline of the ticket of a stay: what was told of the stay, in order."""
        found = await self.do(
            lambda s: s.exec(
                select(TimelineEntry)
                .where(
                    TimelineEntry.incident_id == stay.incident_id,
                    col(TimelineEntry.kind).startswith("stay."),
                )
                .order_by(col(TimelineEntry.seq))
            )
        )
        return [(entry.kind.removeprefix("stay."), entry.facts) for entry in found]

    async def fire(self) -> int:
        """Every deadline of residence that is due by now."""
        fired = 0
        while more := await fire_due(self.world.database, deadlines()):
            fired += more
        return fired

    @staticmethod
    def today() -> Any:
        return clock.now().astimezone(clock.DHAKA).date()
