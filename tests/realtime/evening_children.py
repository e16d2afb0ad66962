"""Steps of the evening about records of children; holds no test."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app.cases import (
    case_service,
    lost,
    lost_matching,
    merging,
    people_relations,
    people_service,
    same_child,
)
from app.cases.access import SystemReason, for_system
from app.cases.lost_models import LostMatch, LostReport, Missing
from app.cases.models import Child
from app.cases.people_access import children_of, locked, locked_all
from app.cases.people_models import ChildMerge
from tests.dispatch.world import UNION
from tests.realtime.evening import Evening
from tests.realtime.evening_street import STREET
from tests.realtime.evening_unmet import NOBODY_TO_ASK

Verb = Callable[[Any, list[Any], UUID], Awaitable[Any]]
AGE = {"from": 9, "on": "2026-01-01", "certainty": "guess"}
SAID: tuple[dict[str, Any], ...] = (
    {"name_bn": "মিনা", "father_name": "জব্বার", "age": AGE, "home_place": UNION},
    {"name_latin": "Meena", "father_name": "Jabbar", "age": AGE},
)


async def two_tickets(evening: Evening) -> None:
    """Two tickets, each with a child of whom much the same is said."""
    for name in ("girl", "same girl"):
        evening.ticket(name, await evening.world.add_incident(UNION))


async def added(evening: Evening) -> None:
    by = evening.people["asha"].id

    async def act(session: Any) -> None:
        for name in ("girl", "same girl"):
            ticket = evening.tickets[name]
            held = await for_system(session, ticket, SystemReason.SCREEN, lock=True)
            await people_service.add_child(session, held, by)

    await evening.do(act)


async def _child(evening: Evening, name: str) -> UUID:
    found = await evening.do(lambda s: children_of(s, evening.tickets[name]))
    first: UUID = found[0]
    return first


async def _both(evening: Evening, verb: Verb) -> Any:
    ids = [await _child(evening, name) for name in ("girl", "same girl")]
    by = evening.people["shanta"].id

    async def act(session: Any) -> Any:
        return await verb(session, await locked_all(session, ids), by)

    return await evening.do(act)


async def noted(evening: Evening) -> None:
    async def act(session: Any, sides: list[Any], by: UUID) -> None:
        for side, said in zip(sides, SAID, strict=True):
            for field, value in said.items():
                await people_service.note(session, side, field, value=value, source="caller", by=by)

    await _both(evening, act)


async def named(evening: Evening) -> None:
    async def act(session: Any, sides: list[Any], by: UUID) -> None:
        made = await people_service.add_person(session, sides[0], {}, "caller", by)
        await people_relations.relate_person(session, sides[0], made.id, "aunt", {}, [], by)
        said = {"name_bn": "রহিমা"}
        await people_service.change_person(session, sides[0], made.id, said, "caller", rev=1, by=by)

    await _both(evening, act)


async def siblings_at_first(evening: Evening) -> None:
    async def act(session: Any, sides: list[Any], by: UUID) -> None:
        line = await people_relations.relate_child(session, sides[0], sides[1], "sibling", {}, by)
        await people_relations.end_relation(session, sides[0], line.id, by, sides[1:])

    await _both(evening, act)


async def compared(evening: Evening) -> None:
    database = evening.world.database
    await same_child.compare(database, await _child(evening, "same girl"))
    await same_child.compare(database, await _child(evening, "girl"))


async def refused(evening: Evening) -> None:
    async def act(session: Any, sides: list[Any], by: UUID) -> None:
        same = await same_child.pair_of(session, *[side.child.id for side in sides])
        assert same is not None
        await same_child.refuse(session, same, sides, "other_family", by)

    await _both(evening, act)


async def each_has_a_case(evening: Evening) -> None:
    by = evening.people["asha"].id

    async def act(session: Any) -> None:
        for name in ("girl", "same girl"):
            ticket = evening.tickets[name]
            held = await for_system(session, ticket, SystemReason.SCREEN, lock=True)
            child = await session.get_one(Child, await _child(evening, name))
            await case_service.open_case(session, held, by, by, child=child)

    await evening.do(act)


async def merged(evening: Evening) -> None:
    ids = [await _child(evening, name) for name in ("girl", "same girl")]
    by = evening.people["shanta"].id

    async def act(session: Any) -> None:
        kept, other = await merging.lock_pair(session, *ids)
        choose = {"father_name": "kept"}
        await merging.merge(session, kept, other, choose=choose, why="family_says", by=by)

    await evening.do(act)


async def noted_of_both(evening: Evening) -> None:
    child_id = await _child(evening, "girl")
    by = evening.people["asha"].id

    async def act(session: Any) -> None:
        opened = await locked(session, child_id)
        await people_service.note(
            session, opened, "in_school", unknown="not_asked", source="caller", by=by
        )

    await evening.do(act)


async def unmerged(evening: Evening) -> None:
    by = evening.people["shanta"].id

    async def act(session: Any) -> None:
        made = (await session.exec(select(ChildMerge))).one()
        await merging.undo(session, made.id, "mistake", by)

    await evening.do(act)


TOLD = {"name": "সুমন", "sex": "boy", "place": UNION, "day": "2026-05-01"}


async def missed_and_found(evening: Evening) -> None:
    """One is missed, two are found; all three tickets tell much the same."""
    by = evening.people["asha"].id
    kinds = {"missed": Missing.LOST, "found": Missing.FOUND, "found too": Missing.FOUND}
    for name in kinds:
        evening.ticket(name, await evening.world.add_incident(UNION))
    for name, kind in kinds.items():

        async def act(session: Any, held: Any, kind: Missing = kind) -> None:
            made = await lost.report(session, held, kind, TOLD, None, by)
            await lost.change(session, held, made.id, {**TOLD, "age": {"from": 7}}, rev=1, by=by)

        await evening.on(name, act)


async def _reports(evening: Evening) -> list[LostReport]:
    found = await evening.do(lambda s: s.exec(select(LostReport).order_by(col(LostReport.told_at))))
    return list(found)


async def halves_met(evening: Evening) -> None:
    missed, *_ = await _reports(evening)
    await lost_matching.match(evening.world.database, missed.id)


async def _pairs(evening: Evening) -> list[LostMatch]:
    return list(await evening.do(lambda s: s.exec(select(LostMatch).order_by(col(LostMatch.id)))))


async def one_refused(evening: Evening) -> None:
    by, (pair, _) = evening.people["shanta"].id, await _pairs(evening)
    await evening.do(lambda s: lost_matching.decide(s, pair.id, "refuse", by))


async def one_confirmed(evening: Evening) -> None:
    by, (_, pair) = evening.people["shanta"].id, await _pairs(evening)
    await evening.do(lambda s: lost_matching.decide(s, pair.id, "confirm", by))


async def reunited(evening: Evening) -> None:
    by, (_, pair) = evening.people["shanta"].id, await _pairs(evening)
    await evening.do(lambda s: lost_matching.decide(s, pair.id, "reunite", by, "police"))


CHILDREN = (
    ("two more walk in", two_tickets),
    ("each with a child", added),
    ("of whom much is said", noted),
    ("with an aunt", named),
    ("who were taken for siblings", siblings_at_first),
    ("but may be one child", compared),
    ("which is denied", refused),
    ("of whom each has a case", each_has_a_case),
    ("and is so after all", merged),
    ("of whom more is said", noted_of_both),
    ("until they are two again", unmerged),
    ("a boy is missed, two are found", missed_and_found),
    ("who may be the one", halves_met),
    ("one is another", one_refused),
    ("one is he", one_confirmed),
    ("and goes home", reunited),
)
AT_LAST = (*NOBODY_TO_ASK, *CHILDREN, *STREET)
