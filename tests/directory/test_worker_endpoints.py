"""The directory by HTTP: who may, what is said without a channel, nothing shown in full."""

from datetime import timedelta
from typing import Any

import pytest

from app.core import clock
from app.core.db import Database
from app.directory import posts, service
from app.directory.states import PostKind
from tests.directory.test_posts import worker
from tests.dispatch.web import cookie_of
from tests.dispatch.world import UPAZILA, World
from tests.serving import Served


class Office:
    """A supervisor, an administrator and two workers with sessions; one has no number."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.cookies: dict[str, dict[str, str]] = {}

    async def open(self, database: Database) -> "Office":
        world = World(database, self.served.settings)
        await world.build()
        async with database.transaction() as session:
            self.silent = await worker(session, "silent", phone=None)
            post = await posts.add_post(
                session,
                code="USSO-1",
                kind=PostKind.UPAZILA_SOCIAL_SERVICES_OFFICER,
                seat=UPAZILA,
                name_en="Officer",
                name_bn="কর্মকর্তা",
            )
            await service.cover(session, UPAZILA, post_id=post.id)
            self.post, people = post.id, {}
            for role in ("supervisor", "administrator", "counsellor"):
                people[role] = (await world.add_staff(session, f"a-{role}", role)).id
            other = await world.add_staff(session, "a-worker", "worker", worker_id=self.silent)
            people["worker"] = other.id
        for role, id_ in people.items():
            app = "field" if role == "worker" else "console"
            self.cookies[role] = await cookie_of(world, id_, app)
        self.rina = world.workers[0].id
        return self

    async def ask(self, role: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        url = f"{self.served.base}/api/v1{path}"
        headers = self.cookies[role]
        async with self.served.http.request(method, url, json=body, headers=headers) as answer:
            return answer.status, await answer.json() if await answer.text() else None


@pytest.fixture
async def office(served: Served, database: Database) -> Office:
    return await Office(served).open(database)


async def test_who_has_no_channel_is_put_on_duty_only_when_that_is_confirmed(
    office: Office,
) -> None:
    path = f"/workers/{office.silent}/duty"
    status, said = await office.ask("supervisor", "POST", path, {"on": True})
    assert (status, said["code"], said["missing"]) == (409, "no_channel", ["text", "voice"])
    assert said["errors"][0]["field"] == "confirm"
    status, said = await office.ask("supervisor", "POST", path, {"on": True, "confirm": True})
    assert (status, said) == (200, {"changed": True, "missing": ["text", "voice"]})
    _, rows = await office.ask("supervisor", "GET", "/workers?on_duty=true")
    silent = next(row for row in rows["items"] if row["id"] == str(office.silent))
    assert (silent["reachable"], silent["on_duty"]) == (False, True)


async def test_a_post_is_filled_moved_and_vacant_and_the_area_goes_with_it(
    office: Office,
) -> None:
    now = clock.now()
    body = {
        "worker_id": str(office.silent),
        "starts_at": (now - timedelta(days=1)).isoformat(),
    }
    path = f"/posts/{office.post}/appoint"
    assert (await office.ask("supervisor", "POST", path, body))[0] == 403
    status, post = await office.ask("administrator", "POST", path, body)
    assert (status, post["holders"][0]["worker_id"]) == (200, str(office.silent))
    status, said = await office.ask(
        "administrator", "POST", path, {**body, "worker_id": str(office.rina)}
    )
    assert (status, said["code"], said["worker_id"]) == (409, "post_is_held", str(office.silent))
    _, rows = await office.ask("supervisor", "GET", f"/workers?place={UPAZILA}&q=silent")
    (row,) = rows["items"]
    assert row["holdings"][0]["post"]["en"] == "Officer"
    assert [area["code"] for area in row["areas"]] == [UPAZILA]
    holding = post["holders"][0]["holding_id"]
    at = {"at": (now - timedelta(minutes=1)).isoformat()}
    await office.ask("administrator", "POST", f"/holdings/{holding}/relieve", at)
    _, rows = await office.ask("supervisor", "GET", "/posts")
    assert rows["items"][0]["holders"] == []


async def test_an_address_is_masked_and_its_code_is_tried_by_an_administrator_only(
    office: Office,
) -> None:
    path = f"/workers/{office.silent}/contacts"
    body = {"channel": "text", "address": "০১৭১২৩৪৫৬৭৮"}
    assert (await office.ask("supervisor", "POST", path, body))[0] == 403
    status, row = await office.ask("administrator", "POST", path, body)
    assert (status, row["address"], row["verified_at"]) == (201, "…678", None)
    contact = f"/contacts/{row['id']}"
    await office.ask("administrator", "POST", f"{contact}/code")
    status, said = await office.ask("administrator", "POST", f"{contact}/verify", {"code": "no"})
    assert (status, said["errors"][0]["field"]) == (422, "code")
    status, row = await office.ask("administrator", "POST", f"{contact}/vouch")
    assert (status, row["verified_by_code"]) == (200, False)
    _, file = await office.ask("supervisor", "GET", f"/workers/{office.silent}")
    assert file["reachable"]
    assert "1712345678" not in str(file)


async def test_a_worker_swaps_only_shifts_of_his_own_with_a_colleague(
    office: Office, database: Database
) -> None:
    start = clock.now() + timedelta(days=1)
    spell: dict[str, Any] = {
        "starts_at": start.isoformat(),
        "ends_at": (start + timedelta(hours=8)).isoformat(),
    }
    path = f"/workers/{office.silent}/shifts"
    status, said = await office.ask("supervisor", "POST", path, spell)
    assert (status, said["code"], said["missing"]) == (409, "no_channel", ["text", "voice"])
    spell["confirm"] = True
    made = [
        (await office.ask("supervisor", "POST", f"/workers/{who}/shifts", spell))[1]
        for who in (office.rina, office.silent)
    ]
    to = {"to_worker": str(office.rina)}
    status, _ = await office.ask("worker", "POST", f"/shifts/{made[0]['id']}/swaps", to)
    assert status == 404
    status, said = await office.ask("worker", "POST", f"/shifts/{made[1]['id']}/swaps", to)
    assert (status, said["errors"][0]["field"]) == (422, "to_worker")
    async with database.transaction() as session:
        await service.cover(session, UPAZILA, worker_id=office.silent)
    status, said = await office.ask("worker", "POST", f"/shifts/{made[1]['id']}/swaps", to)
    assert (status, said["code"]) == (409, "shifts_overlap")
    await office.ask("supervisor", "POST", f"/shifts/{made[0]['id']}/call-off")
    status, swap = await office.ask("worker", "POST", f"/shifts/{made[1]['id']}/swaps", to)
    assert (status, swap["state"]) == (201, "asked")
    span = (
        f"starts_at={start.date()}T00:00:00Z&ends_at={start.date() + timedelta(days=2)}T00:00:00Z"
    )
    _, roster = await office.ask("supervisor", "GET", f"/roster?{span}")
    assert [row["swap"]["state"] for row in roster["shifts"]] == ["asked"]
    assert (await office.ask("worker", "POST", f"/swaps/{swap['id']}/note-yes"))[0] == 403
    await office.ask("supervisor", "POST", f"/swaps/{swap['id']}/note-yes")
    _, rows = await office.ask("supervisor", "GET", "/swaps")
    assert [(row["state"], row["to_name"]["en"]) for row in rows["items"]] == [("accepted", "Rina")]


async def test_who_cannot_be_reached_takes_over_a_shift_only_when_that_is_confirmed(
    office: Office,
) -> None:
    start = clock.now() + timedelta(days=1)
    spell = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=8)).isoformat()}
    _, shift = await office.ask("supervisor", "POST", f"/workers/{office.rina}/shifts", spell)
    path = f"/shifts/{shift['id']}/swaps"
    _, swap = await office.ask("supervisor", "POST", path, {"to_worker": str(office.silent)})
    await office.ask("supervisor", "POST", f"/swaps/{swap['id']}/note-yes")
    path = f"/swaps/{swap['id']}/confirm"
    status, said = await office.ask("supervisor", "POST", path)
    assert (status, said["code"]) == (409, "no_channel")
    status, said = await office.ask("supervisor", "POST", path, {"confirm": True})
    assert (status, said["state"]) == (200, "confirmed")


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/workers?place=nowhere", "place"),
        ("/roster/week?starts_on=2026-11-30&place=nowhere", "place"),
        ("/roster/week?starts_on=0001-01-01", "starts_on"),
        ("/roster/week?starts_on=monday", "starts_on"),
        ("/roster?starts_at=2026-11-01T00:00:00Z&ends_at=2026-12-31T00:00:00Z", "ends_at"),
        ("/roster?starts_at=2026-11-01T00:00:00&ends_at=2026-11-02T00:00:00Z", "starts_at"),
    ],
)
async def test_bad_questions_name_the_field(office: Office, path: str, field: str) -> None:
    status, said = await office.ask("supervisor", "GET", path)
    assert (status, said["errors"][0]["field"]) == (422, field)


async def test_a_place_is_searched_by_words_or_by_a_point(office: Office) -> None:
    _, said = await office.ask("counsellor", "GET", "/places?q=আরপাঙ্গাশিয়া&limit=1")
    (union,) = said["items"]
    assert (union["name"]["bn"], union["our_spelling"]) == ("Arpangashia", "আরপাঙ্গাশিয়া")
    _, said = await office.ask("counsellor", "GET", "/places?q=সাবেক ওয়ার্ড ৬১&limit=1")
    assert said["items"][0]["ward"] == {
        "scheme": "DSCC",
        "no": 25,
        "valid_from": "2011-12",
        "valid_to": None,
        "was": ["DCC 61"],
    }
    status, near = await office.ask(
        "counsellor", "POST", "/places/nearest", {"lat": 23.7104, "lon": 90.4074}
    )
    assert (status, near["country"], near["items"][0]["name"]["en"]) == (200, "inside", "Kotwali")
    assert near["items"][0]["km"] == 0.1
    _, away = await office.ask(
        "counsellor", "POST", "/places/nearest", {"lat": 22.57, "lon": 88.36}
    )
    assert away == {"country": "outside", "items": []}
    status, said = await office.ask("counsellor", "POST", "/places/nearest", {"lat": 91, "lon": 90})
    assert (status, said["errors"][0]["field"]) == (422, "lat")
    near = {"lat": 23.7104, "lon": 90.4074}  # whoever works on cases says where, too
    assert (await office.ask("worker", "POST", "/places/nearest", near))[0] == 200
