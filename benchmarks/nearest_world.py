"""The world that matching is measured in: who is there, what stands and what has been.

Invented people over real places, by rows and not by verbs. It measures nothing.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg
from sqlmodel import SQLModel

from app.cases.intake import FEMALE_WORKER, OF_THE_CHILD
from app.cases.models import Channel, Child, Incident
from app.cases.sealed import save
from app.core import clock, security
from app.core.db import Database
from app.directory.models import Admits
from app.directory.roster_models import Swap
from app.dispatch.models import Step
from app.dispatch.reminder_models import Reminder
from app.geo.lookup import gazetteer
from app.geo.models import PlaceRow
from app.geo.place import Place
from app.residence.models import Stay
from app.staff.models import Staff
from benchmarks.nearest_beds import FULL, WITH_HOUSES, beds

CENTRES, WORKERS = 1000, 10_000
ON_DUTY = 0.3
"""Share of workers: of three shifts, about one is at work."""
INCIDENTS = 200
LINKED, EXCLUDING, ASKS_A_WOMAN = 0.15, 0.15, 0.3
"""Shares of incidents: with a second ticket linked, with somebody excluded, asking for a woman."""
POSTED = 0.95
"""Share of workers who hold a post, through which they answer for its area; the rest do so
themselves. One in ten holds a second post; each post had a holder before."""
STANDS_IN = 0.3
"""Share of posts and workers that also back up a neighbouring area."""
CATCHING = 80
"""Centres that answer for all districts of their division."""
PAST, OPEN = 20_000, 800
"""Dispatches of about a year that are over, two steps each; and those where somebody is out."""
_OFFICE: Final = {
    "district": "district_social_services_officer",
    "upazila": "upazila_social_services_officer",
    "thana": "city_social_services_officer",
    "ward": "ward_worker",
    "union": "union_social_worker",
}
PATIENCE_SECONDS: Final = 120
_TABLES: Final = (PlaceRow, Reminder, Staff, Step, Stay, Swap)  # known only once their modules are
Row = dict[str, Any]
Those = Sequence[tuple[UUID, Place]]
"""Each with its place."""


class World:
    """Rows that wait to be copied in, table by table, as the foreign keys have it."""

    def __init__(self, size: float, chance: random.Random, incidents: int) -> None:
        self.size, self.chance, self.now = size, chance, clock.now()
        self.incidents = incidents
        self.rows: defaultdict[str, list[Row]] = defaultdict(list)
        places = [one for one in gazetteer() if one.lat is not None]
        self.local = [one for one in places if one.kind in ("union", "ward", "thana")]
        self.areas = [one for one in places if one.kind in _OFFICE]
        self.in_parent: defaultdict[str | None, list[Place]] = defaultdict(list)
        for one in self.areas:
            self.in_parent[one.parent].append(one)

    def some(self, number: float) -> range:
        """So many of something, scaled."""
        return range(max(1, round(number * self.size)))

    def add(self, table: str, **columns: Any) -> UUID:
        """One row more; its id."""
        row = {"id": uuid4(), **columns}
        self.rows[table].append(row)
        id_: UUID = row["id"]
        return id_

    def days_ago(self, most: float, least: float = 0) -> datetime:
        """A moment drawn between so many days ago."""
        return self.now - timedelta(days=self.chance.uniform(least, most))

    async def copy_in(self, connection: asyncpg.Connection) -> None:
        """Everything that waits, by COPY."""
        await connection.execute(f"SET statement_timeout = '{PATIENCE_SECONDS}s'")
        for table in SQLModel.metadata.sorted_tables:
            if rows := self.rows.pop(table.name, None):
                names = list(rows[0])
                records = [tuple(row[name] for name in names) for row in rows]
                await connection.copy_records_to_table(
                    table.name, records=records, columns=names, timeout=PATIENCE_SECONDS
                )


async def seed(
    database: Database, size: float, chance: random.Random, incidents: int = INCIDENTS
) -> Those:
    """Fill an empty database; gives the incidents to be matched, each with its place."""
    world = World(size, chance, incidents)
    staff = world.add(
        "staff",
        name="bench",
        display_bn="বেঞ্চ",
        display_en="Bench",
        role="counsellor",
        password_hash="none",
        active=True,
    )
    workers = [_worker(world, number) for number in world.some(WORKERS)]
    centres = [_centre(world, number) for number in world.some(CENTRES)]
    for number, (worker, place) in enumerate(workers):
        _answers_for(world, number, worker, place)
    tickets = [_closed(world, number) for number in world.some(PAST / 4)]
    for centre in centres:
        beds(world, centre, tickets, staff)
    for number in world.some(PAST + OPEN):
        _dispatch(world, number, tickets, workers, staff)
    async with (await database.raw()).acquire() as connection:
        await world.copy_in(connection)
    return await _incidents(database, world, staff, workers)


def described(size: float) -> dict[str, float]:
    """What there is of what matching looks at, for the object of the bench."""
    return {
        "centres": round(CENTRES * size),
        "workers": round(WORKERS * size),
        "on_duty_share": ON_DUTY,
        "workers_with_a_post_share": POSTED,
        "dispatches_over": round(PAST * size),
        "dispatches_open": round(OPEN * size),
        "seats_taken_share": FULL,
        "centres_with_houses_share": WITH_HOUSES,
        "incidents_a_round": INCIDENTS,
    }


def _near(world: World, place: Place) -> dict[str, float]:
    assert place.lat is not None
    assert place.lon is not None
    drawn: Callable[[], float] = lambda: world.chance.uniform(-0.02, 0.02)  # noqa: E731
    return {"lat": round(place.lat + drawn(), 4), "lon": round(place.lon + drawn(), 4)}


def _worker(world: World, number: int) -> tuple[UUID, Place]:
    chance, place = world.chance, world.chance.choice(world.areas)
    id_ = world.add(
        "worker",
        code=f"bench-{number}",
        name_en=f"Worker {number}",
        name_bn=f"কর্মী {number}",
        post_en="Child protection social worker",
        post_bn="শিশু সুরক্ষা সমাজকর্মী",
        gender=chance.choice(("female", "male")),
        languages=["bn", "en"] if chance.random() < 0.3 else ["bn"],
        on_duty=chance.random() < ON_DUTY,
        capacity=3,
        location_basis="office",
        **_near(world, place),
    )
    return id_, place


def _centre(world: World, number: int) -> Row:
    chance, place = world.chance, world.chance.choice(world.areas)
    world.add(
        "centre",
        code=f"bench-{number}",
        name_en=f"Centre {number}",
        name_bn=f"কেন্দ্র {number}",
        kind="children_home",
        admits=chance.choice(list(Admits)).value,
        operating=chance.random() < 0.9,
        intake_gender=chance.choice(("boys", "girls", "both")),
        capacity=chance.randrange(20, 200) if chance.random() < 0.9 else None,
        location_basis="town",
        place=place.code,
        source="invented for the bench",
        **_near(world, place),
    )
    made = world.rows["centre"][-1]
    if number < CATCHING * world.size:
        for one in world.in_parent[list(gazetteer().containers(place.code))[-1]]:
            _covers(world, "centre_id", made["id"], one, "primary")
    return made


def _answers_for(world: World, number: int, worker: UUID, place: Place) -> None:
    """Through a post held now, which somebody else held before, or by oneself."""
    if world.chance.random() > POSTED:
        _covered(world, "worker_id", worker, place)
        return
    for at, where in enumerate((place, world.chance.choice(world.in_parent[place.parent]))):
        if at == 1 and world.chance.random() > 0.1:
            return
        post = world.add(
            "post",
            code=f"bench-{number}-{at}",
            kind=_OFFICE[where.kind],
            name_en=f"Social worker, {where.name_en}",
            name_bn=f"সমাজকর্মী, {where.name_bn or where.name_en}",
            seat=where.code,
        )
        _covered(world, "post_id", post, where)
        since = world.days_ago(900, 1)
        held = {"post_id": post, "worker_id": worker, "kind": "acting" if at else "substantive"}
        world.add("holding", **held, starts_at=since, ends_at=None)
        before = {**held, "worker_id": world.chance.choice(world.rows["worker"])["id"]}
        world.add("holding", **before, starts_at=since - timedelta(days=700), ends_at=since)


def _covered(world: World, column: str, id_: UUID, place: Place) -> None:
    _covers(world, column, id_, place, "primary")
    beside = world.chance.choice(world.in_parent[place.parent])
    if beside is not place and world.chance.random() < STANDS_IN:
        _covers(world, column, id_, beside, "backup")


def _covers(world: World, column: str, id_: UUID, place: Place, rank: str) -> None:
    owner = dict.fromkeys(("worker_id", "centre_id", "post_id"))
    world.add("coverage", **{**owner, column: id_}, place=place.code, rank=rank)


def _closed(world: World, number: int) -> UUID:
    opened = world.days_ago(400, 2)
    return world.add(
        "incident",
        number=f"1098-25-{number:06d}",
        state="closed",
        channel="call",
        categories=[],
        opened_at=opened,
        version=1,
    )


def _dispatch(
    world: World, number: int, tickets: Sequence[UUID], workers: Those, staff: UUID
) -> None:
    """One that is over, or, the last ones, where somebody is out."""
    chance = world.chance
    over = number < PAST * world.size
    asked = world.days_ago(365, 1) if over else world.days_ago(0.5)
    steps = 1 if chance.random() < 0.5 else 3
    done = chance.random() < 0.9
    state = ("done" if done else "stood_down") if over else chance.choice(("accepted", "reached"))
    dispatch = world.add(
        "dispatch",
        incident_id=chance.choice(tickets),
        state=state,
        urgency="P1",
        requested_at=asked,
        requested_by=staff,
        ladder="[]",
        current_step=steps,
        accepted_step=steps,
        acknowledged_at=asked,
        done_at=asked + timedelta(hours=2) if over and done else None,
        version=steps,
    )
    for no in range(1, steps + 1):
        last = no == steps
        world.add(
            "step",
            dispatch_id=dispatch,
            no=no,
            worker_id=chance.choice(workers)[0],
            state="accepted" if last else chance.choice(("expired", "declined")),
            alerted_at=asked,
            due_at=asked + timedelta(minutes=2),
            answered_at=asked + timedelta(minutes=1) if last else None,
            late_at=None,
        )


async def _incidents(database: Database, world: World, staff: UUID, workers: Those) -> Those:
    """Open ones, with answers sealed as the product seals them, linked tickets and exclusions."""
    made = []
    for number in range(world.incidents):
        place = world.chance.choice(world.local)
        async with database.transaction() as session:
            incident = _incident(f"1098-26-9{number:05d}", place)
            session.add(incident)
            await session.flush()
            child = Child(incident_id=incident.id, added_at=world.now)
            _, child.wrapped_key = security.vault().new_data_key(child.id.bytes)
            session.add(child)
            await session.flush()
            for field, value in _answers(world.chance).items():
                await save(session, incident, field, value, staff)
            if world.chance.random() < LINKED:
                report = _incident(f"1098-26-8{number:05d}", place)
                report.linked_to = incident.id
                session.add(report)
                await session.flush()
                await save(session, report, "where_detail", "ঘাটের পাশে", staff)
        made.append((incident.id, place))
        if world.chance.random() < EXCLUDING:
            world.add(
                "exclusion",
                incident_id=incident.id,
                kind="worker",
                ref=world.chance.choice(workers)[0],
                excluded_at=world.now,
                excluded_by=staff,
            )
    async with (await database.raw()).acquire() as connection:
        await world.copy_in(connection)
        await connection.execute("VACUUM ANALYZE", timeout=PATIENCE_SECONDS)
    return made


def _answers(chance: random.Random) -> Mapping[str, Any]:
    needs = [FEMALE_WORKER] if chance.random() < ASKS_A_WOMAN else []
    told = {
        "child_name": "বেঞ্চ",
        "child_age": str(chance.randrange(3, 18)),
        "child_sex": chance.choice(("girl", "boy")),
        "needs": needs,
        "where_detail": "বাজারের পাশে",
        "injured": "no",
    }
    assert set(OF_THE_CHILD) & set(told)
    return told


def _incident(number: str, place: Place) -> Incident:
    id_ = uuid4()
    _, wrapped = security.vault().new_data_key(id_.bytes)
    return Incident(
        id=id_,
        number=number,
        channel=Channel.CALL,
        wrapped_key=wrapped,
        opened_at=clock.now(),
        place=place.code,
        categories=[],
    )
