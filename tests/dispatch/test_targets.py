"""Targets of the clock: the narrowest place wins, history is kept, nothing goes backwards."""

from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

from app.core.errors import InputIsInvalid
from app.dispatch.clock_rows import journey_row
from app.dispatch.journey import TIMED, Stop
from app.dispatch.targets import Word, defaults_of, resolve, set_target, target_rows
from tests.dispatch.world import DISTRICT, UNION, UPAZILA, World

NOW = datetime(2026, 11, 24, tzinfo=UTC)
CHAIN = (UNION, UPAZILA, DISTRICT)
DEFAULTS = dict(zip(TIMED, (15, 180, 300, 420, 3600, 86400), strict=True))


def word(place: str | None, seconds: int | None, hours_ago: float = 1, urgency: str = "P1") -> Word:
    return Word(urgency, Stop.REACHED, place, seconds, NOW - timedelta(hours=hours_ago))


@pytest.mark.parametrize(
    ("words", "seconds", "basis"),
    [
        ([], 3600, "default"),
        ([word(None, 5400)], 5400, "national"),
        ([word(None, 5400), word(UPAZILA, 7200)], 7200, "place"),
        ([word(UPAZILA, 7200), word(DISTRICT, 9000)], 7200, "place"),
        ([word("BD2001", 7200)], 3600, "default"),
        ([word(UPAZILA, 7200, 2), word(UPAZILA, None, 1), word(None, 5400, 3)], 5400, "national"),
        ([word(UPAZILA, 7200, 2), word(UPAZILA, 6000, 1)], 6000, "place"),
        ([word(UPAZILA, 7200, -1)], 3600, "default"),  # set after the ring: makes nobody late
        ([word(UPAZILA, 7200, urgency="P2")], 3600, "default"),
    ],
)
def test_which_word_holds(words: list[Word], seconds: int, basis: str) -> None:
    found = resolve(words, DEFAULTS, "P1", CHAIN, NOW)[Stop.REACHED]
    assert (found.seconds, found.basis) == (seconds, basis)


def test_the_defaults_rise_from_stop_to_stop() -> None:
    for urgency in ("P1", "P2", "P3"):
        assert list(defaults_of(urgency).values()) == sorted(defaults_of(urgency).values())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"urgency": "P4"}, "urgency"),
        ({"stop": "rung"}, "stop"),
        ({"place": "BD-nowhere"}, "place"),
        ({"seconds": 0}, "seconds"),
        ({"seconds": 419}, "seconds"),  # before somebody has acknowledged
        ({"seconds": 86401}, "seconds"),  # after the child is safe
    ],
)
async def test_a_target_that_cannot_be_met_is_refused(
    world: World, change: dict[str, Any], field: str
) -> None:
    base: dict[str, Any] = {"urgency": "P1", "stop": "reached", "place": UPAZILA, "seconds": 5400}
    by: Any = SimpleNamespace(id=world.counsellor.id)
    with pytest.raises(InputIsInvalid) as refused:
        await world.do(lambda s: set_target(s, by, **(base | change)))
    assert refused.value.field == field


async def test_a_target_holds_for_what_rings_from_now_on_and_its_history_stays(
    world: World, clock: Any
) -> None:
    by = world.counsellor
    clock.shift(60)
    await world.do(lambda s: set_target(s, by, "P1", "reached", UPAZILA, 5400))
    clock.shift(60)
    await world.do(lambda s: set_target(s, by, "P1", "reached", UPAZILA, None))
    clock.shift(-30)
    between = await world.add_incident(UNION)
    found = [
        await world.do(partial(journey_row, incident_id=id_))
        for id_ in (world.incident_id, between)
    ]
    assert [row["stops"][5]["target_seconds"] for row in found] == [3600, 5400]
    assert found[1]["stops"][5]["target_place"] == UPAZILA
    rows = list((await world.do(target_rows)).values())
    assert [(row["seconds"], row["in_force"]) for row in rows] == [(None, False), (5400, False)]
    assert len(await world.events("clock.target_set")) == 2
