"""Children who stay in the centres of the world of matching, and their beds; measures nothing."""

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from app.residence.stay_clock import ends_at

if TYPE_CHECKING:
    from benchmarks.nearest_world import World

Row = dict[str, Any]
WITH_HOUSES = 0.1
FULL = 0.6
"""How much of a centre's seats are taken, at a mean."""


def beds(world: "World", centre: Row, tickets: Sequence[UUID], staff: UUID) -> None:
    """Children who stay, two in three of all who came, beds kept, and houses in some centres."""
    chance = world.chance
    seats = centre["capacity"] or 40
    free = _houses(world, centre, seats) if chance.random() < WITH_HOUSES else []
    for _ in range(round(seats * chance.uniform(FULL - 0.4, FULL + 0.4))):
        here = chance.random() < 0.67
        arrived = world.days_ago(300, 1)
        world.add(
            "stay",
            centre_id=centre["id"],
            incident_id=chance.choice(tickets),
            ref=uuid4(),
            bed_id=free.pop() if free and here else None,
            arrived_at=arrived,
            ends_at=ends_at(arrived),
            left_at=None if here else arrived + timedelta(hours=20),
            left_reason=None if here else "family",
        )
    for _ in range(chance.choice((0, 0, 0, 1, 2))):
        world.add(
            "bed_hold",
            centre_id=centre["id"],
            ref=uuid4(),
            bed_id=free.pop() if free else None,
            state="held",
            counted=centre["capacity"] is not None,
            held_at=world.now,
            until=world.now + timedelta(hours=6),
        )
    if chance.random() < 0.02:
        world.add(
            "occupancy_override",
            centre_id=centre["id"],
            extra=2,
            reason="no_other_place",
            made_at=world.now,
            made_by=staff,
            until=world.now + timedelta(days=2),
        )


def _houses(world: "World", centre: Row, seats: int) -> list[UUID]:
    beds = []
    for takes in ("girls", "boys") if centre["intake_gender"] == "both" else ("both",):
        house = world.add(
            "house", centre_id=centre["id"], takes=takes, name_bn=takes, name_en=takes
        )
        for number in range(min(seats // 2, 40)):
            beds.append(world.add("bed", house_id=house, label=str(number)))
    world.chance.shuffle(beds)
    return beds
