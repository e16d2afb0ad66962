"""The directory on a real database: repeatable, fast, and nobody left out unexplained."""

import time

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.directory.load import centres
from app.directory.models import Admits, Centre, Coverage
from app.directory.nearby import candidates_for
from app.directory.queries import phone_of, place_row, responder_names
from app.directory.service import (
    add_worker,
    centre_by_code,
    cover,
    set_centre_phone,
    sync_centres,
    sync_places,
)
from app.geo.lookup import gazetteer

UNION, UPAZILA = "UN-BD10060007-rangasree", "BD10060007"


async def count(database: Database, table: str) -> int:
    async with database.transaction() as session:
        rows = await (await session.connection()).execute(text(f"SELECT count(*) FROM {table}"))
        return int(rows.scalar_one())


async def worker(session, code: str = "W1", **more):
    facts = {"on_duty": True, "phone": "+8801000000001", **more}
    return await add_worker(
        session,
        code=code,
        name_en="Rina",
        name_bn="রিনা",
        post_en="Union social worker",
        post_bn="ইউনিয়ন সমাজকর্মী",
        **facts,
    )


async def test_all_places_are_there_and_syncing_again_is_quick(database: Database) -> None:
    for _ in range(2):
        started = time.perf_counter()
        async with database.transaction() as session:
            await sync_places(session, gazetteer())
        took_seconds = time.perf_counter() - started
    print(f"{len(gazetteer())} places again in {took_seconds:.2f} s")
    assert await count(database, "place") == len(gazetteer())


async def test_a_place_that_changed_is_brought_up_to_date(database: Database) -> None:
    async with database.transaction() as session:
        await sync_places(session, gazetteer())
        await (await session.connection()).execute(
            text("UPDATE place SET name_en = 'Wrong' WHERE code = :code"), {"code": UPAZILA}
        )
        await sync_places(session, gazetteer())
        rows = await (await session.connection()).execute(
            text("SELECT name_en FROM place WHERE code = :code"), {"code": UPAZILA}
        )
        assert rows.scalar_one() == "Bakerganj"


async def test_centres_keep_their_id_and_verified_number_when_synced_again(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await sync_places(session, gazetteer())
        await sync_centres(session, centres())
        before = await centre_by_code(session, "SRTRCCR-DHA")
        assert before is not None
        await set_centre_phone(session, before.id, "+8801000000002")
    async with database.transaction() as session:
        await sync_centres(session, centres())
        after = await centre_by_code(session, "SRTRCCR-DHA")
        assert after is not None
        assert (after.id, after.phone) == (before.id, "+8801000000002")
        assert after.admits is Admits.DIRECT
    assert await count(database, "centre") == len(centres())


async def test_numbers_are_sealed_in_the_table(database: Database) -> None:
    async with database.transaction() as session:
        added = await worker(session)
    async with database.transaction() as session:
        stored = await (await session.connection()).execute(text("SELECT phone FROM worker"))
        assert b"01000000001" not in bytes(stored.scalar_one())
        assert await phone_of(session, "worker", added.id) == "+8801000000001"


async def test_adding_a_worker_again_brings_the_row_up_to_date(database: Database) -> None:
    async with database.transaction() as session:
        first = await worker(session)
        again = await worker(session, on_duty=False)
    assert (again.id, again.on_duty) == (first.id, False)
    assert await count(database, "worker") == 1


@pytest.mark.parametrize("phone", ["01000000001", "+880 1000 000001", "+", "১০৯৮", ""])
async def test_a_number_that_cannot_be_dialled_is_refused(database: Database, phone: str) -> None:
    with pytest.raises(InputIsInvalid) as refused:
        async with database.transaction() as session:
            await worker(session, phone=phone)
    assert refused.value.field == "phone"


async def test_covering_a_place_again_changes_the_rank_only(database: Database) -> None:
    async with database.transaction() as session:
        await sync_places(session, gazetteer())
        added = await worker(session)
        await cover(session, UPAZILA, worker_id=added.id)
        await cover(session, UPAZILA, worker_id=added.id, rank="backup")
        rows = list(await session.exec(select(Coverage)))
    assert [row.rank for row in rows] == ["backup"]


@pytest.mark.parametrize(
    ("place", "rank", "field"),
    [("nowhere", "primary", "place"), (UPAZILA, "third", "rank"), (UPAZILA, "backup", "worker_id")],
)
async def test_cover_names_the_field_that_is_wrong(
    database: Database, place: str, rank: str, field: str
) -> None:
    with pytest.raises(InputIsInvalid) as refused:
        async with database.transaction() as session:
            await cover(session, place, rank=rank)
    assert refused.value.field == field


async def test_candidates_answer_for_the_place_around_or_within_it(database: Database) -> None:
    async with database.transaction() as session:
        await sync_places(session, gazetteer())
        for code, place in (("W1", UNION), ("W2", UPAZILA), ("W3", "BD10"), ("W4", "BD30")):
            added = await worker(session, code)
            await cover(session, place, worker_id=added.id)
        of_union = await candidates_for(session, UNION)
        of_upazila = await candidates_for(session, UPAZILA)
        of_other_union = await candidates_for(session, "UN-BD10780038-bauphal")
    assert covering(of_union) == {UNION, UPAZILA, "BD10"}
    assert covering(of_upazila) == {UNION, UPAZILA, "BD10"}
    assert covering(of_other_union) == {"BD10"}


def covering(found) -> set[str]:
    return {place for one in found if one.kind == "worker" for place, _ in one.coverage}


async def test_candidates_off_duty_are_still_given_so_that_they_can_be_explained(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await sync_places(session, gazetteer())
        added = await worker(session, on_duty=False)
        await cover(session, UNION, worker_id=added.id)
        found = await candidates_for(session, UNION)
        without_place = await candidates_for(session, None, [added.id])
    assert [one.on_duty for one in found if one.kind == "worker"] == [False]
    assert [one.id for one in without_place] == [added.id]
    assert without_place[0].coverage == ((UNION, "primary"),)


async def test_a_centre_speaks_of_its_kind_in_both_languages(database: Database) -> None:
    async with database.transaction() as session:
        await sync_places(session, gazetteer())
        await sync_centres(session, centres())
        found = {one.id: one for one in await candidates_for(session, "TH-DMP-mirpur-model")}
        rows = list(await session.exec(select(Centre)))
    assert {row.id for row in rows} <= set(found), "every centre can be explained"
    assert all(not one.role_en.startswith("centre.kind") for one in found.values())
    assert all(one.role_bn != one.role_en for one in found.values())


async def test_names_come_in_both_languages_and_unknown_ids_are_left_out(
    database: Database,
) -> None:
    async with database.transaction() as session:
        await sync_places(session, gazetteer())
        await sync_centres(session, centres())
        added = await worker(session)
        centre = await centre_by_code(session, "SRTRCCR-DHA")
        assert centre is not None
        names = await responder_names(session, {added.id, centre.id, type(added.id)(int=0)})
    assert names[added.id] == {"bn": "রিনা", "en": "Rina"}
    assert set(names) == {added.id, centre.id}


def test_a_place_row_falls_back_to_english_where_no_bangla_name_is_known() -> None:
    row = place_row(UNION)
    assert row is not None
    assert row["name"] == {"bn": "Rangasree", "en": "Rangasree"}
    assert row["path"] == {
        "bn": "বাকেরগঞ্জ, বরিশাল, বরিশাল বিভাগ",
        "en": "Bakerganj, Barishal, Barishal Division",
    }
    assert (place_row("nowhere"), place_row(None)) == (None, None)
