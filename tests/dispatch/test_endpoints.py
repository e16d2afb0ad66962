"""The routes of dispatch as HTTP: who may, what comes back, how refusals read."""

from app.directory.models import Worker
from tests.dispatch.web import browser, cookie_of, worker_cookie
from tests.dispatch.world import World

API = "/api/v1"


async def test_the_list_says_why_each_one_is_ranked_or_left_out(world: World) -> None:
    console = await cookie_of(world, world.counsellor.id, "console")
    async with browser(world) as client:
        answer = await client.get(
            f"{API}/incidents/{world.incident_id}/responders", headers=console
        )
    found = answer.json()
    first = found["ranked"][0]
    assert (first["name"]["en"], first["rank"], first["coverage"]) == ("Rina", 1, "union")
    assert first["role"] == {"bn": "ইউনিয়ন সমাজকর্মী", "en": "Union social worker"}
    assert first["open_tasks"] == 0
    assert {"covers_place", "distance"} <= {reason["code"] for reason in first["reasons"]}
    assert all(row["rank"] is None and row["reasons"] for row in found["shortfall"])


async def test_one_key_dispatches_and_the_worker_goes(world: World) -> None:
    console = await cookie_of(world, world.counsellor.id, "console")
    field = await worker_cookie(world, 0)
    async with browser(world) as client:
        asked = await client.post(
            f"{API}/incidents/{world.incident_id}/dispatches", json={}, headers=console
        )
        assert asked.status_code == 201
        path = f"{API}/dispatches/{asked.json()['id']}"
        mine = await client.get(f"{API}/dispatches/mine", headers=field)
        assert [row["state"] for row in mine.json()["items"]] == ["alerting"]
        assert (await client.post(f"{path}/shown", headers=field)).status_code == 204
        for verb, state in (("accept", "accepted"), ("depart", "en_route"), ("arrive", "reached")):
            answer = await client.post(f"{path}/{verb}", headers=field)
            assert (answer.status_code, answer.json()["state"]) == (200, state)
        done = await client.post(f"{path}/complete", json={"outcome": "child_safe"}, headers=field)
        assert done.json()["state"] == "done"


async def test_open_tasks_are_counted_against_the_next_request(world: World) -> None:
    dispatch_id = await world.request()
    await world.accept(dispatch_id, world.workers[0])
    console = await cookie_of(world, world.counsellor.id, "console")
    async with browser(world) as client:
        answer = await client.get(
            f"{API}/incidents/{world.incident_id}/responders", headers=console
        )
    rina = next(row for row in answer.json()["ranked"] if row["name"]["en"] == "Rina")
    assert rina["open_tasks"] == 1


async def test_who_wants_a_woman_gets_women_first_with_the_reason_and_she_is_told(
    world: World,
) -> None:
    async with world.database.transaction() as session:
        neela = await session.get_one(Worker, world.workers[2].id)
        neela.gender = "female"
        suman = await session.get_one(Worker, world.workers[1].id)
        suman.gender = "male"
    console = await cookie_of(world, world.counsellor.id, "console")
    field = await worker_cookie(world, 2)
    at = f"{API}/incidents/{world.incident_id}"
    async with browser(world) as client:
        before = (await client.get(f"{at}/responders", headers=console)).json()
        assert before["ranked"][0]["name"]["en"] == "Rina"
        needs = {"value": ["shelter", "female_worker"], "base_rev": 0}
        saved = await client.put(f"{at}/intake/needs", json=needs, headers=console)
        assert saved.status_code == 200
        found = (await client.get(f"{at}/responders", headers=console)).json()
        first = found["ranked"][0]
        assert (first["name"]["en"], first["rank"]) == ("Neela", 1)
        assert "female" in [reason["code"] for reason in first["reasons"]]
        why = {row["name"]["en"]: row["reasons"][0]["code"] for row in found["shortfall"]}
        assert (why["Rina"], why["Suman"]) == ("gender_unknown", "gender_mismatch")
        await client.post(f"{at}/dispatches", json={}, headers=console)
        (task,) = (await client.get(f"{API}/dispatches/mine", headers=field)).json()["items"]
        assert task["female_wanted"] is True


