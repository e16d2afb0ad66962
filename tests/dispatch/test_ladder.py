"""The ladder as a pure rule: order, no repeats, an end."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.dispatch.ladder import Responder, Rung, build, due_at, next_rung, thawed
from app.dispatch.states import AlertState, news

A, B, C, D = (Rung(Responder("worker", UUID(int=at)), float(at)) for at in range(4))
CENTRE = Rung(Responder("centre", UUID(int=9)), 1.5, True)


@pytest.mark.parametrize(
    ("chosen", "ranked", "most", "expected"),
    [
        (None, [A, B, C], 3, [A, B, C]),
        (None, [A, B, C, D], 2, [A, B]),
        (C, [A, B, C], 3, [C, A, B]),
        (D, [A, B, C], 3, [D, A, B]),
        (D, [], 3, [D]),
        (None, [], 3, []),
        (None, [A, A, B], 3, [A, B]),
        (CENTRE, [A], 3, [CENTRE, A]),
    ],
)
def test_the_chosen_one_leads_and_nobody_stands_twice(chosen, ranked, most, expected) -> None:
    assert build(chosen, ranked, most) == expected


@pytest.mark.parametrize(("asked", "expected"), [(0, A), (1, B), (2, None), (9, None)])
def test_the_ladder_ends_after_the_last_rung(asked: int, expected: Rung | None) -> None:
    assert next_rung([A, B], asked) == expected


def test_a_frozen_ladder_thaws_to_the_same_rungs() -> None:
    rungs = [A, CENTRE, Rung(Responder("worker", UUID(int=5)))]
    assert thawed([rung.frozen() for rung in rungs]) == rungs


def test_a_step_is_due_the_given_seconds_after_the_alert() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert due_at(at, 120) - at == timedelta(minutes=2)


@pytest.mark.parametrize(
    ("known", "told", "expected"),
    [
        ("made", "sent", True),
        ("sent", "sent", False),
        ("delivered", "sent", False),
        ("delivered", "failed", False),
        ("sent", "failed", True),
        ("failed", "sent", False),
        ("failed", "delivered", True),
        ("delivered", "shown", True),
        ("shown", "delivered", False),
    ],
)
def test_reports_in_any_order_end_at_the_strongest_evidence(known, told, expected) -> None:
    assert news(AlertState(known), AlertState(told)) is expected
