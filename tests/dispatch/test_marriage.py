"""A wedding of a child: the date counts down and raises, steps in order, visits go on to 18."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.cases import linking
from app.cases import service as cases
from app.cases.access import SystemReason, for_system
from app.core.errors import InputIsInvalid
from app.dispatch import marriage
from app.dispatch.clock_jobs import deadlines
from app.dispatch.clock_rows import journey_row, late_rows, marriage_row
from app.dispatch.marriage import CATEGORY, Done
from app.dispatch.of_age import birthday, month_after
from app.jobs.deadlines import fire_due
from tests.dispatch.world import UNION, World

TODAY = date(2026, 11, 24)


async def on(world: World, verb: Any, incident_id: Any = None) -> Any:
    async def act(session: Any) -> Any:
        wanted = incident_id or world.incident_id
        found = await for_system(session, wanted, SystemReason.SCREEN, lock=True)
        return await verb(session, found)

    return await world.do(act)


async def wedding(
    world: World, day: date | None, hour: time | None = None, urgency: str = "P3", **said: str
) -> Any:
    """An incident of a child marriage, with what was said of the child and the date."""
    made, by = await world.add_incident(UNION, urgency), world.counsellor

    async def tell(session: Any, one: Any) -> None:
        await cases.categorise(session, one, [CATEGORY], by.id)
        await cases.set_urgency(session, one, urgency, by.id)
        for field, value in said.items():
            await cases.save_field(session, one, field, value, by.id)
        await marriage.say_date(session, by, one, world.settings, day, hour)

    await on(world, tell, made)
    return made


async def step(world: World, id_: Any, kind: str, word: str, **more: Any) -> None:
    done = Done(kind, word, **more)
    await on(
        world, lambda s, one: marriage.step(s, world.counsellor, one, world.settings, done), id_
    )


async def due(world: World) -> None:
    await fire_due(world.database, deadlines(world.settings))


async def row(world: World, id_: Any) -> dict[str, Any]:
    found: dict[str, Any] = await world.do(lambda s: marriage_row(s, id_))
    return found


@pytest.mark.parametrize(
    ("day", "hour", "urgency"),
    [
        (TODAY + timedelta(days=1), None, "P1"),
        (TODAY + timedelta(days=1), time(20), "P1"),
        (TODAY + timedelta(days=1), time(22), "P3"),
        (TODAY + timedelta(days=9), None, "P3"),
        (None, None, "P3"),
    ],
)
async def test_a_date_within_a_day_is_p1_whatever_a_person_had_set(
    world: World, day: date | None, hour: time | None, urgency: str
) -> None:
    made = await wedding(world, day, hour)
    assert (await world.incident(made)).urgency == urgency


async def test_the_date_comes_near_by_itself_and_its_passing_is_told_once(
    world: World, clock: Any
) -> None:
    made = await wedding(world, TODAY + timedelta(days=3))  # from 18:00 UTC the day before
    clock.move_to(datetime(2026, 11, 25, 18, 1, tzinfo=UTC))
    await due(world)
    assert (await world.incident(made)).urgency == "P1"
    clock.move_to(datetime(2026, 11, 26, 18, 1, tzinfo=UTC))
    await due(world)
    await due(world)
    assert len(await world.events("marriage.date_passed")) == 1
    assert str(made) in map(str, await world.do(late_rows))


async def test_the_date_stands_before_the_table_on_the_clock(world: World) -> None:
    made = await wedding(world, TODAY + timedelta(days=1), time(9))
    stops = (await world.do(lambda s: journey_row(s, made)))["stops"]
    assert [(one["stop"], one["due_by"]) for one in stops[5:]] == [
        ("reached", "target"),  # within the hour, since it is P1 now
        ("safe", "wedding"),
    ]


async def test_unknown_or_later_dates_lower_nothing(world: World) -> None:
    made = await wedding(world, TODAY + timedelta(days=1))
    by, settings = world.counsellor, world.settings
    for day in (TODAY + timedelta(days=30), None):
        await on(
            world,
            lambda s, one, day=day: marriage.say_date(s, by, one, settings, day, None),
            made,
        )
        assert (await world.incident(made)).urgency == "P1"


@pytest.mark.parametrize(
    ("day", "hour", "field"),
    [
        (TODAY - timedelta(days=1), None, "day"),
        (TODAY, time(20), "day"),  # it is 21:00 in Dhaka
        (TODAY + timedelta(days=400), None, "day"),
        (date(2027, 6, 2), None, "day"),  # she is 18 by then
        (None, time(9), "hour"),
    ],
)
async def test_dates_the_wrong_way_round_are_refused(
    world: World, day: date | None, hour: time | None, field: str
) -> None:
    with pytest.raises(InputIsInvalid) as refused:
        await wedding(world, day, hour, child_born="2009-06-02")
    assert refused.value.field == field


async def test_only_a_child_marriage_has_a_wedding(world: World) -> None:
    by, settings = world.counsellor, world.settings
    with pytest.raises(marriage.NotAChildMarriage):
        await on(world, lambda s, one: marriage.say_date(s, by, one, settings, None, None))
    with pytest.raises(marriage.NoMarriageKnown):
        await step(world, world.incident_id, "uno_told", "will_act")


async def test_steps_are_taken_in_their_order_by_a_person_with_a_note(world: World) -> None:
    made = await wedding(world, TODAY + timedelta(days=5))
    for kind, word in (("court_held", "stopped"), ("court_asked", "promised")):
        with pytest.raises(marriage.StepOutOfOrder):
            await step(world, made, kind, word)
    with pytest.raises(marriage.StepOutOfOrder):
        await step(world, made, "revisited", "not_married")
    await step(world, made, "uno_told", "will_act", note="ইউএনও নিজে যাবেন")
    await step(world, made, "court_asked", "promised")
    await step(world, made, "court_held", "nobody_there")
    assert (await row(world, made))["stopped"] is False
    await step(world, made, "undertaking_signed", "father")
    found = await row(world, made)
    states = {one["step"]: one["state"] for one in found["checklist"]}
    assert found["stopped"] is True
    assert states == dict.fromkeys(states, "done") | {"revisited": "possible"}
    (told,) = (one for one in found["steps"] if one["step"] == "uno_told")
    assert (told["note"], told["by"]["en"]) == ("ইউএনও নিজে যাবেন", "Mita")


@pytest.mark.parametrize(
    ("kind", "word", "at", "field"),
    [
        ("dance", "x", None, "kind"),
        ("uno_told", "father", None, "word"),
        ("uno_told", "will_act", datetime(2026, 11, 25, tzinfo=UTC), "at"),
        ("uno_told", "will_act", datetime(2026, 11, 23, tzinfo=UTC), "at"),
        ("uno_told", "will_act", datetime.fromisoformat("2026-11-24T15:00:00"), "at"),
    ],
)
async def test_a_step_that_cannot_have_been_is_refused(
    world: World, kind: str, word: str, at: datetime | None, field: str
) -> None:
    made = await wedding(world, None)
    with pytest.raises(InputIsInvalid) as refused:
        await step(world, made, kind, word, at=at)
    assert refused.value.field == field


async def test_a_wedding_planned_again_counts_anew_and_stands_on_the_board(
    world: World, clock: Any
) -> None:
    made = await wedding(world, TODAY + timedelta(days=3))
    await later(clock)
    await step(world, made, "undertaking_signed", "both_parents")
    clock.move_to(datetime(2026, 12, 1, 9, tzinfo=UTC))  # the day has passed; nothing was late
    await due(world)
    assert not await world.events("marriage.date_passed")
    await step(world, made, "revisited", "planned_again")
    found = await row(world, made)
    assert (found["stopped"], found["on_at"], found["passed_at"]) == (False, None, None)
    assert found["again_at"] == "2026-12-01T09:00:00+00:00"
    assert found["visit_due_at"] == "2026-12-08T09:00:00+00:00"
    assert [one["step"] for one in found["checklist"] if one["state"] == "broken"] == [
        "undertaking_signed"
    ]
    assert (await world.do(late_rows))[made]["again_at"] == found["again_at"]

    await later(clock)
    by, settings = world.counsellor, world.settings
    await on(
        world,
        lambda s, one: marriage.say_date(s, by, one, settings, date(2026, 12, 2), None),
        made,
    )
    assert (await world.incident(made)).urgency == "P1"  # within a day: it counts down again
    assert (await world.do(late_rows)).get(made, {"again_at": None})["again_at"] is None
    await later(clock)
    await step(world, made, "undertaking_signed", "groom")
    found = await row(world, made)
    assert (found["stopped"], found["again_at"]) == (True, None)


async def later(clock: Any) -> None:
    """A minute goes by, so that what follows comes after."""
    clock.shift(timedelta(minutes=1))


async def test_a_day_told_after_the_undertaking_counts_and_is_not_lost_by_a_link(
    world: World, clock: Any
) -> None:
    kept = await wedding(world, TODAY + timedelta(days=3))
    await later(clock)
    await step(world, kept, "undertaking_signed", "father")
    await later(clock)
    again = await wedding(world, TODAY + timedelta(days=9))
    await world.do(lambda s: linking.link(s, world.counsellor, again, str(kept)))
    found = await row(world, kept)
    assert (found["stopped"], found["on_at"]) == (False, "2026-12-02T18:00:00+00:00")
    assert found["again_at"] == found["said_at"]


async def test_visits_go_on_after_closing_and_end_with_the_18th_birthday(
    world: World, clock: Any
) -> None:
    made = await wedding(world, TODAY + timedelta(days=5), child_born="2009-06-02")
    await step(world, made, "undertaking_signed", "both_parents")
    by = world.counsellor.id
    await on(world, lambda s, one: cases.close(s, one, "resolved", by), made)
    clock.shift(timedelta(days=7, minutes=1))
    await due(world)
    await due(world)
    assert len(await world.events("marriage.visit_missed")) == 1
    assert str(made) in map(str, await world.do(late_rows))
    once = uuid4()
    for _ in range(2):  # its answer was lost, and it is sent once more
        await step(world, made, "revisited", "not_married", id=once)
    with pytest.raises(InputIsInvalid):
        await step(world, made, "revisited", "moved_away", id=once)
    found = await row(world, made)
    planned = datetime.fromisoformat(found["visit_due_at"])
    assert (planned - datetime.now(UTC)).days == 30
    assert found["visit_missed_at"] is None
    clock.move_to(datetime(2027, 7, 1, tzinfo=UTC))
    await due(world)
    await due(world)
    assert (await row(world, made))["end_reason"] == "turned_18"
    with pytest.raises(marriage.MarriageIsOver):
        await step(world, made, "revisited", "not_married")


async def test_no_row_of_ours_tells_a_birthday_in_the_open(world: World) -> None:
    assert month_after(date(2027, 6, 2)) == datetime(2027, 6, 30, 18, tzinfo=UTC)
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    made = await wedding(world, None, child_age="১৪")
    assert (await row(world, made))["of_age_on"] == "2030-11-24"


async def test_of_two_linked_reports_the_earlier_date_counts(world: World) -> None:
    late = await wedding(world, TODAY + timedelta(days=9))
    early = await wedding(world, TODAY + timedelta(days=1), urgency="P3")
    await step(world, early, "uno_told", "will_act", note="গোপন")
    await world.do(lambda s: linking.link(s, world.counsellor, early, str(late)))
    await due(world)
    found = await row(world, late)
    assert found["on_at"] == "2026-11-24T18:00:00+00:00"
    assert found["steps"][0]["note"] == "গোপন"
    assert (await world.incident(late)).urgency == "P1"


async def test_a_wedding_to_come_is_not_lost_to_one_that_is_over(world: World) -> None:
    over, coming = [await wedding(world, TODAY + timedelta(days=9)) for _ in range(2)]
    by = world.counsellor
    await on(world, lambda s, one: marriage.end(s, by, one, "false_report"), over)
    await world.do(lambda s: linking.link(s, by, coming, str(over)))
    await due(world)
    found = await row(world, over)
    assert (found["on_at"], found["ended_at"]) == ("2026-12-02T18:00:00+00:00", None)
