"""S04, street children from a roll without network to a case, seen only from outside.

The house runs in this process, so that days can pass in it; it is asked by HTTP and the live line.
"""

import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from time_machine import travel

from tests.line import Line, whole_line
from tests.running import Person

EVENING = timedelta(hours=15)
"""Nine in the evening in Dhaka."""
Row = dict[str, Any]


@contextlib.asynccontextmanager
async def on_evening(line: Line, days: int, *names: str) -> AsyncIterator[list[Person]]:
    """So many evenings after tomorrow these people sign in anew; time goes on from there."""
    today = datetime.combine(datetime.now(UTC).date(), datetime.min.time(), UTC)
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(travel(today + timedelta(days=days + 1) + EVENING, tick=True))
        yield [await stack.enter_async_context(line.at_work(name)) for name in names]


async def named(admin: Person) -> dict[str, Row]:
    """Of the places that are only counted two get a name; where they are nobody has told."""
    before = await admin.ask("GET", "/street/network")
    counted = {row["kind"]: (row["counted"], row["named"]) for row in before["kinds"]}
    assert sorted(counted.values()) == [(4, 0), (5, 0), (6, 0), (20, 0)]
    assert before["sites"] == []
    said: dict[str, Row] = {
        "shelter": {"kind": "night_shelter", "capacity": 2, "intake_gender": "boys"},
        "day": {"kind": "drop_in_centre"},
    }
    sites = {
        name: await admin.ask(
            "POST", "/street/sites", {"name_bn": f"{name} ঘর", "name_en": name, **more}, expect=201
        )
        for name, more in said.items()
    }
    assert [sites[name]["code"] for name in said] == ["ENS-01", "DIC-01"]
    assert (sites["day"]["capacity"], sites["day"]["last"]) == (None, None)
    again = {"kind": "night_shelter", "name_bn": "অন্য", "name_en": "SHELTER"}
    refused = await admin.ask("POST", "/street/sites", again, expect=422)
    assert refused["errors"][0]["field"] == "name_en"
    return sites


def pressed(verb: str, seq: int, day: str, hours_ago: float = 0, **more: Any) -> Row:
    """What a phone kept, with the time of its own at which it was pressed."""
    made = datetime.now(UTC) - timedelta(hours=hours_ago)
    return {
        "id": str(uuid4()),
        "verb": verb,
        "seq": seq,
        "made_at": made.isoformat(),
        "clock_offset_ms": 0,
        "day": day,
        **more,
    }


async def sent(person: Person, commands: list[Row]) -> list[Row]:
    body = await person.ask("POST", "/field/commands", {"commands": commands})
    receipts: list[Row] = body["receipts"]
    return receipts


async def first_night(line: Line, sites: dict[str, Row]) -> tuple[str, list[str], list[Row]]:
    """A roll without network: two by nickname, two without a name, sent twice and counted once."""
    shelter, children = sites["shelter"]["id"], [str(uuid4()), str(uuid4())]
    async with on_evening(line, 0, "keeper", "helper", "supervisor-1") as people:
        keeper, helper, supervisor = people
        await supervisor.watch("board")
        roll = await keeper.ask("GET", f"/street/sites/{shelter}/roll")
        assert (roll["children"], roll["figures"]["least"]) == ([], 0)
        night = roll["day"]
        commands = [
            pressed("roll_meet", 1, night, 1, child_id=children[0], nickname="কালু", sex="boy"),
            pressed("roll_meet", 2, night, 1, child_id=children[1], nickname="রাজা"),
            pressed("roll_count", 3, night, 1, unnamed=2),
        ]
        receipts = await sent(keeper, commands)
        assert [one["result"] for one in receipts] == ["applied"] * 3
        assert [one["at"] for one in receipts] == [one["made_at"] for one in commands]
        assert await sent(keeper, commands) == receipts
        # the other one of this shelter calls the roll as well, and refuses nobody
        known = [pressed("roll_see", no, night, child_id=id_) for no, id_ in enumerate(children)]
        assert {one["result"] for one in await sent(helper, known)} == {"applied"}

        def over() -> Any:
            row = supervisor.rows("board", "sites").get(shelter, {"nights": []})
            return [one for one in row["nights"] if one["over"] == 2 and one["capacity"] == 2]

        (told,) = await supervisor.until(over)
        assert (told["day"], told["reason"], told["unexplained"]) == (night, None, True)
        why = {"day": night, "reason": "no_other_place"}
        await keeper.ask("POST", f"/street/sites/{shelter}/explain", why)
        await supervisor.until(lambda: not over())
        row = supervisor.rows("board", "sites")[shelter]
        assert row["last"] == {"day": night, "named": 2, "least": 4, "most": 4}
        assert "কালু" not in str(supervisor.heard), "no name goes over the line"
    return night, children, commands


