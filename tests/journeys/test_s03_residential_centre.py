"""S03, one child in a residential centre from the door to the way home, seen only from outside."""

from typing import Any

from tests.journeys.home_life import at_once, furnished, local_day, looked, on_day, told
from tests.line import Line, whole_line
from tests.running import Person

PLACE = "TH-DMP-sutrapur"
WORDS = "নানি খোঁজ নিচ্ছেন"
Row = dict[str, Any]


async def brought(line: Line, centre: str) -> tuple[Row, Row, Row]:
    """A ticket, its case, and the stay that begins when the child is brought to the centre."""
    async with on_day(line, 0, "counsellor-1", "centre-1") as (counsellor, keeper):
        said = {"channel": "letter", "place": PLACE}
        ticket = await counsellor.ask("POST", "/incidents", said, expect=201)
        path = f"/incidents/{ticket['id']}"
        for name, value in (("child_name", "ঝুমকা"), ("child_sex", "girl"), ("child_age", "১৩")):
            await counsellor.ask("PUT", f"{path}/intake/{name}", {"value": value})
        await counsellor.ask("POST", f"{path}/set-urgency", {"urgency": "P2"})
        of = {"incident": ticket["id"], "risk": "medium", "basis": ["told_by_others"]}
        case = await counsellor.ask("POST", "/cases", of, expect=201)
        chosen = {"responder": {"kind": "centre", "id": centre}}
        out = await counsellor.ask("POST", f"{path}/dispatches", chosen, expect=201)
        await keeper.watch("field")
        await keeper.until(lambda: out["id"] in keeper.rows("field", "tasks"))
        (board,) = keeper.rows("field", "beds").values()
        beds = {house["takes"]: house["beds"] for house in board["houses"]}
        way = f"/dispatches/{out['id']}"
        refused = await keeper.ask("POST", f"{way}/accept", {"bed": beds["boys"][0]["id"]}, 409)
        assert (refused["code"], refused["takes"]) == ("house_is_for_others", "boys")
        assert set(refused["legal"]) == {bed["id"] for bed in beds["girls"]}
        await keeper.ask("POST", f"{way}/accept", {"bed": beds["girls"][1]["id"]})
        await keeper.ask("POST", f"{way}/admit", {"condition": "tired", "items": "লাল ব্যাগ"})
        await keeper.until(lambda: keeper.rows("field", "stays"))
        (stay,) = keeper.rows("field", "stays").values()
        assert [one["due"] for one in stay["dues"]] == ["health_check", "stay_ends"]
        assert (stay["label"], stay["came_by"], stay["dispatch_id"]) == ("2", "dispatch", out["id"])
        return ticket, case, stay


async def checked(keeper: Person, stay: Row) -> None:
    """The health check: what is not known stays unknown, and what must be known is asked for."""
    forms = {one["code"]: one for one in (await keeper.ask("GET", "/forms"))["items"]}
    begun = {"version_id": forms["admission_health_check"]["published"]["id"], "answers": {}}
    path = f"/stays/{stay['id']}/forms"
    wrong = {**begun, "version_id": forms["closure"]["published"]["id"]}
    await keeper.ask("POST", path, wrong, expect=422)
    made = await keeper.ask("POST", path, begun, expect=201)
    at = f"{path}/{made['id']}"
    refused = await keeper.ask("POST", f"{at}/complete", {"version": 1}, expect=409)
    assert refused["code"] == "form_is_incomplete"
    answers = {
        "checked_on": local_day(),
        "checked_by": "নার্স",
        "assent": "yes",
        "height": 141.5,
        "weight": {"unknown": True, "why": "not_asked"},
        "injuries": "no",
        "care": "here",
    }
    made = await keeper.ask("PUT", at, {"answers": answers, "version": 1})
    whole = await keeper.ask("POST", f"{at}/complete", {"version": made["version"]})
    assert whole["answers"]["weight"] == {"unknown": True, "why": "not_asked"}
    await keeper.until(lambda: keeper.rows("field", "stays")[stay["id"]]["health_checked"] is True)


