"""Incidents on a real Postgres: doors, the form, urgency, holds, closing."""

from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.cases import access, holds, service
from app.cases.access import IncidentNotFound, SystemReason, by_person, for_system
from app.cases.models import AccessRecord, Channel, Child, Incident, IntakeField
from app.cases.queries import incident_rows, intake_rows, timeline_rows
from app.cases.sealed import DataIsErased
from app.cases.service import IncidentIsClosed, IncidentIsHeld
from app.cases.timeline import Actor
from app.core import security
from app.core.db import Database
from app.core.errors import InputIsInvalid
from app.staff.auth import SignedIn
from app.staff.models import Staff
from tests.factories import add_counsellor

PLACE = "TH-DMP-sutrapur"


def signed(person: Staff, **more: UUID) -> SignedIn:
    return SignedIn(
        id=person.id,
        name=person.name,
        display_bn=person.display_bn,
        display_en=person.display_en,
        role=person.role,
        app="console",
        session_id=uuid4(),
        **more,  # type: ignore[arg-type]
    )


@pytest.fixture
async def counsellor(database: Database) -> Staff:
    return await add_counsellor(database, on=False)


@pytest.fixture
async def ticket(database: Database, counsellor: Staff) -> UUID:
    """An open incident that this counsellor answered."""
    async with database.transaction() as session:
        incident = await service.open_incident(
            session, Channel.WALK_IN, Actor("staff", counsellor.id)
        )
        await service.add_party(session, incident, "counsellor", counsellor.id)
        return incident.id


async def locked(session: object, ticket: UUID) -> Incident:
    return await for_system(session, ticket, SystemReason.SCREEN, lock=True)  # type: ignore[arg-type]


class TestDoors:
    async def test_an_opening_by_a_person_is_recorded(
        self, database: Database, counsellor: Staff, ticket: UUID
    ) -> None:
        async with database.transaction() as session:
            await by_person(session, signed(counsellor), ticket, "own")
        async with database.transaction() as session:
            (record,) = await session.exec(select(AccessRecord))
        assert (record.staff_id, record.incident_id) == (counsellor.id, ticket)
        assert (record.door, record.reason) == ("person", "own work")

    async def test_a_stranger_learns_nothing_not_even_that_it_exists(
        self, database: Database, ticket: UUID
    ) -> None:
        stranger = signed(await add_counsellor(database, on=False))
        answers = []
        for wanted in (ticket, uuid4()):
            with pytest.raises(IncidentNotFound) as refused:
                async with database.transaction() as session:
                    await by_person(session, stranger, wanted, "own")
            answers.append(refused.value.detail)
        assert answers[0] == answers[1]

    async def test_a_workers_share_ends_with_the_work(
        self, database: Database, ticket: UUID
    ) -> None:
        worker_id = uuid4()
        person = signed(await add_counsellor(database, on=False), worker_id=worker_id)
        async with database.transaction() as session:
            incident = await locked(session, ticket)
            await service.save_field(session, incident, "child_name", "মিনা", person.id)
            await service.add_party(session, incident, "worker", worker_id)
        async with database.transaction() as session:
            assert await access.may_open(session, person, ticket, "party")
            share = await access.share_for_party(session, ticket, "worker", worker_id)
            assert share["child_name"] == "মিনা"
            assert "narrative" not in share
            await service.end_party(session, await locked(session, ticket), "worker", worker_id)
        async with database.transaction() as session:
            assert not await access.may_open(session, person, ticket, "party")
            assert await access.share_for_party(session, ticket, "worker", worker_id) == {}

    async def test_the_system_needs_a_named_reason(self, database: Database, ticket: UUID) -> None:
        with pytest.raises(ValueError, match="curiosity"):
            async with database.transaction() as session:
                await for_system(session, ticket, "curiosity")  # type: ignore[arg-type]


class TestTheForm:
    async def test_what_is_typed_is_sealed_and_comes_back(
        self, database: Database, counsellor: Staff, ticket: UUID
    ) -> None:
        said = "আমাকে মারে। \u0985\u09be য\u09bc 😀"
        async with database.transaction() as session:
            incident = await locked(session, ticket)
            await service.save_field(session, incident, "narrative", said, counsellor.id)
        async with database.transaction() as session:
            (row,) = await session.exec(select(IntakeField))
            assert row.value is not None
            assert said.encode() not in row.value
            rows = await intake_rows(session, ticket)
        assert rows["narrative"]["value"] == said
        assert rows["narrative"]["rev"] == 1

    async def test_the_childs_own_fields_are_sealed_by_the_childs_own_key(
        self, database: Database, counsellor: Staff, ticket: UUID
    ) -> None:
        async with database.transaction() as session:
            incident = await locked(session, ticket)
            await service.save_field(session, incident, "child_name", "মিনা", counsellor.id)
            await service.save_field(session, incident, "narrative", "কথা", counsellor.id)
        async with database.transaction() as session:
            (child,) = await session.exec(select(Child))
            child.wrapped_key = None  # the child is erased: its key is forgotten
            session.add(child)
        async with database.transaction() as session:
            rows = await intake_rows(session, ticket)
        assert set(rows) == {"narrative"}

    async def test_an_erased_incident_says_so_and_takes_nothing_more(
        self, database: Database, counsellor: Staff, ticket: UUID
    ) -> None:
        async with database.transaction() as session:
            incident = await locked(session, ticket)
            incident.wrapped_key = None
        with pytest.raises(DataIsErased):
            async with database.transaction() as session:
                incident = await locked(session, ticket)
                await service.save_field(session, incident, "narrative", "x", counsellor.id)

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("no_such_field", "x"),
            ("child_sex", "dragon"),
            ("narrative", "x" * 4001),
            ("narrative", ["a", "list"]),
            ("needs", "not a list"),
            ("needs", ["x" * 81]),
            ("needs", ["x"] * 31),
            ("injured", 7),
        ],
    )
    async def test_rubbish_is_refused_naming_the_field(
        self, database: Database, counsellor: Staff, ticket: UUID, field: str, value: object
    ) -> None:
        with pytest.raises(InputIsInvalid) as refused:
            async with database.transaction() as session:
                incident = await locked(session, ticket)
                await service.save_field(session, incident, field, value, counsellor.id)
        assert refused.value.field in ("field", "value")

    async def test_nul_bytes_and_lone_surrogates_are_cleaned_and_saved(
        self, database: Database, counsellor: Staff, ticket: UUID
    ) -> None:
        async with database.transaction() as session:
            incident = await locked(session, ticket)
            await service.save_field(session, incident, "narrative", "ক\x00খ\ud800", counsellor.id)
        async with database.transaction() as session:
            rows = await intake_rows(session, ticket)
        assert rows["narrative"]["value"] == "কখ?"