async def next_days(line: Line, sites: dict[str, Row], night: str, children: list[str]) -> str:
    """The list of yesterday with one tap each; a roll of days ago comes late; a girl; tomorrow."""
    shelter, day = sites["shelter"]["id"], sites["day"]["id"]
    async with on_evening(line, 3, "keeper", "helper", "guide") as (keeper, helper, guide):
        roll = await keeper.ask("GET", f"/street/sites/{shelter}/roll")
        assert {one["name"]: (one["here"], one["last_day"]) for one in roll["children"]} == {
            "কালু": (False, night),
            "রাজা": (False, night),
        }
        tonight = date.fromisoformat(roll["day"])
        path = f"/street/sites/{shelter}/see"
        note = {"id": str(uuid4()), "day": roll["day"], "child_id": children[0]}
        for _ in range(2):
            row = await keeper.ask("POST", path, note)
            assert row["last"]["named"] == 1
        late = (tonight - timedelta(days=1)).isoformat()
        (receipt,) = await sent(helper, [pressed("roll_see", 9, late, 24, child_id=children[1])])
        assert receipt["result"] == "applied"
        tomorrow = (tonight + timedelta(days=1)).isoformat()
        refused = await keeper.ask(
            "POST", path, {**note, "id": str(uuid4()), "day": tomorrow}, expect=422
        )
        assert (refused["code"], refused["last"]) == ("day_is_no_roll", roll["day"])
        girl = {"id": str(uuid4()), "day": roll["day"], "child_id": str(uuid4()), "sex": "girl"}
        refused = await keeper.ask(
            "POST", f"/street/sites/{shelter}/meet", {**girl, "nickname": "ফুলি"}, expect=409
        )
        assert (refused["code"], refused["takes"]) == ("shelter_is_for_others", "boys")
        # by day the boy comes to the drop-in centre, where he is called otherwise
        there = await guide.ask("GET", f"/street/sites/{day}/roll")
        other = str(uuid4())
        met = {"id": str(uuid4()), "day": there["day"], "child_id": other, "nickname": "কাইল্যা"}
        row = await guide.ask("POST", f"/street/sites/{day}/meet", met)
        assert row["last"] == {"day": there["day"], "named": 1, "least": 1, "most": 1}
        await guide.ask("GET", f"/street/sites/{shelter}/roll", expect=404)
        stranger = {"id": str(uuid4()), "day": there["day"], "child_id": children[0]}
        await guide.ask("POST", f"/street/sites/{day}/see", stranger, expect=404)
    return other


async def counted(supervisor: Person) -> Row:
    """Children are not visits, and two records of one child are one child."""
    found: Row = await supervisor.ask("GET", "/street/figures")
    return found


async def one_child(line: Line, child: str, other: str) -> None:
    async with on_evening(line, 3, "supervisor-1") as (supervisor,):
        before = await counted(supervisor)
        body = {"other_id": other, "choose": {"nickname": "kept"}, "why": "child_says"}
        await supervisor.ask("POST", f"/children/{child}/merge", body)
        after = await counted(supervisor)
        assert (before["all"]["named"], after["all"]["named"]) == (3, 2)
        assert before["all"]["named_visits"] == after["all"]["named_visits"] == 5
        assert after["all"]["children_least"] <= after["all"]["visits_least"] == 7
        assert after["all"]["children_most"] == 4
        kinds = {row["kind"]: row["named"] for row in after["kinds"]}
        assert kinds == {"night_shelter": 2, "drop_in_centre": 1}, "not to be added up"


