"""Suggestions on a real Postgres: found by blind keys, explained, refused; never merged alone."""

import json
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from app.calls import child_numbers  # noqa: F401 (tells from where tickets were called in)
from app.cases import same_child
from app.cases.merging import MergeIsUndone
from app.cases.people_access import locked_all
from app.cases.people_models import Likeness, SameChild
from app.cases.people_queries import slim_rows
from app.cases.same_child_queries import open_suggestions, suggestions_of
from app.core import security
from app.core.db import Database, execute, fetch
from app.core.errors import InputIsInvalid
from app.core.moves import IllegalMove
from tests.cases.records import Records
from tests.factories import get_call, ring

SUTRAPUR = "TH-DMP-sutrapur"
AGE = {"from": 9, "on": "2026-01-01", "certainty": "guess"}
MINA: dict[str, Any] = {"name_bn": "মিনা খাতুন", "father_name": "মোঃ জব্বার", "age": AGE, "sex": "girl"}
MEENA: dict[str, Any] = {"name_latin": "Meena", "father_name": "Jabbar", "age": {**AGE, "from": 10}}


@pytest.fixture
async def records(database: Database) -> Records:
    made = Records(database)
    await made.begin()
    return made


async def pairs(records: Records) -> list[SameChild]:
    found: list[SameChild] = list(await records.do(lambda s: s.exec(select(SameChild))))
    return found


async def refused(records: Records, same: SameChild, why: str = "other_family") -> None:
    async def act(session: Any) -> None:
        sides = await locked_all(session, [same.child_id, same.other_id])
        held = await same_child.suggestion(session, same.id, lock=True)
        await same_child.refuse(session, held, sides, why, records.by)

    await records.do(act)


async def test_two_reports_of_one_child_are_suggested_once_with_reasons(
    records: Records,
) -> None:
    one = await records.child(await records.ticket(SUTRAPUR), **MINA)
    other = await records.child(await records.ticket(SUTRAPUR), **MEENA)
    await records.compare(one, other, one)
    (same,) = await pairs(records)
    assert {same.child_id, same.other_id} == {one, other}
    assert (same.state, same.reasons[:3]) == (
        Likeness.SUGGESTED,
        ["name_same", "father_same", "same_upazila"],
    )
    (row,) = await records.do(open_suggestions)
    assert row["likely"] is False
    assert all(row["tickets"])
    assert row["reasons"][0] == {"code": "name_same", "points": 4.0}
    slim = await records.do(lambda s: slim_rows(s, [one, other]))
    assert {row["alike"] for row in slim.values()} == {1}
    assert await records.do(lambda s: suggestions_of(s, one)) != []
    assert (await records.row(one)).merged_into is None, "never by itself"


async def test_what_is_kept_to_compare_by_holds_no_word(records: Records) -> None:
    child = await records.child(await records.ticket(SUTRAPUR), **MINA)
    await records.compare(child)
    rows = await records.do(lambda s: fetch(s, "SELECT features FROM child_features"))
    kept = [row["features"] for row in rows] + sorted(await records.keys(child))
    assert len(kept) > 5
    for value in kept:
        assert not any(word in value for word in ("মিনা".encode(), b"mina", b"jabr", b"girl"))
    (features,) = rows
    key = security.vault().unwrap((await records.row(child)).wrapped_key or b"", child.bytes)
    plain = json.loads(
        security.unseal(key, features["features"], f"child_features.features:{child}")
    )
    assert "min" not in json.dumps(plain["name"])


async def test_a_refusal_is_remembered_until_something_new_speaks_for_it(
    records: Records,
) -> None:
    one = await records.child(await records.ticket(SUTRAPUR), **MINA)
    other = await records.child(await records.ticket(SUTRAPUR), **MEENA)
    await records.compare(one, other)
    (same,) = await pairs(records)
    with pytest.raises(InputIsInvalid):
        await refused(records, same, "because")
    await refused(records, same)
    with pytest.raises(IllegalMove) as again:
        await refused(records, same)
    assert again.value.facts["legal"] == ["confirm", "suggest"]
    await records.note(one, "in_school", "no")
    await records.compare(one, other)
    assert (await pairs(records))[0].state is Likeness.REFUSED
    await records.note(one, "mother_name", "জোহরা")
    await records.note(other, "mother_name", "Johora")
    await records.compare(one, other)
    (same,) = await pairs(records)
    assert same.state is Likeness.SUGGESTED
    assert "mother_same" in same.reasons