async def lived(line: Line, centre: str, stay: Row) -> None:
    """The first days: kit, four meals, school, somebody to talk to, a life skill."""
    path = f"/stays/{stay['id']}"
    async with on_day(line, 0.5, "centre-1", "centre-2") as (keeper, stranger):
        await keeper.watch("field")
        await checked(keeper, stay)
        file = await keeper.ask("GET", f"{path}/care")
        assert {"item": "clothes", "count": 2} in file["lacking"]
        given = {"item": "clothes", "count": 2, "given_on": local_day()}
        file = await keeper.ask("POST", f"{path}/kit", given, expect=201)
        assert "clothes" not in [one["item"] for one in file["lacking"]]
        assert file["kit"][0]["by"]["en"] == "centre-1"
        trade = {"kind": "training", "words": WORDS, "begun_on": local_day()}
        refused = await keeper.ask("POST", f"{path}/tracks", trade, expect=409)
        assert (refused["code"], refused["legal"]) == (
            "too_young_for_that",
            ["non_formal", "school"],
        )
        await keeper.ask("POST", f"{path}/tracks", {**trade, "kind": "school"}, expect=201)
        talk = {"kind": "individual", "held_on": local_day(), "words": WORDS}
        await keeper.ask("POST", f"{path}/talks", talk, expect=201)
        skill = {"skill": "communication", "step": "begun", "seen_on": local_day()}
        file = await keeper.ask("POST", f"{path}/life-skills", skill, expect=201)
        assert [file[part][0]["words"] for part in ("tracks", "talks")] == [WORDS] * 2
        for method, way, body in (
            ("GET", f"{path}/care", None),
            ("POST", f"{path}/talks", talk),
            ("GET", f"/centres/{centre}/meals", None),
        ):
            await stranger.ask(method, way, body, expect=404)
    async with on_day(line, 2, "centre-1") as (keeper,):
        roll = {"day": local_day(-1), "marks": [{"stay": stay["id"], "ate": "ate"}]}
        for meal in ("breakfast", "lunch", "snack", "dinner"):
            await keeper.ask("PUT", f"/centres/{centre}/meals", {**roll, "meal": meal})
        changed = {**roll, "meal": "dinner", "marks": [{"stay": stay["id"], "ate": "nothing"}]}
        refused = await keeper.ask("PUT", f"/centres/{centre}/meals", changed, expect=422)
        assert refused["code"] == "reason_for_change"
        put_right = {**changed, "why": "mistake"}
        day = await keeper.ask("PUT", f"/centres/{centre}/meals", put_right)
        totals = {one["meal"]: (one["ate"], one["did_not"]) for one in day["totals"]}
        assert (totals["lunch"], totals["dinner"]) == ((1, 0), (0, 1))


async def hurt(line: Line, stay: Row) -> None:
    """Something grave happens: a supervisor sees it at once, and it ends with a follow-up."""
    path = f"/stays/{stay['id']}"
    async with on_day(line, 40, "centre-1", "supervisor-1") as (keeper, supervisor):
        await supervisor.watch("board")
        said: Row = {"what": "bullying", "severity": "grave", "happened_at": at_once()}
        said |= {"words": WORDS, "told": ["head"]}
        file = await keeper.ask("POST", f"{path}/incidents", said, expect=201)
        (one,) = file["incidents"]
        await supervisor.until(
            lambda: any(row["grave"] for row in supervisor.rows("board", "beds").values())
        )
        at = f"/care-incidents/{one['id']}"
        done = {"words": WORDS, "told": ["guardian"], "closed": True}
        refused = await keeper.ask("POST", f"{at}/follow-up", done, expect=409)
        assert (refused["code"], refused["legal"]) == ("not_seen_yet", ["follow_up", "see"])
        await keeper.ask("POST", f"{at}/see", expect=403)
        await supervisor.ask("POST", f"{at}/see")
        file = await supervisor.ask("POST", f"{at}/open-ticket")
        assert file["incidents"][0]["ticket"].startswith("1098-")
        await keeper.ask("POST", f"{at}/follow-up", done)
        await supervisor.until(
            lambda: not any(row["grave"] for row in supervisor.rows("board", "beds").values())
        )


