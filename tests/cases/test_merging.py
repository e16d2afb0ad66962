"""Merging two records and undoing it: both are as before, whatever was written before or since."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.cases.merging import (
    ConflictsAreOpen,
    MergedWithItself,
    MergeIsCovered,
    MergeIsUndone,
    MergeNotFound,
    SiblingsAreTwo,
)
from app.cases.people_access import ChildIsMerged
from app.core.db import Database
from app.core.errors import HelplineError, InputIsInvalid
from tests.cases.records import Records

VALUES: dict[str, list[Any]] = {
    "name_bn": ["মিনা", "রিনা", "?refused"],
    "sex": ["girl", "boy", "?not_known"],
    "age": [{"from": 8, "on": "2020-01-01"}, {"from": 9, "on": "2020-01-01"}, "?not_asked"],
    "in_school": ["yes", "no", "?not_asked"],
    "languages": [["bangla"], ["chakma", "bangla"]],
}


@pytest.fixture
async def records(database: Database) -> Records:
    made = Records(database)
    await made.begin()
    return made


async def seen(records: Records, *children: UUID) -> list[Any]:
    shown = [await records.written(child) for child in children]
    return [*shown, *[await records.stored(child) for child in children]]


async def test_what_only_one_knows_fills_the_other_and_conflicts_are_chosen(
    records: Records,
) -> None:
    kept = await records.child(name_bn="মিনা", sex="?not_known", in_school="no")
    other = await records.child(name_bn="মীনা", sex="girl", works="yes", in_school="?refused")
    with pytest.raises(ConflictsAreOpen) as refused:
        await records.merge(kept, other)
    assert refused.value.facts == {"fields": ["name_bn"]}
    for wrong in ({"name_bn": "both"}, {"name_bn": "kept", "sex": "other"}):
        with pytest.raises(InputIsInvalid):
            await records.merge(kept, other, wrong)
    await records.merge(kept, other, {"name_bn": "other"})
    assert await records.values(kept) == {
        "name_bn": "মীনা",
        "sex": "girl",
        "works": "yes",
        "in_school": "no",
    }


async def test_the_merged_record_leads_to_the_kept_one_and_takes_nothing_more(
    records: Records,
) -> None:
    kept, other = await records.child(), await records.child()
    await records.merge(kept, other)
    third = await records.child()
    for verb in (
        lambda: records.note(other, "sex", "girl"),
        lambda: records.person(other),
        lambda: records.merge(other, third),
    ):
        with pytest.raises(ChildIsMerged) as refused:
            await verb()
        assert refused.value.facts == {"kept": str(kept)}
    with pytest.raises(MergedWithItself):
        await records.merge(kept, other)
    with pytest.raises(MergedWithItself):
        await records.merge(kept, kept)


async def test_people_and_tickets_of_both_are_shown_together_and_part_again(
    records: Records,
) -> None:
    one, two = await records.ticket(), await records.ticket()
    kept, other = await records.child(one), await records.child(two)
    await records.person(kept, name_bn="রহিমা")
    await records.person(other, "uncle", name_bn="করিম")
    before = await seen(records, kept, other)
    merge = await records.merge(kept, other)
    shown = await records.file(kept)
    assert len(shown["people"]) == len(shown["relations"]) == len(shown["incidents"]) == 2
    assert [row["loser_id"] for row in shown["merges"]] == [str(other)]
    await records.undo(merge)
    assert await seen(records, kept, other) == before


async def test_what_is_written_while_merged_stays_and_tells_under_which_merge(
    records: Records,
) -> None:
    kept, other = await records.child(sex="girl"), await records.child(works="yes")
    before = await seen(records, other)
    merge = await records.merge(kept, other)
    await records.note(kept, "in_school", "no")
    await records.person(kept, "teacher", name_bn="শিক্ষক")
    await records.undo(merge)
    assert await seen(records, other) == before
    shown = await records.file(kept)
    told = {row["field"]: row for row in shown["facts"]}
    assert set(told) == {"sex", "in_school"}
    assert told["in_school"]["under_merge"] == str(merge)
    assert len(shown["people"]) == 1


async def test_chains_are_flat_and_are_undone_from_the_last_one(records: Records) -> None:
    a, b, c = [await records.child() for _ in range(3)]
    first = await records.merge(b, a)
    second = await records.merge(c, b)
    assert {(await records.row(id_)).merged_into for id_ in (a, b)} == {c}
    with pytest.raises(MergeIsCovered) as refused:
        await records.undo(first)
    assert refused.value.facts == {"later": str(second)}
    await records.undo(second)
    assert (await records.row(a)).merged_into == b
    assert (await records.row(b)).merged_into is None
    await records.undo(first)
    assert (await records.row(a)).merged_into is None
    with pytest.raises(MergeIsUndone):
        await records.undo(first)
    with pytest.raises(MergeNotFound):
        await records.undo(a)


async def test_siblings_are_two_children(records: Records) -> None:
    one, other = await records.child(), await records.child()
    await records.siblings(one, other)
    with pytest.raises(SiblingsAreTwo):
        await records.merge(one, other)


async def test_of_two_who_merge_crosswise_one_wins_and_no_circle_is_made(
    records: Records,
) -> None:
    for _ in range(5):
        one, other, third = [await records.child() for _ in range(3)]
        done = await asyncio.gather(
            records.merge(one, other),
            records.merge(other, one),
            records.merge(third, one),
            return_exceptions=True,
        )
        assert not [said for said in done if not isinstance(said, UUID | HelplineError)]
        rows = [await records.row(id_) for id_ in (one, other, third)]
        roots = [row for row in rows if row.merged_into is None]
        assert roots
        assert all(
            row.merged_into in {root.id for root in roots} for row in rows if row.merged_into
        )


async def test_undone_by_two_at_once_it_is_undone_once(records: Records) -> None:
    kept, other = await records.child(), await records.child()
    merge = await records.merge(kept, other)
    done = await asyncio.gather(records.undo(merge), records.undo(merge), return_exceptions=True)
    assert sorted(type(said).__name__ for said in done) == ["MergeIsUndone", "NoneType"]


TAMPERED = (
    "UPDATE child_fact SET source = 'court' WHERE child_id = $1",
    "UPDATE person_word SET source = 'court' FROM person WHERE child_id = $1 AND id = person_id",
    "UPDATE relation SET ended_at = related_at WHERE child_id = $1 OR other_child_id = $1",
    "UPDATE person SET added_at = added_at - interval '1 s' WHERE child_id = $1",
    "UPDATE child SET added_at = added_at - interval '1 s' WHERE id = $1",
    "DELETE FROM child_fact WHERE child_id = $1",
)


async def test_what_is_compared_below_sees_whatever_was_changed(records: Records) -> None:
    """A comparison that could find no difference would prove nothing."""
    child = await records.child(await records.ticket(), sex="girl")
    await records.person(child)
    await records.siblings(child, await records.child())
    for statement in TAMPERED:
        was = await seen(records, child)
        await records.rows(statement, child)
        assert await seen(records, child) != was, statement


EDITS = st.lists(
    st.tuples(
        st.sampled_from([0, 1]),
        st.sampled_from([*VALUES, "person", "sibling"]),
        st.integers(0, 2),
    ),
    max_size=6,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(before=EDITS, since=EDITS, side=st.sampled_from(["kept", "other"]), again=st.booleans())
async def test_merged_then_unmerged_records_are_equal_to_before(
    records: Records, before: Any, since: Any, side: str, again: bool
) -> None:
    pair = [await records.child(await records.ticket()) for _ in range(2)]
    third = await records.child()
    for which, field, at in before:
        await _edit(records, pair[which], third, field, at)
    was = await seen(records, *pair)
    merge = await _merged(records, pair[0], pair[1], side)
    if again:
        await records.undo(merge)
        assert await seen(records, *pair) == was
        merge = await _merged(records, pair[0], pair[1], side)
    for _, field, at in since:
        await _edit(records, pair[0], third, field, at)
    await records.undo(merge)
    shown, stored = await records.written(pair[1]), await records.stored(pair[1])
    assert (shown, stored) == (was[1], was[3]), "the record that was merged is as it was"
    if not since:
        assert await seen(records, *pair) == was
    kept = await records.stored(pair[0])
    assert [row for row in was[2] if row not in kept] == [], "nothing of the kept one is lost"


async def _merged(records: Records, kept: UUID, other: UUID, side: str) -> UUID:
    try:
        return await records.merge(kept, other)
    except ConflictsAreOpen as refused:
        return await records.merge(kept, other, dict.fromkeys(refused.facts["fields"], side))


async def _edit(records: Records, child: UUID, third: UUID, field: str, at: int) -> None:
    if field == "person":
        await records.person(child, "aunt", name_bn="রহিমা")
    elif field == "sibling":
        try:
            await records.siblings(child, third)
        except HelplineError:
            return
    else:
        values = VALUES[field]
        await records.note(child, field, values[at % len(values)])
