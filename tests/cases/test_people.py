"""A child's record on a real Postgres: doors, facts with their history, people, relations."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, select

from app.cases import people_access, people_relations, people_service
from app.cases.models import Child
from app.cases.people_access import ChildNotFound, ReasonIsNeeded, by_person, locked
from app.cases.people_models import ChildAccess, ChildFact, PersonWord, Relation
from app.cases.people_queries import history_rows
from app.cases.people_relations import RelatedAlready, RelationNotFound
from app.cases.people_service import PersonHasChanged, PersonNotFound
from app.cases.queries import timeline_rows
from app.cases.sealed import DataIsErased
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.staff.auth import SignedIn
from tests.cases.records import Records, signed
from tests.factories import add_counsellor


@pytest.fixture
async def records(database: Database) -> Records:
    made = Records(database)
    await made.begin()
    return made


class TestDoors:
    async def test_own_work_opens_and_is_recorded(self, records: Records) -> None:
        child = await records.child(await records.ticket())
        who = signed(records.counsellor)
        await records.do(lambda s: by_person(s, who, child, "own"))
        (record,) = (await records.do(lambda s: s.exec(select(ChildAccess)))).all()
        assert (record.child_id, record.staff_id, record.reason) == (child, who.id, "own work")

    async def test_a_stranger_learns_nothing_not_even_that_it_exists(
        self, records: Records, database: Database
    ) -> None:
        child = await records.child(await records.ticket())
        stranger = signed(await add_counsellor(database, on=False))
        said = []
        for wanted in (child, uuid4()):
            with pytest.raises(ChildNotFound) as refused:
                await records.do(_open_own(stranger, wanted))
            said.append(refused.value.detail)
        assert said[0] == said[1]

    async def test_a_supervisor_opens_what_is_not_own_work_with_a_reason_that_is_kept(
        self, records: Records, database: Database
    ) -> None:
        child = await records.child(await records.ticket())
        boss = signed(await add_counsellor(database, on=False, role="supervisor"))
        with pytest.raises(ReasonIsNeeded):
            await records.do(lambda s: by_person(s, boss, child, "all"))
        with pytest.raises(InputIsInvalid):
            await records.do(lambda s: by_person(s, boss, child, "all", why="curiosity"))
        await records.do(lambda s: by_person(s, boss, child, "all", why="review"))
        (record,) = (await records.do(lambda s: s.exec(select(ChildAccess)))).all()
        assert (record.staff_id, record.reason) == (boss.id, "review")

    async def test_whoever_may_open_one_of_a_childs_tickets_may_open_what_was_merged(
        self, records: Records, database: Database
    ) -> None:
        other = await add_counsellor(database, on=False)
        mine = await records.child(await records.ticket())
        theirs = await records.child(await records.ticket(by=other.id))
        with pytest.raises(ChildNotFound):
            await records.do(lambda s: by_person(s, signed(other), mine, "own"))
        await records.do(lambda s: _let_go(s, theirs))
        await records.merge(mine, theirs)
        await records.do(lambda s: by_person(s, signed(other), mine, "own"))

    async def test_another_room_may_say_whose_work_a_child_is(
        self, records: Records, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        child = await records.child(await records.ticket())
        owner = signed(await add_counsellor(database, on=False))

        async def owns(_: object, staff_id: UUID, ids: object) -> bool:
            return staff_id == owner.id and child in ids  # type: ignore[operator]

        monkeypatch.setattr(people_access, "_OWNS", [])
        people_access.own_work_by(owns)
        await records.do(lambda s: by_person(s, owner, child, "own"))


async def _let_go(session: Any, child_id: UUID) -> None:
    """The record was added by somebody else than the one who writes in tests."""
    child = await session.get_one(Child, child_id)
    child.added_by = None


class TestFacts:
    async def test_nothing_is_known_at_first_and_unknown_stays_unknown(
        self, records: Records
    ) -> None:
        child = await records.child(in_school="?not_asked", age="?not_known")
        shown = await records.file(child)
        told = {row["field"]: (row["value"], row["unknown"]) for row in shown["facts"]}
        assert told == {"in_school": (None, "not_asked"), "age": (None, "not_known")}
        assert shown["age_years"] is None
        assert shown["adult"] is None

    async def test_what_was_said_before_is_kept_with_who_and_when(self, records: Records) -> None:
        child = await records.child(name_bn="মিনা", in_school="no")
        await records.note(child, "name_bn", "মীনা")
        async with records.database.transaction() as session:
            rows = await history_rows(session, await session.get_one(Child, child))
        names = [row for row in rows if row["field"] == "name_bn"]
        assert [(row["value"], row["counts"]) for row in names] == [
            ("মিনা", False),
            ("মীনা", True),
        ]
        assert all(row["source"] == "child" and row["saved_by"]["name"] for row in names)

    async def test_a_value_and_a_reason_why_it_is_unknown_exclude_each_other(
        self, records: Records
    ) -> None:
        child = await records.child()
        for said in (
            {},
            {"value": "yes", "unknown": "refused"},
            {"unknown": "bored"},
            {"value": "yes", "source": "rumour"},
            {"value": "yes", "said_on": datetime(2199, 1, 1, tzinfo=UTC).date()},
        ):
            with pytest.raises(InputIsInvalid):
                await records.do(_noting(child, said))

    async def test_words_are_sealed_under_the_childs_own_key_and_bound_to_their_row(
        self, records: Records
    ) -> None:
        child = await records.child(name_bn="গোপনমণি", marks="কপালে কাটা দাগ")
        await records.person(child, name_bn="গোপনমাতা", phone="01210000009")
        for statement in (
            "SELECT value AS sealed FROM child_fact",
            "SELECT said AS sealed FROM person_word",
            "SELECT said AS sealed FROM relation",
        ):
            for row in await records.rows(statement):
                assert "গোপন".encode() not in row["sealed"]
                assert b"mother" not in row["sealed"]
        async with records.database.transaction() as session:
            facts = (await session.exec(select(ChildFact).order_by(col(ChildFact.no)))).all()
            facts[0].value, facts[1].value = facts[1].value, facts[0].value
        with pytest.raises(Exception, match="does not open"):
            await records.file(child)

    async def test_an_erased_child_takes_nothing_more_and_shows_no_word(
        self, records: Records
    ) -> None:
        child = await records.child(name_bn="মিনা")
        await records.person(child, name_bn="রহিমা")

        async def erase(session: Any) -> None:
            (await session.get_one(Child, child)).wrapped_key = None

        await records.do(erase)
        with pytest.raises(DataIsErased):
            await records.note(child, "name_bn", "রিনা")
        with pytest.raises(DataIsErased):
            await records.file(child)

    async def test_what_the_form_of_the_ticket_says_fills_what_the_record_leaves_open(
        self, records: Records
    ) -> None:
        ticket = await records.ticket()
        for field, value in (
            ("child_name", "মিনা"),
            ("child_age", "৭/৮"),
            ("child_sex", "unknown"),
        ):
            await records.typed(ticket, field, value)
        child = await records.child_of(ticket)
        shown = await records.file(child)
        told = {row["field"]: row for row in shown["facts"]}
        assert told["name_bn"]["value"] == "মিনা"
        assert told["name_bn"]["source"] == "form"
        assert told["sex"]["unknown"] == "not_known"
        assert shown["age_years"] == {"youngest": 7, "oldest": 8}
        await records.note(child, "name_bn", "মীনা")
        assert (await records.values(child))["name_bn"] == "মীনা"


def _noting(child: UUID, said: dict[str, Any]) -> Callable[[Any], Awaitable[Any]]:
    async def act(session: Any) -> None:
        opened = await locked(session, child)
        more: dict[str, Any] = {"source": "child", "by": opened.child.added_by, **said}
        await people_service.note(session, opened, "in_school", **more)

    return act


def _open_own(who: SignedIn, child: UUID) -> Callable[[Any], Awaitable[Any]]:
    return lambda session: by_person(session, who, child, "own")


class TestPeople:
    async def test_a_person_is_changed_on_the_revision_that_was_seen_and_the_old_is_kept(
        self, records: Records
    ) -> None:
        child = await records.child()
        mother = await records.person(child, name_bn="রহিমা")

        async def change(session: Any, rev: int, name: str) -> None:
            opened = await locked(session, child)
            await people_service.change_person(
                session,
                opened,
                mother,
                {"name_bn": name},
                "child",
                rev=rev,
                by=records.by,
            )

        await records.do(lambda s: change(s, 1, "রহিমা বেগম"))
        with pytest.raises(PersonHasChanged) as refused:
            await records.do(lambda s: change(s, 1, "করিমা"))
        assert refused.value.facts == {"rev": 2}
        (person,) = (await records.file(child))["people"]
        assert (person["rev"], person["said"]["name_bn"]) == (2, "রহিমা বেগম")
        words = (await records.do(lambda s: s.exec(select(PersonWord)))).all()
        assert len(words) == 2

    async def test_a_person_of_another_child_is_not_found(self, records: Records) -> None:
        one, other = await records.child(), await records.child()
        mother = await records.person(one)
        with pytest.raises(PersonNotFound):
            await records.do(lambda s: _relate(s, other, mother, records.by))

    async def test_the_child_is_the_other_side_of_every_relation(self, records: Records) -> None:
        child = await records.child(sex="girl")
        await records.person(child, "stepfather", name_latin="Xander")
        (row,) = (await records.file(child))["relations"]
        assert (row["kind"], row["child_is"]) == ("stepfather", "stepdaughter")
        assert (row["caregiver"], row["may_be_told"]) == ("yes", None)

    async def test_siblings_are_said_once_and_hold_both_ways(self, records: Records) -> None:
        one, other = await records.child(), await records.child()
        line = await records.siblings(other, one)
        for mine, theirs in ((one, other), (other, one)):
            (row,) = (await records.file(mine))["relations"]
            assert (row["id"], row["other_child_id"]) == (str(line), str(theirs))
            assert (row["kind"], row["child_is"]) == ("sibling", "sibling")
        with pytest.raises(RelatedAlready):
            await records.siblings(one, other, "twin")
        with pytest.raises(InputIsInvalid):
            await records.siblings(one, one)

    async def test_a_line_that_is_ended_is_kept_and_counts_no_more(self, records: Records) -> None:
        one, other = await records.child(), await records.child()
        line = await records.siblings(one, other)

        async def end(session: Any, child: UUID, id_: UUID) -> None:
            opened = await locked(session, child)
            await people_relations.end_relation(session, opened, id_, records.by, [])

        await records.do(lambda s: end(s, other, line))
        await records.do(lambda s: end(s, one, line))
        assert (await records.file(one))["relations"] == []
        (kept,) = (await records.do(lambda s: s.exec(select(Relation)))).all()
        assert kept.ended_by == records.by
        await records.siblings(one, other, "twin")
        stranger = await records.child()
        with pytest.raises(RelationNotFound):
            await records.do(lambda s: end(s, stranger, line))

    async def test_accused_only_in_a_ticket_that_is_about_the_child(self, records: Records) -> None:
        mine, foreign = await records.ticket(), await records.ticket()
        child = await records.child(mine)
        uncle = await records.person(child, "uncle")
        await records.do(_end_all)
        with pytest.raises(InputIsInvalid) as refused:
            await records.do(lambda s: _relate(s, child, uncle, records.by, [foreign]))
        assert refused.value.field == "accused_in"
        await records.do(lambda s: _relate(s, child, uncle, records.by, [mine]))
        (row,) = (await records.file(child))["relations"]
        assert [one["id"] for one in row["accused_in"]] == [str(mine)]


async def _relate(
    session: Any, child: UUID, person: UUID, by: UUID, accused: list[UUID] | None = None
) -> None:
    opened = await locked(session, child)
    await people_relations.relate_person(
        session,
        opened,
        person,
        "uncle",
        {},
        accused or [],
        by,
    )


async def _end_all(session: Any) -> None:
    for one in (await session.exec(select(Relation))).all():
        one.ended_at = datetime.now(UTC)


async def test_the_timeline_of_the_ticket_tells_which_field_and_never_what(
    records: Records,
) -> None:
    ticket = await records.ticket()
    child = await records.child(ticket, name_bn="গোপনমণি")
    await records.person(child, name_bn="গোপনমাতা")
    rows = await records.do(lambda s: timeline_rows(s, ticket))
    assert [row["kind"] for row in rows] == [
        "incident.opened",
        "child.added",
        "child.fact_noted",
        "child.person_added",
        "child.related",
    ]
    assert rows[2]["facts"] == {"child_id": str(child), "field": "name_bn"}
    assert "গোপন" not in str(rows)


async def test_each_change_raises_the_version_by_one(records: Records) -> None:
    child = await records.child(await records.ticket(), name_bn="মিনা", sex="girl")
    assert (await records.row(child)).version == 3