async def kept_longer(line: Line, stay: Row) -> None:
    """Six months are nearly over: the centre asks, a supervisor approves, the clock moves."""
    path = f"/stays/{stay['id']}"
    async with on_day(line, 170, "centre-1", "supervisor-1") as (keeper, supervisor):
        await keeper.watch("field")

        def due() -> dict[str, int]:
            row = keeper.rows("field", "stays")[stay["id"]]
            return {one["due"]: one["level"] for one in row["dues"]}

        await keeper.until(lambda: due() == {"stay_ends": 1})
        asks = {"months": 2, "reason": "family_not_found", "words": WORDS}
        await keeper.ask("POST", f"{path}/extend", asks, expect=201)
        refused = await keeper.ask("POST", f"{path}/extend", asks, expect=409)
        assert (refused["code"], refused["legal"]) == ("extension_is_asked", ["withdraw"])
        (waits,) = (await supervisor.ask("GET", "/stay-extensions"))["items"]
        way = f"/stay-extensions/{waits['id']}"
        await keeper.ask("POST", f"{way}/approve", {}, expect=403)
        file = await supervisor.ask("POST", f"{way}/approve", {"words": "ঠিক আছে"})
        (extension,) = file["extensions"]
        assert (extension["state"], extension["ended_by"]["en"]) == ("approved", "supervisor-1")
        assert file["ends_at"] > stay["ends_at"]
        await keeper.until(lambda: due() == {"stay_ends": 0})
        assert (await supervisor.ask("GET", "/stay-extensions"))["items"] == []


async def home(line: Line, ticket: Row, case: Row, stay: Row) -> None:
    """The child goes home: bed, clock and school end; timeline and audit tell all of it."""
    path = f"/stays/{stay['id']}"
    names = ("centre-1", "supervisor-1", "counsellor-1")
    async with on_day(line, 200, *names) as (keeper, supervisor, counsellor):
        left = {"reason": "family", "to": "নানির কাছে"}
        board = await keeper.ask("POST", f"{path}/leave", left)
        assert (board["stays"], board["board"]["free"]) == ([], 3)
        again = {"kind": "school", "begun_on": local_day()}
        refused = await keeper.ask("POST", f"{path}/tracks", again, expect=409)
        assert (refused["code"], refused["legal"]) == ("stay_is_over", [])
        file = await supervisor.ask("GET", f"{path}/care")
        assert (file["left_reason"], file["dues"]) == ("family", [])
        assert file["tracks"][0]["ending"] == "left_centre"
        told_all = await told(supervisor, ticket["id"])
        kinds = [step["kind"] for step in told_all]
        of_stay = [kind for kind in kinds if kind.startswith("stay.")]
        assert of_stay == [
            "stay.health_checked",
            "stay.kit_given",
            "stay.track_begun",
            "stay.talk_held",
            "stay.skill_noted",
            "stay.incident_told",
            "stay.incident_seen",
            "stay.ticket_opened",
            "stay.incident_followed_up",
            "stay.late_told",
            "stay.extension_asked",
            "stay.extension_ended",
            "stay.ended",
        ]
        steps = (await counsellor.ask("GET", f"/cases/{case['id']}"))["timeline"]
        heard = [one["facts"]["what"] for one in steps if one["kind"] == "case.child_stays"]
        assert heard == ["began", "grave", "extended", "ended"]
        reasons = await looked(line, ticket["id"])
        assert reasons.count("care") > 1, "of the centre once, of each supervisor's look"
        assert WORDS not in str(told_all)


async def test_a_child_lives_in_a_centre_from_the_door_to_the_way_home(
    settings: Any, database: Any
) -> None:
    async with whole_line(settings, database) as line:
        centre, _ = await furnished(line, "SRTRCCR-DHA", "SRTRCCR-KHU")
        ticket, case, stay = await brought(line, centre)
        await lived(line, centre, stay)
        await hurt(line, stay)
        await kept_longer(line, stay)
        await home(line, ticket, case, stay)