async def test_a_decline_leaves_nothing_to_show(world: World) -> None:
    dispatch_id = await world.request()
    field = await worker_cookie(world, 0)
    async with browser(world) as client:
        path = f"{API}/dispatches/{dispatch_id}/decline"
        answer = await client.post(path, json={"reason": "busy"}, headers=field)
        wrong = await client.post(path, json={"reason": "bored"}, headers=field)
    assert answer.status_code == 204
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "reason")


async def test_the_second_one_reads_who_goes(world: World) -> None:
    dispatch_id = await world.request()
    await world.decline(dispatch_id, world.workers[0])
    await world.accept(dispatch_id, world.workers[1])
    field = await worker_cookie(world, 0)
    async with browser(world) as client:
        answer = await client.post(f"{API}/dispatches/{dispatch_id}/accept", headers=field)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "already_taken")
    assert problem["accepted_by"]["name"]["en"] == "Suman"


async def test_an_illegal_move_is_a_problem_that_lists_the_legal_ones(world: World) -> None:
    dispatch_id = await world.request()
    field = await worker_cookie(world, 0)
    async with browser(world) as client:
        answer = await client.post(f"{API}/dispatches/{dispatch_id}/arrive", headers=field)
    assert answer.status_code == 409
    assert answer.json()["code"] == "illegal_move"
    assert "accept" in answer.json()["legal"]


async def test_a_worker_may_not_dispatch_and_a_counsellor_may_not_accept(world: World) -> None:
    dispatch_id = await world.request()
    console = await cookie_of(world, world.counsellor.id, "console")
    field = await worker_cookie(world, 0)
    async with browser(world) as client:
        asked = await client.post(
            f"{API}/incidents/{world.incident_id}/dispatches", json={}, headers=field
        )
        accepted = await client.post(f"{API}/dispatches/{dispatch_id}/accept", headers=console)
        nobody = await client.post(f"{API}/dispatches/{dispatch_id}/accept")
    assert (asked.status_code, accepted.status_code, nobody.status_code) == (403, 403, 401)


async def test_another_counsellors_incident_is_not_found(world: World) -> None:
    dispatch_id = await world.request()
    async with world.database.transaction() as session:
        other = await world.add_staff(session, "counsellor-8", "counsellor")
    console = await cookie_of(world, other.id, "console")
    async with browser(world) as client:
        asked = await client.post(
            f"{API}/incidents/{world.incident_id}/dispatches", json={}, headers=console
        )
        down = await client.post(
            f"{API}/dispatches/{dispatch_id}/stand-down",
            json={"reason": "mistake"},
            headers=console,
        )
    assert (asked.status_code, down.status_code) == (404, 404)


async def test_a_supervisor_stands_any_dispatch_down(world: World) -> None:
    dispatch_id = await world.request()
    async with world.database.transaction() as session:
        supervisor = await world.add_staff(session, "supervisor-9", "supervisor")
    console = await cookie_of(world, supervisor.id, "console")
    async with browser(world) as client:
        answer = await client.post(
            f"{API}/dispatches/{dispatch_id}/stand-down",
            json={"reason": "reassigned"},
            headers=console,
        )
    assert (answer.status_code, answer.json()["state"]) == (200, "stood_down")


async def test_places_are_found_by_any_spelling(world: World) -> None:
    console = await cookie_of(world, world.counsellor.id, "console")
    async with browser(world) as client:
        for words in ("bakerganj", "বাকেরগঞ্জ"):
            answer = await client.get(
                f"{API}/places", params={"q": words, "limit": 3}, headers=console
            )
            items = answer.json()["items"]
            assert items[0]["code"] == "BD10060007"
            assert items[0]["path"]["en"] == "Barishal, Barishal Division"
        wrong = await client.get(f"{API}/places", params={"limit": 99}, headers=console)
    assert wrong.json()["errors"][0]["field"] == "limit"