async def test_a_merge_answers_the_suggestion_and_undoing_it_refuses(records: Records) -> None:
    one = await records.child(**MINA, mother_name="জোহরা")
    other = await records.child(**MEENA, mother_name="Johora")
    await records.compare(one, other)
    (same,) = await pairs(records)
    merge = await records.merge(
        one, other, dict.fromkeys(("age", "father_name", "mother_name"), "kept")
    )
    assert (await pairs(records))[0].state is Likeness.CONFIRMED
    keys = await records.keys(one)
    await records.compare(one, other)
    assert await records.keys(other) == set(), "the merged one is found by the kept one"
    assert await records.keys(one) >= keys
    await records.undo(merge)
    await records.compare(one, other)
    assert await records.keys(one) == keys
    assert await records.keys(other) != set()
    (same,) = await pairs(records)
    assert same.state is Likeness.REFUSED
    with pytest.raises(MergeIsUndone):
        await records.undo(merge)


async def test_a_third_record_finds_the_kept_one_by_the_name_of_the_merged_one(
    records: Records,
) -> None:
    one = await records.child(father_name="মোঃ জব্বার", age=AGE)
    other = await records.child(name_bn="টুনি", nickname="মিনা")
    await records.merge(one, other)
    third = await records.child(await records.ticket(SUTRAPUR), **MEENA, home_place=SUTRAPUR)
    await records.compare(one, third)
    (same,) = await pairs(records)
    assert {same.child_id, same.other_id} == {one, third}


async def test_two_calls_from_one_number_meet_and_others_do_not(
    records: Records, database: Database
) -> None:
    tickets = []
    for number in ("+8801210000001", "+8801210000001", "+8801210000002"):
        call = await get_call(database, await ring(database, number))
        tickets.append(call.incident_id)
    for ticket in tickets:
        for field, value in (("child_name", "মিনা"), ("child_age", "৯"), ("child_sex", "girl")):
            await records.typed(ticket, field, value)
    children = [await records.child_of(ticket) for ticket in tickets]
    for child in children[:2]:
        await records.note(child, "home_place", SUTRAPUR)
    await records.compare(*children)
    (same,) = await pairs(records)
    assert {same.child_id, same.other_id} == set(children[:2])
    assert "same_number" in same.reasons


async def test_an_erased_record_is_found_no_more(records: Records) -> None:
    child = await records.child(**MINA)
    await records.compare(child)
    assert await records.keys(child)
    await records.do(
        lambda s: execute(s, "UPDATE child SET wrapped_key = NULL WHERE id = $1", child)
    )
    await records.compare(child)
    assert await records.keys(child) == set()
    assert await records.do(lambda s: fetch(s, "SELECT 1 FROM child_features")) == []


async def test_nothing_is_compared_of_a_record_that_is_gone(records: Records) -> None:
    await records.compare(UUID(int=7))


_MANY = """
WITH made AS (
    INSERT INTO child (id, added_at) SELECT gen_random_uuid(), now() FROM generate_series(1, 20000)
    RETURNING id
)
INSERT INTO child_key (key, child_id)
SELECT decode(md5((row_number() OVER () % 3000)::text || kind), 'hex'), id
FROM made CROSS JOIN generate_series(1, 5) AS kind
"""


async def test_candidates_are_found_by_the_index_alone_however_many_children_there_are(
    records: Records,
) -> None:
    child = await records.child(**MINA)
    await records.compare(child)

    async def act(session: Any) -> list[str]:
        await execute(session, _MANY)
        await execute(session, "ANALYZE child_key")
        keys = sorted(await records.keys(child))
        plan = await fetch(session, f"EXPLAIN {same_child.CANDIDATES_SQL}", keys, child)
        return [row[0] for row in plan]

    plan = "\n".join(await records.do(act))
    assert "Seq Scan" not in plan, plan
    assert "pk_child_key" in plan
