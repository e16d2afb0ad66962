"""S13, an event from its plan to the calls it is expected to bring, seen only from outside."""

from datetime import UTC, datetime, timedelta
from typing import Any

from time_machine import travel

from tests.line import whole_line
from tests.running import Person

DISTRICT = "BD3026"
Row = dict[str, Any]


def moment(**after: float) -> str:
    return (datetime.now(UTC) + timedelta(**after)).isoformat()


def asked(text: str) -> str:
    return text.replace("+", "%2B")


async def planned(worker: Person, supervisor: Person) -> Row:
    """A case worker plans a talk in schools; the supervisors' board shows that it comes."""
    await supervisor.watch("board")
    made: Row = await worker.ask(
        "POST",
        "/outreach",
        {
            "kind": "school_visit",
            "name_bn": "দশ স্কুলে আলোচনা",
            "name_en": "Talks in ten schools",
            "starts_at": moment(hours=1),
            "ends_at": moment(hours=4),
            "audience": ["children", "teachers"],
            "place": DISTRICT,
            "expected": 3000,
        },
        expect=201,
    )
    await supervisor.until(lambda: made["id"] in supervisor.rows("board", "outreach"))
    early = await worker.ask("POST", f"/outreach/{made['id']}/hold", {"reached": []}, expect=422)
    assert early["errors"][0]["field"] == "reached"
    return made


async def foreseen(supervisor: Person, event: Row, people: str) -> list[Row]:
    """What is foreseen from today on; each hour that is raised says by which event."""
    row = await supervisor.ask("GET", "/load-forecast?days=3")
    (known,) = row["events"]
    assert known["id"] == event["id"]
    raised: list[Row] = [hour for hour in row["hours"] if hour["more"] > 0]
    assert raised, people
    words = [one["en"] for hour in raised for one in hour["why"]]
    assert any(event["name"]["en"] in one for one in words)
    return raised


async def test_an_event_is_planned_held_counted_and_raises_what_is_foreseen(
    settings: Any, database: Any
) -> None:
    async with whole_line(settings, database) as line:
        for name, role in (
            ("worker-1", "worker"),
            ("supervisor-1", "supervisor"),
            ("counsellor-1", "counsellor"),
        ):
            await line.employ(name, role)
        async with (
            line.at_work("worker-1") as worker,
            line.at_work("supervisor-1") as supervisor,
            line.at_work("counsellor-1") as counsellor,
        ):
            event = await planned(worker, supervisor)
            before = await foreseen(supervisor, event, "expected")
            await counsellor.ask("GET", "/load-forecast", expect=403)
        with travel(datetime.now(UTC) + timedelta(hours=5), tick=True):
            async with (
                line.at_work("worker-1") as worker,
                line.at_work("supervisor-1") as supervisor,
            ):
                counts = {
                    "reached": [{"who": "girls", "people": 5000}, {"who": "boys", "people": None}]
                }
                held = await worker.ask("POST", f"/outreach/{event['id']}/hold", counts)
                assert (held["reached"], held["uncounted"]) == (5000, ["boys"])
                after = await foreseen(supervisor, event, "counted")
                assert sum(one["more"] for one in after) > sum(one["more"] for one in before)
                again = await worker.ask(
                    "POST", f"/outreach/{event['id']}/call-off", {"reason": "weather"}, expect=409
                )
                assert (again["code"], again["legal"]) == ("illegal_move", ["count"])
                span = f"starts_at={asked(moment(days=-2))}&ends_at={asked(moment(days=2))}"
                log = (await supervisor.ask("GET", f"/outreach?{span}"))["items"]
                assert [(one["id"], one["state"], one["version"]) for one in log] == [
                    (event["id"], "held", 2)
                ]
                await supervisor.watch("board")
                assert event["id"] not in supervisor.rows("board", "outreach")
