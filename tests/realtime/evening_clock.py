"""What the clock, a wedding and papers bring to an evening; it holds no test."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from app.cases import service as cases
from app.core import clock
from app.dispatch import lateness, marriage, papers, pauses, targets
from app.dispatch.clock_models import Marriage, PaperKind
from app.dispatch.paper_rules import Wanted
from app.dispatch.papers import paper_by_id
from tests.dispatch.world import UNION
from tests.realtime.evening import Evening


async def _wedding_told(evening: Evening) -> None:
    evening.ticket("wedding", await evening.world.add_incident(UNION, "P3"))
    by = evening.world.counsellor

    async def tell(session: Any, incident: Any) -> None:
        await cases.categorise(session, incident, [marriage.CATEGORY], by.id)
        await cases.save_field(session, incident, "child_age", "১৪", by.id)
        day = (clock.now().astimezone(clock.DHAKA) + timedelta(days=5)).date()
        await marriage.say_date(session, by, incident, evening.house.settings, day, None)

    await evening.on("wedding", tell)


def _step(kind: str, word: str) -> Callable[[Evening], Awaitable[Any]]:
    async def act(evening: Evening) -> None:
        by, settings = evening.world.counsellor, evening.house.settings
        done = marriage.Done(kind, word, note="গোপন")
        await evening.on("wedding", lambda s, one: marriage.step(s, by, one, settings, done))

    return act


async def _due(evening: Evening, **moments: Any) -> None:
    """A moment of the wedding is brought forward, and looked at."""

    async def act(session: Any, incident: Any) -> None:
        row = await session.get_one(Marriage, incident.id)
        for name, value in moments.items():
            setattr(row, name, value)
        await session.flush()
        await marriage.marriage_due(session, incident.id, evening.house.settings)

    await evening.on("wedding", act)


async def _late(evening: Evening) -> None:
    async def act(session: Any, incident: Any) -> None:
        incident.opened_at -= timedelta(hours=3)
        await session.flush()
        await lateness.clock_due(session, incident.id)

    await evening.on("wedding", act)


async def _paper(evening: Evening) -> None:
    by, settings = evening.world.counsellor, evening.house.settings
    wanted = Wanted(PaperKind.SECTION_90, text="গোপন")

    async def make(session: Any, incident: Any) -> None:
        paper = await papers.make(session, by, incident, settings, wanted)
        evening.texts["paper"] = paper.id

    await evening.on("wedding", make)


async def _corrected(evening: Evening) -> None:
    by, wanted = evening.world.counsellor, Wanted(PaperKind.SECTION_90, text="ঠিক")

    async def correct(session: Any, incident: Any) -> None:
        before = await paper_by_id(session, evening.texts["paper"], lock=True)
        evening.texts["paper"] = (await papers.correct(session, by, incident, before, wanted)).id

    await evening.on("wedding", correct)


async def _given(evening: Evening) -> None:
    async def give(session: Any, incident: Any) -> None:
        paper = await paper_by_id(session, evening.texts["paper"], lock=True)
        by = evening.world.counsellor
        await papers.give(session, by, incident, paper, "probation_officer", "by_hand")

    await evening.on("wedding", give)


async def _confirmed(evening: Evening) -> None:
    async def confirm(session: Any, incident: Any) -> None:
        paper = await paper_by_id(session, evening.texts["paper"], lock=True)
        by = evening.world.counsellor
        await papers.acknowledge(session, by, incident, paper, "probation_officer")

    await evening.on("wedding", confirm)


async def _target_set(evening: Evening) -> None:
    who = evening.people["shanta"]
    await evening.do(lambda s: targets.set_target(s, who, "P3", "safe", UNION, 900_000))


CLOCK: tuple[tuple[str, Callable[[Evening], Awaitable[Any]]], ...] = (
    ("a wedding is told of", _wedding_told),
    (
        "its clock stands still",
        lambda e: e.on(
            "wedding", lambda s, one: pauses.pause(s, e.world.counsellor, one, "road_flooded")
        ),
    ),
    (
        "and runs again",
        lambda e: e.on("wedding", lambda s, one: pauses.resume(s, e.world.counsellor, one)),
    ),
    ("the UNO is told", _step("uno_told", "will_act")),
    ("a stop is late", _late),
    ("the day has come", lambda e: _due(e, on_at=clock.now() - timedelta(minutes=1))),
    ("the family signs", _step("undertaking_signed", "father")),
    ("nobody goes again", lambda e: _due(e, visit_due_at=clock.now() - timedelta(minutes=1))),
    ("a notice is made", _paper),
    ("and corrected", _corrected),
    ("the probation officer gets it", _given),
    ("and confirms it", _confirmed),
    ("she was married", _step("revisited", "married")),
    ("a supervisor sets a target", _target_set),
)