class TestUrgency:
    async def test_a_grave_category_raises_the_urgency_by_itself_and_says_why(
        self, database: Database, counsellor: Staff, ticket: UUID
    ) -> None:
        async with database.transaction() as session:
            incident = await locked(session, ticket)
            await service.categorise(session, incident, ["sexual_abuse"], counsellor.id)
        async with database.transaction() as session:
            row = (await incident_rows(session, [ticket]))[ticket]
        assert (row["urgency"], row["urgency_source"]) == ("P1", "suggested")
        assert row["suggestion"]["reasons"][0]["params"]["category"] == "sexual_abuse"

    async def test_the_system_never_lowers_an_urgency(
        self, database: Database, counsellor: Staff, ticket: UUID
    ) -> None:
        async with database.transaction() as session:
            incident = await locked(session, ticket)
            await service.categorise(session, incident, ["sexual_abuse"], counsellor.id)
            await service.categorise(session, incident, [], counsellor.id)
            await service.save_field(session, incident, "injured", "no", counsellor.id)
            assert incident.urgency is not None
            assert incident.urgency.value == "P1"

    async def test_what_a_person_decided_stays(
        self, database: Database, counsellor: Staff, ticket: UUID
    ) -> None:
        async with database.transaction() as session:
            incident = await locked(session, ticket)
            await service.set_urgency(session, incident, "P3", counsellor.id)
            await service.categorise(session, incident, ["sexual_abuse"], counsellor.id)
            assert incident.urgency is not None
            assert (incident.urgency.value, incident.urgency_source) == ("P3", "set")


class TestClosing:
    async def test_it_is_refused_with_the_reason_while_a_worker_is_out(
        self, database: Database, counsellor: Staff, ticket: UUID
    ) -> None:
        ref = uuid4()
        async with database.transaction() as session:
            await holds.place_hold(session, await locked(session, ticket), "worker_out", ref)
        with pytest.raises(IncidentIsHeld) as refused:
            async with database.transaction() as session:
                incident = await locked(session, ticket)
                await service.close(session, incident, "resolved", counsellor.id)
        assert refused.value.facts["holds"] == [{"kind": "worker_out", "ref": str(ref)}]
        async with database.transaction() as session:
            incident = await locked(session, ticket)
            await holds.release_hold(session, incident, "worker_out", ref)
            await service.close(session, incident, "resolved", counsellor.id)

    async def test_nothing_can_be_changed_afterwards(
        self, database: Database, counsellor: Staff, ticket: UUID
    ) -> None:
        async with database.transaction() as session:
            incident = await locked(session, ticket)
            await service.close(session, incident, "resolved", counsellor.id)
        for change in (
            lambda s, i: service.locate(s, i, PLACE, "said", counsellor.id),
            lambda s, i: service.save_field(s, i, "narrative", "x", counsellor.id),
            lambda s, i: service.close(s, i, "other", counsellor.id),
        ):
            with pytest.raises(IncidentIsClosed):
                async with database.transaction() as session:
                    await change(session, await locked(session, ticket))


async def test_the_timeline_is_numbered_without_a_gap(
    database: Database, counsellor: Staff, ticket: UUID
) -> None:
    for basis in ("guess", "said", "confirmed"):
        async with database.transaction() as session:
            incident = await locked(session, ticket)
            await service.locate(session, incident, PLACE, basis, counsellor.id)
    async with database.transaction() as session:
        rows = await timeline_rows(session, ticket)
    assert [row["seq"] for row in rows] == [1, 2, 3, 4]
    assert rows[-1]["facts"] == {"place": PLACE, "basis": "confirmed"}
    assert rows[-1]["actor"]["name"]["en"] == counsellor.display_en


async def test_the_first_time_a_clock_stops_counts(
    database: Database, counsellor: Staff, ticket: UUID
) -> None:
    async with database.transaction() as session:
        incident = await locked(session, ticket)
        await service.locate(session, incident, PLACE, "guess", counsellor.id)
        first = incident.located_at
        await service.locate(session, incident, "BD30260072", "said", counsellor.id)
        assert incident.located_at == first


def test_a_wrapped_key_opens_only_for_its_own_row(vault: security.Vault) -> None:
    _, wrapped = vault.new_data_key(b"row-1")
    with pytest.raises(security.CannotUnseal):
        vault.unwrap(wrapped, b"row-2")