async def to_a_case(line: Line, sites: dict[str, Row], child: str) -> None:
    """The shelter asks, a supervisor opens a case and gives it to a worker, who sees where."""
    shelter = sites["shelter"]["id"]
    names = ("keeper", "supervisor-1", "worker-1", "counsellor-1")
    async with on_evening(line, 4, *names) as (keeper, supervisor, worker, counsellor):
        await supervisor.watch("board")
        wish = {"child_id": child, "why": "wants_home"}
        await keeper.ask("POST", f"/street/sites/{shelter}/ask-case", wish)
        (asked,) = await supervisor.until(
            lambda: supervisor.rows("board", "sites").get(shelter, {}).get("asks")
        )
        owners = {
            row["name"]["en"]: row["id"]
            for row in (await supervisor.ask("GET", "/case-owners"))["items"]
        }
        said = {"assign_to": owners["worker-1"], "risk": "medium", "basis": ["seen_by_worker"]}
        take = f"/street/asks/{asked['id']}/take-up"
        case = await supervisor.ask("POST", take, said, expect=201)
        late = await supervisor.ask("POST", take, said, expect=409)
        assert (late["code"], late["legal"]) == ("illegal_move", [])
        await supervisor.until(lambda: supervisor.rows("board", "sites")[shelter]["asks"] == [])
        path = f"/cases/{case['id']}"
        await worker.ask("POST", f"{path}/accept")
        file = await worker.ask("GET", path)
        kinds = [step["kind"] for step in file["timeline"]]
        assert [step["seq"] for step in file["timeline"]] == list(range(1, len(kinds) + 1))
        assert kinds[0] == "case.opened"
        assert {"case.asked_for_by_site", "case.taken_on"} <= set(kinds)
        (told,) = [one for one in file["timeline"] if one["kind"] == "case.asked_for_by_site"]
        assert (told["facts"]["centre_id"], told["facts"]["why"]) == (shelter, "wants_home")
        seen = await worker.ask("GET", f"{path}/places-seen")
        assert {one["site"]["kind"]: one["days"] for one in seen["places"]} == {
            "night_shelter": 2,
            "drop_in_centre": 1,
        }
        for stranger, status in ((counsellor, 404), (keeper, 403)):
            await stranger.ask("GET", f"{path}/places-seen", expect=status)
        opened = (await supervisor.ask("GET", f"{path}/openings"))["items"]
        assert {one["by"]["name"]["en"] for one in opened} == {"worker-1", "supervisor-1"}
        (ticket,) = case["incidents"]
        assert ticket["channel"] == "outreach"
        file = await supervisor.ask("GET", f"/incidents/{ticket['id']}")
        steps = [step["kind"] for step in file["timeline"]]
        assert steps[0] == "incident.opened"
        assert "incident.taken_into_case" in steps


async def test_a_street_child_is_counted_once_and_finds_a_case(
    settings: Any, database: Any
) -> None:
    async with whole_line(settings, database) as line:
        for name, role in (
            ("admin-1", "administrator"),
            ("supervisor-1", "supervisor"),
            ("worker-1", "worker"),
            ("counsellor-1", "counsellor"),
        ):
            await line.employ(name, role)
        async with line.at_work("admin-1") as admin:
            sites = await named(admin)
        for name, site in (("keeper", "shelter"), ("helper", "shelter"), ("guide", "day")):
            await line.employ(name, "centre", centre_id=UUID(sites[site]["id"]))
        night, children, commands = await first_night(line, sites)
        other = await next_days(line, sites, night, children)
        await one_child(line, children[0], other)
        await to_a_case(line, sites, children[0])
        async with on_evening(line, 4, "keeper", "supervisor-1") as (keeper, supervisor):
            before = await counted(supervisor)
            assert {one["result"] for one in await sent(keeper, commands)} == {"applied"}
            assert await counted(supervisor) == before, "days later the same post changes nothing"
