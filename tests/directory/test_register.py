"""The directory in one list, its pages, and contacts of centres and staff by HTTP."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlmodel import select

from app.core import clock
from app.core.db import Database
from app.directory import posts
from app.directory.models import Centre, Holding, Post
from app.directory.register import STANDING, kind_row, like
from app.directory.states import OrganisationKind, PostKind
from tests.directory.test_worker_endpoints import Office
from tests.dispatch.world import UPAZILA
from tests.serving import Served


@pytest.fixture
async def office(served: Served, database: Database) -> Office:
    return await Office(served).open(database)


async def found(office: Office, asked: str) -> list[dict[str, Any]]:
    status, said = await office.ask("supervisor", "GET", f"/directory?{asked}")
    assert status == 200, said
    rows: list[dict[str, Any]] = said["items"]
    return rows


async def test_one_list_has_everybody_and_is_narrowed_by_sort_area_and_standing(
    office: Office, database: Database
) -> None:
    async with database.transaction() as session:
        owner = await posts.add_organisation(
            session,
            code="ORG-1",
            kind=OrganisationKind.SOCIAL_SERVICES,
            name_en="Office",
            name_bn="কার্যালয়",
        )
        (await session.get_one(Post, office.post)).organisation_id = owner.id
        await posts.appoint(
            session, office.post, office.silent, at=clock.now() - timedelta(hours=1)
        )
        owner_id = owner.id
    everything = await found(office, "")
    assert {row["what"] for row in everything} == {
        "centre",
        "worker",
        "post",
        "organisation",
        "staff",
    }
    silent = next(row for row in everything if row["id"] == str(office.silent))
    assert (silent["about"]["en"], silent["kind"]["code"]) == (
        "Officer",
        "upazila_social_services_officer",
    )
    assert (silent["reachable"], silent["operating"], silent["vacant"]) == (False, None, None)
    (post,) = await found(office, "what=post&standing=held")
    assert (post["id"], post["about"]["en"]) == (str(office.post), silent["name"]["en"])
    assert await found(office, "what=post&standing=vacant") == []
    of_owner = await found(office, f"organisation={owner_id}")
    assert {row["what"] for row in of_owner} == {"worker", "post", "organisation"}
    there = await found(office, f"place={UPAZILA}&what=worker&standing=unreachable")
    assert [row["id"] for row in there] == [str(office.silent)]
    assert [row["id"] for row in await found(office, "q=offic&what=post")] == [str(office.post)]
    assert await found(office, "q=%25&what=post") == [], "a per cent sign is only a sign"


async def test_every_standing_can_be_asked_and_holds_of_all_it_shows(office: Office) -> None:
    shown = [
        (standing, row)
        for standing in STANDING
        for row in await found(office, f"standing={standing}")
    ]
    assert {standing for standing, _ in shown} > {"on_duty", "vacant", "operating", "unreachable"}
    for standing, row in shown:
        held = {
            "on_duty": row["on_duty"] is True,
            "off_duty": row["on_duty"] is False,
            "on_leave": row["on_leave"] is True,
            "operating": row["operating"] is True,
            "not_operating": row["operating"] is False,
            "held": row["vacant"] is False,
            "vacant": row["vacant"] is True,
            "reachable": row["reachable"] is True,
            "unreachable": row["reachable"] is False,
        }
        assert held[standing], row


def test_what_is_typed_is_looked_for_as_it_stands() -> None:
    typed = {"": "", "  ": "", "a_b": "%a\\_b%", "50%": "%50\\%%", "x\\": "%x\\\\%", "\x00": ""}
    assert {q: like(q) for q in typed} == typed


async def test_a_bad_question_names_its_field(office: Office) -> None:
    for asked, field in (
        ("place=nowhere", "place"),
        ("standing=asleep", "standing"),
        ("what=car", "what"),
        ("organisation=1", "organisation"),
        ("kind=%00", "kind"),
    ):
        status, said = await office.ask("supervisor", "GET", f"/directory?{asked}")
        assert (status, said["errors"][0]["field"]) == (422, field)
    assert (await office.ask("counsellor", "GET", "/directory"))[0] == 403


async def _centre(database: Database) -> UUID:
    async with database.transaction() as session:
        return (await session.exec(select(Centre.id).limit(1))).one()


async def test_a_page_of_each_sort_shows_who_held_what_and_no_number(
    office: Office, database: Database
) -> None:
    now = clock.now()
    async with database.transaction() as session:
        row = await posts.appoint(session, office.post, office.silent, at=now - timedelta(days=9))
        await posts.relieve(session, row.id, at=now - timedelta(days=2))
        await posts.appoint(session, office.post, office.rina, at=now - timedelta(days=1))
        await posts.relieve(session, (await _held(session, office)).id, at=now + timedelta(days=5))
    status, post = await office.ask("supervisor", "GET", f"/posts/{office.post}")
    assert (status, [one["worker_id"] for one in post["history"]]) == (
        200,
        [str(office.rina), str(office.silent)],
    )
    assert (len(post["holders"]), post["areas"][0]["code"]) == (1, UPAZILA)
    _, file = await office.ask("supervisor", "GET", f"/workers/{office.silent}")
    assert (file["holdings"], file["earlier"][0]["post_id"]) == ([], str(office.post))
    for path in ("/centres", "/posts", "/staff"):
        assert (await office.ask("supervisor", "GET", f"{path}/{uuid4()}"))[0] == 404
        assert (await office.ask("counsellor", "GET", f"{path}/{uuid4()}"))[0] == 403


async def _held(session: Any, office: Office) -> Holding:
    asked = select(Holding).where(Holding.worker_id == office.rina)
    row: Holding = (await session.exec(asked)).one()
    return row


async def test_contacts_of_a_centre_and_of_staff_are_proved_as_those_of_a_worker(
    office: Office, database: Database
) -> None:
    centre = await _centre(database)
    staff = next(row for row in await found(office, "what=staff"))["id"]
    for path in (f"/centres/{centre}", f"/staff/{staff}"):
        body = {"channel": "text", "address": "০১৭১২৩৪৫৬৭৮"}
        assert (await office.ask("supervisor", "POST", f"{path}/contacts", body))[0] == 403
        status, row = await office.ask("administrator", "POST", f"{path}/contacts", body)
        assert (status, row["address"], row["verified_at"]) == (201, "…678", None)
        again = await office.ask("administrator", "POST", f"{path}/contacts", body)
        assert (again[0], again[1]["code"]) == (409, "contact_is_there")
        contact = f"/contacts/{row['id']}"
        _, sent = await office.ask("administrator", "POST", f"{contact}/code")
        assert sent["last"]["kind"] == "code"
        status, said = await office.ask(
            "administrator", "POST", f"{contact}/verify", {"code": "no"}
        )
        assert (status, said["errors"][0]["field"]) == (422, "code")
        await office.ask("administrator", "POST", f"{contact}/vouch")
        _, file = await office.ask("supervisor", "GET", path)
        assert file["contacts"][0]["verified_by_code"] is False
        assert "1712345678" not in str(file)
        assert (await office.ask("administrator", "DELETE", contact))[0] == 204
    for path in ("/centres", "/staff"):
        body = {"channel": "email", "address": "a@b.example"}
        gone = await office.ask("administrator", "POST", f"{path}/{uuid4()}/contacts", body)
        assert gone[0] == 404
        bad = {"channel": "text", "address": "nobody"}
        where = centre if path == "/centres" else staff
        status, said = await office.ask("administrator", "POST", f"{path}/{where}/contacts", bad)
        assert (status, said["errors"][0]["field"]) == (422, "address")


def test_every_kind_of_post_has_words_in_both_languages() -> None:
    for kind in PostKind:
        for text in kind_row("post", kind)["name"].values():
            assert text != f"post.kind.{kind}"
