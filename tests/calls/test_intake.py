"""The first ring: one statement writes what the ordinary verbs would have written (I1)."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from app.calls import intake
from app.calls.events import CallArrived
from app.calls.models import Call
from app.calls.phone import CallerArrived
from app.cases.models import Channel, Incident
from app.cases.service import open_incident
from app.cases.timeline import CALLER
from app.core import security
from app.core.db import Database

NUMBER = "+8801210000001"


async def rows(database: Database) -> dict[str, list[dict[str, Any]]]:
    pool = await database.raw()
    return {
        table: [dict(row) for row in await pool.fetch(f'SELECT * FROM "{table}"')]
        for table in ("call", "incident", "timeline_entry", "outbox")
    }


async def by_the_ordinary_verbs(database: Database, sid: str) -> None:
    async with database.transaction() as session:
        call_id = uuid4()

        def arrived(incident: Incident) -> CallArrived:
            return CallArrived(
                entity_id=call_id, version=1, incident_id=incident.id, number=incident.number
            )

        incident = await open_incident(session, Channel.CALL, CALLER, arrived)
        now = incident.opened_at
        session.add(
            Call(
                id=call_id,
                incident_id=incident.id,
                provider_call_id=sid,
                number_kind="mobile",
                arrived_at=now,
                queued_at=now,
                heartbeat_at=now,
                number_sealed=b"",
                number_index=security.vault().blind_index(NUMBER),
            )
        )


async def test_the_one_statement_writes_the_rows_of_the_ordinary_verbs(database: Database) -> None:
    await intake.arrive(await database.raw(), CallerArrived("CA1", NUMBER, "mobile"))
    await by_the_ordinary_verbs(database, "CA2")
    for table, (one, other) in (await rows(database)).items():
        names = {"incident": str(one.get("id")), "call": str(one.get("id"))}
        assert _shape(one) == _shape(other), (table, names)


def _shape(row: dict[str, Any]) -> dict[str, Any]:
    """A row with what is different every time replaced by its kind; all else must be equal."""
    own = ("number", "provider_call_id", "transaction")

    def plain(name: str, value: Any) -> Any:
        if name in own or isinstance(value, UUID | bytes) or name.endswith(("_at", "at")):
            return type(value).__name__
        if name in ("id", "transaction") or name == "facts" or name == "audience":
            return _without_ids(value)
        return value

    return {name: plain(name, value) for name, value in row.items()}


def _without_ids(value: Any) -> str:
    import re

    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", str(value))
    text = re.sub(r"1098-\d\d-\d+", "TICKET", text)
    return re.sub(r"^\d+$", "N", "".join(sorted(text)) if text.startswith("{") else text)


async def test_the_same_webhook_again_finds_the_same_ticket(database: Database) -> None:
    pool = await database.raw()
    first = await intake.arrive(pool, CallerArrived("CA1", NUMBER, "mobile"))
    again = await intake.arrive(pool, CallerArrived("CA1", NUMBER, "mobile"))
    assert (first.call_id, first.number) == (again.call_id, again.number)
    assert first.new
    assert not again.new
    assert {table: len(found) for table, found in (await rows(database)).items()} == {
        "call": 1,
        "incident": 1,
        "timeline_entry": 1,
        "outbox": 1,
    }


async def test_fifty_copies_at_once_make_one_ticket(database: Database) -> None:
    pool = await database.raw()
    fact = CallerArrived("CA1", NUMBER, "mobile")
    made = await asyncio.gather(*(intake.arrive(pool, fact) for _ in range(50)))
    assert len({arrival.number for arrival in made}) == 1
    assert sum(arrival.new for arrival in made) == 1
    assert len((await rows(database))["incident"]) == 1


async def test_a_ticket_number_is_never_cut(database: Database) -> None:
    pool = await database.raw()
    await pool.execute("SELECT setval('incident_number', 999999)")
    arrival = await intake.arrive(pool, CallerArrived("CA1", NUMBER, "mobile"))
    assert arrival.number.endswith("-1000000")


async def test_the_number_is_sealed_and_found_by_its_index_only(database: Database) -> None:
    await intake.arrive(await database.raw(), CallerArrived("CA1", NUMBER, "mobile"))
    found = await rows(database)
    assert NUMBER.encode() not in found["call"][0]["number_sealed"]
    assert found["call"][0]["number_index"] == security.vault().blind_index(NUMBER)
    assert NUMBER not in str(found)


async def test_a_withheld_number_is_no_identity(database: Database) -> None:
    await intake.arrive(await database.raw(), CallerArrived("CA1", None, "withheld"))
    call = (await rows(database))["call"][0]
    assert call["number_sealed"] is None
    assert call["number_index"] is None


async def test_a_lost_database_raises_and_invents_nothing(database: Database) -> None:
    pool = await database.raw()
    await pool.close()
    try:
        await intake.arrive(pool, CallerArrived("CA1", NUMBER, "mobile"))
    except asyncpg.InterfaceError:
        return
    raise AssertionError("a closed pool took a call")
