"""S07, an institution: seats and residents, minimum standards, what is improved, life skills."""

from functools import partial
from typing import Any

from tests.journeys.home_life import furnished, local_day, looked, on_day, told
from tests.line import Line, whole_line
from tests.running import Person

CODE, OTHER = "SUK-TONGI", "SRTRCCR-KHU"
Row = dict[str, Any]


async def filled(line: Line, centre: str) -> list[Row]:
    """A court sends children until the seats are full, and one more, for whom a reason is given."""
    async with on_day(line, 0, "centre-1", "centre-2") as (keeper, stranger):
        path = f"/centres/{centre}/stays"
        girl = {"came_by": "court", "child": {"sex": "girl", "age": "১৫"}}
        await stranger.ask("POST", path, girl, expect=404)
        for _ in range(2):
            await keeper.ask("POST", path, girl, expect=201)
        refused = await keeper.ask("POST", path, girl, expect=409)
        assert refused["code"] == "no_bed_here"
        boy = {"came_by": "police", "child": {"sex": "boy", "name": "টুনটুনি"}}
        await keeper.ask("POST", path, boy, expect=201)
        over = {**girl, "over_reason": "court_order"}
        desk = await keeper.ask("POST", path, over, expect=201)
        assert (desk["board"]["over"], len(desk["stays"])) == (1, 4)
        register = await keeper.ask("GET", f"/centres/{centre}/register")
        assert (register["seats"], register["residents"]) == (3, 4)
        assert [one["over_reason"] for one in register["items"]] == [None] * 3 + ["court_order"]
        assert [one["came_by"] for one in register["items"]][2] == "police"
        return list(desk["stays"])


async def returned(line: Line, centre: str, stay: Row) -> None:
    """One who has left comes back under the same ticket; nobody is in two beds."""
    async with on_day(line, 2, "centre-1", "supervisor-1") as (keeper, supervisor):
        path = f"/centres/{centre}/stays"
        back = {"came_by": "returned", "ticket": stay["number"]}
        refused = await keeper.ask("POST", path, back, expect=409)
        assert (refused["code"], refused["here"]) == ("child_stays_already", True)
        assert refused["legal"] == ["leave", "another"]
        await keeper.ask("POST", f"/stays/{stay['id']}/leave", {"reason": "hospital"})
        desk = await keeper.ask("POST", path, {**back, "over_reason": "court_order"}, expect=201)
        (again,) = (one for one in desk["stays"] if one["number"] == stay["number"])
        assert (again["came_by"], again["id"] != stay["id"]) == ("returned", True)
        await keeper.ask("POST", path, {**back, "ticket": "1098-26-999999"}, expect=404)
        file = await supervisor.ask("GET", f"/stays/{again['id']}/care")
        assert file["may_begin"] == ["non_formal", "school", "training"]
        incident = await ticket_of(line, again["id"])
        kinds = [step["kind"] for step in await told(supervisor, incident)]
        assert [kind for kind in kinds if kind in ("stay.begun", "stay.ended")] == [
            "stay.begun",
            "stay.ended",
            "stay.begun",
        ]
        assert "care" in await looked(line, incident)


async def ticket_of(line: Line, stay: str) -> str:
    asked = "SELECT incident_id FROM stay WHERE id::text = $1"
    return str(await (await line.database.raw()).fetchval(asked, stay))


async def checked(keeper: Person, centre: str) -> Row:
    """The checklist of minimum standards: all asked, and what nobody knows said so."""
    forms = {one["code"]: one for one in (await keeper.ask("GET", "/forms"))["items"]}
    version = forms["minimum_standard"]["published"]["id"]
    form = await keeper.ask("GET", f"/form-versions/{version}")
    fields = [one for section in form["definition"]["sections"] for one in section["fields"]]
    answers: Row = {one["code"]: "met" for one in fields if one["kind"] == "one"}
    answers |= {"by_age": "not_met", "fire": {"unknown": True, "why": "not_asked"}}
    answers |= {"seen_on": local_day(), "children_asked": "yes"}
    path = f"/centres/{centre}/standards"
    made = await keeper.ask("POST", path, {"version_id": version, "answers": answers}, expect=201)
    assert made["missing"] == []
    whole: Row = await keeper.ask("POST", f"{path}/{made['id']}/complete", {"version": 1})
    again = await keeper.ask("POST", f"{path}/{made['id']}/complete", {"version": 2}, expect=409)
    assert again["code"] == "illegal_move"
    return whole


async def improved(line: Line, centre: str, other: str) -> None:
    """What is not met is to be improved: it is late, all hear of it, and then it is done."""
    path = f"/centres/{centre}/improvements"
    async with on_day(line, 3, "centre-1", "centre-2") as (keeper, stranger):
        sheet = await checked(keeper, centre)
        known = await keeper.ask("GET", path)
        owners = {one["name"]["en"]: one["id"] for one in known["owners"]}
        assert "centre-2" not in owners
        said = {
            "what": "A room of their own for the youngest",
            "owner": owners["centre-1"],
            "due_on": local_day(10),
            "answer": sheet["id"],
        }
        refused = await keeper.ask("POST", path, {**said, "due_on": local_day(-1)}, expect=422)
        assert refused["errors"][0]["field"] == "due_on"
        (row,) = (await keeper.ask("POST", path, said, expect=201))["items"]
        await stranger.ask("POST", f"/improvements/{row['id']}/finish", {}, expect=404)
        await stranger.ask("GET", f"/centres/{centre}/standards", expect=404)
        assert (await stranger.ask("GET", f"/centres/{other}/improvements"))["items"] == []
    async with on_day(line, 40, "centre-1", "supervisor-1") as (keeper, supervisor):
        await supervisor.watch("board")

        async def level() -> int:
            items = (await supervisor.ask("GET", path))["items"]
            return int(items[0]["level"])

        def more_than(heard: int) -> bool:
            return len(supervisor.heard) > heard

        heard = len(supervisor.heard)
        while await level() < 3:
            await supervisor.until(partial(more_than, heard))
            heard = len(supervisor.heard)
        (row,) = (await keeper.ask("GET", path))["items"]
        way = f"/improvements/{row['id']}"
        done = {"how": "Two rooms were changed over"}
        (row,) = (await keeper.ask("POST", f"{way}/finish", done))["items"]
        assert (row["state"], row["ended_by"]["en"], row["how"]) == (
            "done",
            "centre-1",
            done["how"],
        )
        refused = await keeper.ask("POST", f"{way}/drop", done, expect=409)
        assert refused["legal"] == ["reopen"]


async def skilled(line: Line, stay: Row) -> None:
    """The life-skills record: what was seen on which day, the last one of a skill counts."""
    path = f"/stays/{stay['id']}/life-skills"
    for day, step in ((5, "begun"), (60, "manages")):
        async with on_day(line, day, "centre-1") as (keeper,):
            seen = {"skill": "decisions", "step": step, "seen_on": local_day()}
            file = await keeper.ask("POST", path, seen, expect=201)
            early = {**seen, "seen_on": local_day(-100)}
            refused = await keeper.ask("POST", path, early, expect=409)
            assert refused["code"] == "not_in_this_stay"
    assert [one["step"] for one in file["skills"]] == ["begun", "manages"]


async def test_an_institution_keeps_its_register_its_standards_and_its_childrens_skills(
    settings: Any, database: Any
) -> None:
    async with whole_line(settings, database) as line:
        centre, other = await furnished(line, CODE, OTHER, intake_gender="both")
        stays = await filled(line, centre)
        await returned(line, centre, stays[0])
        await improved(line, centre, other)
        await skilled(line, stays[1])
