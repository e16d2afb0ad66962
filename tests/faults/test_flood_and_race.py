"""The judges of flood and race find a slow answer, an accepted forgery and a second owner."""

from typing import Any

import pytest

from faults import flood, race
from faults.contested import Contest, Contested
from faults.numbers import percentile


def told(**changed: Any) -> dict[str, Any]:
    right = {"sent": 10, "statuses": {"200": 10}, "p99_ms": 300.0}
    forged = {"sent": 10, "statuses": {"403": 10}, "p99_ms": 5.0}
    return {"voice": right, "news": right, "forged": forged} | changed


def callers(*waits: float | None, outcome: str = "talked") -> list[Any]:
    return [
        flood._Caller(f"+88012{number}", 0.0, wait, outcome) for number, wait in enumerate(waits)
    ]


def verdicts(first: dict[str, Any], alone: Any, beside: Any, pranks: Any) -> dict[str, int]:
    made = flood.report(
        flood.Options(),
        first,
        {"others": alone, "pranks": []},
        {"others": beside, "pranks": pranks},
    )
    return {name: len(verdict.broken) for name, verdict in made["invariants"].items()}


FINE = {"forged": 0, "voice": 0, "I2": 0, "wait": 0, "not_shut_out": 0}


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        ({}, FINE),
        ({"voice": {"sent": 10, "statuses": {"200": 10}, "p99_ms": 300.1}}, FINE | {"voice": 1}),
        ({"voice": {"sent": 0, "statuses": {}, "p99_ms": None}}, FINE | {"voice": 2}),
        ({"news": {"sent": 9, "statuses": {"200": 8, "500": 1}}}, FINE | {"voice": 1}),
        ({"forged": {"sent": 9, "statuses": {"403": 8, "200": 1}}}, FINE | {"forged": 1}),
        ({"forged": {"sent": 9, "statuses": {"403": 8, "none": 1}}}, FINE | {"forged": 1}),
    ],
)
def test_the_answers_to_a_flood_are_judged(changed: dict[str, Any], broken: dict[str, int]) -> None:
    assert verdicts(told(**changed), callers(3), callers(4), callers(2)) == broken


@pytest.mark.parametrize(
    ("beside", "pranks", "broken"),
    [
        (callers(4.0), callers(2), {}),
        (callers(4.1), callers(2), {"wait": 1}),
        (callers(None), callers(2), {"wait": 1}),
        (callers(3), callers(None, None), {"not_shut_out": 1}),
        (callers(3, outcome="cut_off"), callers(2), {"I2": 1}),
        (callers(3), callers(2, outcome="heard_error"), {"I2": 1}),
        (callers(3), callers(2, outcome="unseen: OSError"), {"I2": 1}),
    ],
)
def test_a_number_that_floods_may_neither_hold_up_others_nor_be_shut_out(
    beside: Any, pranks: Any, broken: dict[str, int]
) -> None:
    assert verdicts(told(), callers(3.0), beside, pranks) == FINE | broken


def a_run(*presses: tuple[str, int, str | None], accepts: int = 1) -> Contested:
    run = Contested(accepts=accepts, racers=len(presses), advance=lambda: None)
    run.contests["o"] = Contest()
    for who, status, call in presses:
        run.pressed({"offer": "o", "who": who, "status": status, "call": call})
    return run


def judged(run: Contested, twice: int = 0) -> dict[str, int]:
    options = race.Options(accepts=run.accepts)
    made = race.report(options, {"api": run}, {"calls": twice})
    return {name: len(verdict.broken) for name, verdict in made["invariants"].items()}


@pytest.mark.parametrize(
    ("presses", "twice", "broken", "short"),
    [
        ([("a", 200, "c"), ("b", 404, None)], 0, 0, 0),
        ([("a", 200, "c"), ("a", 200, "c")], 0, 0, 0),
        ([("a", 200, "c"), ("b", 200, "c")], 0, 2, 0),
        ([("a", 200, "c"), ("b", 200, "d")], 0, 1, 0),
        ([("a", 200, "c"), ("b", 404, None)], 1, 1, 0),
        ([("a", 409, None), ("b", 404, None)], 0, 0, 1),
    ],
)
def test_a_second_owner_is_found(
    presses: list[tuple[str, int, str | None]], twice: int, broken: int, short: int
) -> None:
    assert judged(a_run(*presses), twice) == {"I3": broken, "contested": short}


def test_a_race_that_stops_early_is_no_proof() -> None:
    assert judged(a_run(("a", 200, "c"), accepts=2)) == {"I3": 0, "contested": 1}


def test_an_offer_that_somebody_still_presses_for_is_not_counted() -> None:
    run = Contested(accepts=1, racers=2, advance=lambda: None)
    run.contests["o"] = Contest()
    run.pressed({"offer": "o", "who": "a", "status": 200, "call": "c"})
    assert run.done == 0


def test_percentiles_are_values_that_were_measured() -> None:
    assert percentile([], 99) is None
    assert [percentile([1.0, 2.0, 3.0, 4.0], p) for p in (1, 50, 75, 76, 100)] == [1, 2, 3, 4, 4]
