"""A centre by HTTP and by table: what is said of it stays, and where it is stays sealed."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import select

from app.core.db import Database, fetch
from app.core.outbox import OutboxRow
from app.directory.centres import set_address
from app.directory.exporting import write_out
from app.directory.load import centres
from app.directory.models import Centre
from app.directory.service import centre_by_code, sync_centres
from tests.directory.test_importing import ORGANISATION, take
from tests.directory.test_worker_endpoints import Office, office
from tests.dispatch.world import UPAZILA

__all__ = ["office"]
CODE = "SRTRCCR-DHA"
ADDRESS = "১২/ক গোপন সড়ক"
SHORT = "code,name_bn,name_en,kind,admits,operating\n"
LONG = SHORT.strip() + ",age_from,age_to,services,hours,organisation,place,address\n"
NIGHT = (
    "ENS-1,রাত,Night,night_shelter,direct,yes,৬,17,shelter;meals,sat-fri ২০:০০-08:00,DSS,"
    f"{UPAZILA},{ADDRESS}\n"
)


async def one(database: Database, code: str = CODE) -> Centre:
    async with database.transaction() as session:
        found = await centre_by_code(session, code)
    assert found is not None
    return found


async def path(office: Office, database: Database) -> str:
    return f"/centres/{(await one(database)).id}"


async def test_what_is_said_of_a_centre_is_shown_told_and_outlives_the_file(
    office: Office, database: Database
) -> None:
    await take(database, "organisations", ORGANISATION)
    said = {
        "age_from": 6,
        "age_to": 17,
        "services": ["shelter", "health", "shelter"],
        "hours": "SAT-SUN ০৯:০০-17:00",
        "organisation": "DSS",
        "place": UPAZILA,
        "capacity": 7,
    }
    status, row = await office.ask("administrator", "PATCH", await path(office, database), said)
    assert status == 200, row
    assert (row["age_from"], row["age_to"], row["capacity"]) == (6, 17, 7)
    assert row["services"] == ["health", "shelter"]
    assert row["hours"] == "sat 09:00-17:00; sun 09:00-17:00"
    assert (row["organisation"]["code"], row["place"]["code"]) == ("DSS", UPAZILA)
    assert (await one(database)).location_basis == "upazila"
    again = await office.ask("administrator", "PATCH", await path(office, database), said)
    async with database.transaction() as session:
        told = await session.exec(select(OutboxRow).where(OutboxRow.event == "centre.changed"))
        (event,) = told.all()
        await sync_centres(session, centres())
    assert again == (200, row)
    assert event.facts == {
        "what": ["age_from", "age_to", "capacity", "hours", "organisation_id", "place", "services"]
    }
    assert (await one(database)).hours == row["hours"]
    listed = (await office.ask("supervisor", "GET", "/centres"))[1]["items"]
    assert row in listed


BAD: list[tuple[dict[str, Any], str]] = [
    ({"age_from": 12, "age_to": 6}, "age_from"),
    ({"age_to": 99}, "age_to"),
    ({"hours": "now and then \ud800"}, "hours"),
    ({"services": ["magic"]}, "services"),
    ({"organisation": "nobody's"}, "organisation"),
    ({"place": "nowhere"}, "place"),
    ({"capacity": -1}, "capacity"),
    ({"name_bn": "  "}, "name_bn"),
    ({"admits": None}, "admits"),
    ({"kind": "castle"}, "kind"),
    ({"address": ADDRESS}, "address"),
]


async def test_what_cannot_be_is_refused_by_its_field(office: Office, database: Database) -> None:
    before, where = await one(database), await path(office, database)
    for said, field in BAD:
        status, problem = await office.ask("administrator", "PATCH", where, said)
        assert status == 422, said
        assert problem["errors"][0]["field"].split(".")[0] == field
    assert (await one(database)).model_dump() == before.model_dump()


async def test_an_address_is_sealed_and_every_look_is_noted(
    office: Office, database: Database
) -> None:
    where = await path(office, database)
    why = {"reason": "taking_a_child"}
    nothing = await office.ask("supervisor", "POST", f"{where}/address/look", why)
    refused = await office.ask("supervisor", "PUT", f"{where}/address", {"address": "x"})
    empty = await office.ask("administrator", "PUT", f"{where}/address", {"address": "  "})
    for address in ("elsewhere", ADDRESS):
        kept = await office.ask("administrator", "PUT", f"{where}/address", {"address": address})
    for role in ("counsellor", "worker"):
        assert (await office.ask(role, "POST", f"{where}/address/look", why))[0] == 403
        assert (await office.ask(role, "GET", f"{where}/address/looks"))[0] == 403
    unsaid = await office.ask("supervisor", "POST", f"{where}/address/look", {})
    seen = await office.ask("supervisor", "POST", f"{where}/address/look", why)
    _, noted = await office.ask("administrator", "GET", f"{where}/address/looks")
    listed = await office.ask("supervisor", "GET", "/centres")
    assert (nothing[0], refused[0], empty[0], kept[0], unsaid[0]) == (404, 403, 422, 204, 422)
    assert nothing[1]["code"] == "no_address"
    assert seen == (200, {"address": ADDRESS})
    assert [(one["reason"], one["change"]) for one in noted["items"]] == [
        ("taking_a_child", None),
        (None, "changed"),
        (None, "entered"),
    ]
    assert all(one["by"]["en"] for one in noted["items"])
    assert ADDRESS not in str(noted)
    assert [row["address_known"] for row in listed[1]["items"] if row["code"] == CODE] == [True]
    assert ADDRESS not in str(listed)
    assert await bytes_of(database, "SELECT address FROM centre_address") != ADDRESS.encode()
    await office.ask("administrator", "PUT", f"{where}/address", {"address": None})
    assert (await office.ask("supervisor", "POST", f"{where}/address/look", why))[0] == 404


async def bytes_of(database: Database, statement: str) -> bytes:
    async with database.transaction() as session:
        found = await (await session.connection()).execute(text(statement))
        return bytes(found.scalar_one())


async def test_a_table_says_the_same_and_what_it_lacks_stays(database: Database) -> None:
    await take(database, "organisations", ORGANISATION)
    report = await take(database, "centres", LONG + NIGHT)
    assert (report.problems, report.new, report.applied) == ((), 1, True)
    before = await one(database, "ENS-1")
    assert (before.age_from, before.services) == (6, ["meals", "shelter"])
    assert before.hours is not None
    assert before.hours.count("20:00-08:00") == 7
    assert (before.location_basis, before.lat is None) == ("upazila", False)
    short = await take(database, "centres", SHORT + "ENS-1,রাত,Night,night_shelter,direct,yes\n")
    assert short.problems == ()
    assert (await one(database, "ENS-1")).model_dump() == before.model_dump()
    async with database.transaction() as session:
        data = await write_out(session, "centres")
    assert "address" not in data.decode("utf-8-sig").splitlines()[0]
    assert ADDRESS not in data.decode()
    assert (await take(database, "centres", data)).problems == ()
    assert (await one(database, "ENS-1")).model_dump() == before.model_dump()
    assert await bytes_of(database, "SELECT address FROM centre_address")


BAD_CELLS = [
    (("৬", "26"), ("age_from", "no_age")),
    (("17", "9999999"), ("age_to", "no_number")),
    ((",17,", ",5,"), ("age_from", "refused")),
    (("meals", "magic"), ("services", "no_choice")),
    (("sat-fri", "every day"), ("hours", "no_hours")),
    (("DSS", "XYZ"), ("organisation", "refused")),
    (("night_shelter", "castle"), ("kind", "no_choice")),
]


async def test_a_bad_cell_is_named_and_nothing_comes_in(database: Database) -> None:
    await take(database, "organisations", ORGANISATION)
    for cells, problem in BAD_CELLS:
        report = await take(database, "centres", LONG + NIGHT.replace(*cells, 1))
        found = [(one.row, one.column, one.code) for one in report.problems]
        assert (found, report.applied) == ([(2, *problem)], False)


NOTED = """
SELECT change, staff.name AS by, centre.code FROM address_change
JOIN centre ON centre.id = centre_id LEFT JOIN staff ON staff.id = staff_id
ORDER BY address_change.at
"""


async def noted(database: Database) -> list[tuple[str, str | None]]:
    """What was done to addresses, oldest first, and by whom; all of one centre."""
    async with database.transaction() as session:
        rows = await fetch(session, NOTED)
    assert {row["code"] for row in rows} <= {CODE}
    return [(row["change"], row["by"]) for row in rows]


def table(address: str, more: str = "") -> str:
    """A table that enters an address of the centre these tests are about, and `more` rows."""
    head = SHORT.strip() + ",address\n"
    return f"{head}{CODE},ঢাকা,Dhaka,rehabilitation_centre,direct,yes,{address}\n{more}"


async def test_whatever_is_done_to_an_address_is_noted_once_and_nothing_else_is(
    office: Office, database: Database
) -> None:
    where = f"{await path(office, database)}/address"
    done: list[tuple[str, str | None]] = []

    async def put(address: str | None, role: str = "administrator", at: str = where) -> int:
        return (await office.ask(role, "PUT", at, {"address": address}))[0]

    async def send(csv: str, *, dry_run: bool = False, role: str = "administrator") -> int:
        body = {"kind": "centres", "csv": csv, "dry_run": dry_run}
        return (await office.ask(role, "POST", "/directory/import", body))[0]

    assert [await put(ADDRESS), await put(f" {ADDRESS} ")] == [204, 204]
    done.append(("entered", "a-administrator"))
    assert await noted(database) == done
    assert await send(table("elsewhere")) == 200
    done.append(("changed", "a-administrator"))
    assert await noted(database) == done
    await take(database, "centres", table(ADDRESS))
    done.append(("changed", None))
    assert await noted(database) == done
    assert [await put(None), await put(None)] == [204, 204]
    done.append(("taken_away", "a-administrator"))
    assert await noted(database) == done
    forged = {"address": "x", "by": str(office.rina), "staff_id": str(office.rina)}
    assert [
        await put("x", role="supervisor"),
        await put(" "),
        await put("x", at="/centres/00000000-0000-4000-8000-000000000000/address"),
        (await office.ask("administrator", "PUT", where, forged))[0],
        await send(table("x"), role="supervisor"),
        await send(table("x"), dry_run=True),
        await send(table("x", "ENS-1,রাত,Night,castle,direct,yes,x\n")),
        await send(table("")),
    ] == [403, 422, 404, 422, 403, 200, 200, 200]
    with pytest.raises(ZeroDivisionError):
        async with database.transaction() as session:
            await set_address(session, (await one(database)).id, "x", by=None)
            raise ZeroDivisionError
    assert await noted(database) == done
    listed = (await office.ask("supervisor", "GET", f"{where}/looks"))[1]["items"]
    assert [(row["change"], bool(row["by"])) for row in reversed(listed)] == [
        (change, by is not None) for change, by in done
    ]


async def test_two_who_enter_an_address_at_once_are_noted_one_after_the_other(
    database: Database,
) -> None:
    id_ = (await one(database)).id

    async def enter(address: str) -> None:
        async with database.transaction() as session:
            await set_address(session, id_, address, by=None)

    await asyncio.gather(*(enter(address) for address in ("here", "there", "here again")))
    assert [change for change, _ in await noted(database)] == ["entered", "changed", "changed"]
