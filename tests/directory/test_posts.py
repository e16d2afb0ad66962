"""Posts outlive their holders: transfers, vacancies, two posts of one person, who is on duty."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from app.core import clock
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.core.outbox import OutboxRow
from app.directory import posts, service
from app.directory.duty import NoChannel, require_channel
from app.directory.models import Holding
from app.directory.nearby import candidates_for
from app.directory.officers import officers_for
from app.directory.posts import PostIsHeld
from app.directory.states import HoldingKind, PostKind

WARD, THANA, CITY, DISTRICT = "WD-DSCC-8", "TH-DMP-motijheel", "BD30262000", "BD3026"
UPAZILA = "BD10060007"
START = datetime(2026, 1, 1, tzinfo=UTC)
ACTING = HoldingKind.ACTING


async def post(
    session: Any, code: str, kind: PostKind, covers: Sequence[str], rank: str = "primary"
) -> UUID:
    made = await posts.add_post(
        session, code=code, kind=kind, seat=covers[0], name_en=f"Post {code}", name_bn=f"পদ {code}"
    )
    for place in covers:
        await service.cover(session, place, post_id=made.id, rank=rank)
    return made.id


async def worker(session: Any, code: str, **more: Any) -> UUID:
    made = await service.add_worker(
        session,
        code=code,
        name_en=code,
        name_bn=code,
        post_en="Worker",
        post_bn="কর্মী",
        **{"phone": "+8801000000001", **more},
    )
    return made.id


async def facts(session: Any, place: str) -> dict[UUID, Any]:
    return {one.id: one for one in await candidates_for(session, place) if one.kind == "worker"}


async def test_a_transfer_moves_the_area_with_the_post_and_leaves_a_vacancy(
    database: Database, clock: Any
) -> None:
    async with database.transaction() as session:
        bakerganj = await post(
            session, "USSO-1", PostKind.UPAZILA_SOCIAL_SERVICES_OFFICER, [UPAZILA]
        )
        city = await post(session, "CSSO-1", PostKind.CITY_SOCIAL_SERVICES_OFFICER, [CITY])
        rina = await worker(session, "W1")
        held = await posts.appoint(session, bakerganj, rina, at=START)
        before = await facts(session, UPAZILA)
        await posts.transfer(session, held.id, city, at=datetime.now(UTC) + timedelta(hours=1))
        still = await facts(session, UPAZILA)
    clock.shift(2 * 3600)
    async with database.transaction() as session:
        gone, there = await facts(session, UPAZILA), await facts(session, THANA)
        (vacant,) = (await officers_for(session, UPAZILA)).local
    assert before[rina].coverage == still[rina].coverage == ((UPAZILA, "primary"),)
    assert before[rina].role_en == "Post USSO-1"
    assert rina not in gone
    assert there[rina].coverage == ((CITY, "primary"),)
    assert there[rina].post_kind is PostKind.CITY_SOCIAL_SERVICES_OFFICER
    assert (vacant.worker_id, vacant.acting) == (None, False)


async def test_one_officer_holds_two_upazilas(database: Database) -> None:
    other = "BD10060032"
    async with database.transaction() as session:
        rina = await worker(session, "W1")
        for code, place in (("USSO-1", UPAZILA), ("USSO-2", other)):
            kind = PostKind.UPAZILA_SOCIAL_SERVICES_OFFICER
            held = HoldingKind.SUBSTANTIVE if place == UPAZILA else ACTING
            made = await post(session, code, kind, [place])
            await posts.appoint(session, made, rina, at=START, kind=held)
        found = [(await officers_for(session, place)).local[0] for place in (UPAZILA, other)]
    assert [(one.worker_id, one.acting) for one in found] == [(rina, False), (rina, True)]


@pytest.mark.parametrize(
    ("starts", "ends", "kind", "refused"),
    [
        (0, None, "substantive", True),
        (-10, 1, "substantive", True),
        (9, None, "substantive", True),
        (-10, 0, "substantive", False),
        (10, None, "substantive", False),
        (5, 6, "acting", False),
    ],
)
async def test_two_are_never_appointed_to_one_post_at_one_time(
    database: Database, starts: int, ends: int | None, kind: str, refused: bool
) -> None:
    day = timedelta(days=1)
    async with database.transaction() as session:
        made = await post(session, "PO-1", PostKind.PROBATION_OFFICER, [DISTRICT])
        first, second = await worker(session, "W1"), await worker(session, "W2")
        await posts.appoint(session, made, first, at=START, until=START + 10 * day)
    at, until = START + starts * day, None if ends is None else START + ends * day

    async def appoint() -> None:
        async with database.transaction() as session:
            await posts.appoint(session, made, second, at=at, until=until, kind=HoldingKind(kind))

    if refused:
        with pytest.raises(PostIsHeld) as said:
            await appoint()
        assert said.value.facts["worker_id"] == str(first)
    else:
        await appoint()


async def test_of_two_who_appoint_at_once_one_is_refused_and_the_table_refuses_too(
    database: Database,
) -> None:
    async with database.transaction() as session:
        made = await post(session, "PO-1", PostKind.PROBATION_OFFICER, [DISTRICT])
        people = [await worker(session, f"W{number}") for number in (1, 2)]

    async def appoint(who: UUID) -> None:
        async with database.transaction() as session:
            await posts.appoint(session, made, who, at=START)

    came = await asyncio.gather(*map(appoint, people), return_exceptions=True)
    assert sorted(type(one).__name__ for one in came) == ["NoneType", "PostIsHeld"]
    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            session.add(
                Holding(
                    post_id=made,
                    worker_id=people[0],
                    kind=HoldingKind.SUBSTANTIVE,
                    starts_at=START,
                )
            )


@pytest.mark.parametrize("at", [START - timedelta(days=1), START])
async def test_nobody_is_relieved_before_he_came(database: Database, at: datetime) -> None:
    async with database.transaction() as session:
        made = await post(session, "PO-1", PostKind.PROBATION_OFFICER, [DISTRICT])
        held = await posts.appoint(session, made, await worker(session, "W1"), at=START)
    with pytest.raises(InputIsInvalid):
        async with database.transaction() as session:
            await posts.relieve(session, held.id, at=at)


async def test_a_ward_of_a_city_falls_back_to_thana_city_office_and_district(
    database: Database,
) -> None:
    """No city has an upazila officer; who only acts comes after who is appointed."""
    async with database.transaction() as session:
        city = PostKind.CITY_SOCIAL_SERVICES_OFFICER
        made = {
            "city": await post(session, "CSSO-city", city, [CITY]),
            "thana": await post(session, "CSSO-thana", city, [THANA]),
            "help": await post(session, "CSSO-help", city, [WARD], "backup"),
            "district": await post(
                session, "DSSO", PostKind.DISTRICT_SOCIAL_SERVICES_OFFICER, [DISTRICT]
            ),
        }
        people = {name: await worker(session, name) for name in made}
        for name, id_ in made.items():
            await posts.appoint(session, id_, people[name], at=START)
        acting = await worker(session, "acting")
        await posts.appoint(session, made["thana"], acting, at=START, kind=ACTING)
        found = await officers_for(session, WARD)
        nowhere = await officers_for(session, "nowhere")
    names: dict[UUID | None, str] = {acting: "acting"}
    names |= {id_: name for name, id_ in people.items()}
    assert [names.get(one.worker_id) for one in found.local] == [
        "help", "thana", "acting", "city",
    ]  # fmt: skip
    assert [names.get(one.worker_id) for one in found.district] == ["district"]
    assert (nowhere.local, nowhere.district) == ((), ())


async def test_one_who_comes_next_month_is_not_taken_for_one_who_is_there(
    database: Database,
) -> None:
    today, later = clock.now(), clock.now() + timedelta(days=30)
    async with database.transaction() as session:
        made = await post(session, "PO-1", PostKind.PROBATION_OFFICER, [DISTRICT])
        rina = await worker(session, "W1")
        await posts.appoint(session, made, rina, at=later)
        with pytest.raises(PostIsHeld):
            await posts.appoint(session, made, rina, at=today)
        await posts.appoint(session, made, rina, at=today, until=later)
        held = await posts.appoint(session, made, rina, at=today - timedelta(days=1))
    assert held.starts_at == today, "said again of one who has begun, it changes nothing"


# -- duty ------------------------------------------------------------------------------------


async def test_duty_moves_once_and_old_news_changes_nothing(database: Database) -> None:
    now = clock.now()
    async with database.transaction() as session:
        rina = await worker(session, "W1")
        moves = [
            (await service.set_duty(session, rina, on, by=None, at=at)).changed
            for on, at in (
                (True, now),
                (True, now),
                (False, now - timedelta(hours=1)),
                (False, now + timedelta(hours=1)),
            )
        ]
        told = await session.exec(select(OutboxRow).where(OutboxRow.event == "worker.duty_changed"))
        said = [row.facts["on"] for row in told]
    assert moves == [True, False, False, True]
    assert said == [True, False]


async def test_on_duty_without_a_channel_is_warned_of_and_told(database: Database) -> None:
    async with database.transaction() as session:
        silent = await worker(session, "W1", phone=None)
        with pytest.raises(NoChannel) as said:
            await require_channel(session, silent)
        move = await service.set_duty(session, silent, True, by=None, at=clock.now())
        told = await session.exec(select(OutboxRow.facts))
        facts_told = list(told)
    assert (said.value.code, said.value.facts["missing"]) == ("no_channel", ["text", "voice"])
    assert (move.changed, move.missing) == (True, ("text", "voice"))
    assert facts_told[-1]["missing"] == ["text", "voice"]
