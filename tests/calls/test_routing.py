"""Who should ring next and why: tables, no database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from app.calls.routing import (
    DROPPED_HEAD_START,
    Candidate,
    Waiting,
    choose,
    score,
    score_reasons,
)

NOW = datetime(2026, 11, 24, 21, 45, tzinfo=UTC)
A, B, C = (UUID(int=number) for number in (1, 2, 3))


def waiting(seconds: int = 10, language: str = "bn", **more: object) -> Waiting:
    return Waiting(UUID(int=9), language, NOW - timedelta(seconds=seconds), **more)  # type: ignore[arg-type]


def free(staff_id: UUID, idle: int, languages: tuple[str, ...] = ("bn",)) -> Candidate:
    return Candidate(staff_id, languages, ("general",), NOW - timedelta(seconds=idle))


def test_the_longest_idle_who_speaks_the_language_rings() -> None:
    choice = choose(waiting(), [free(A, 30), free(B, 90), free(C, 300, ("en",))], NOW)
    assert choice is not None
    assert choice.staff_id == B
    assert [reason.code for reason in choice.reasons] == ["speaks", "longest_idle"]


def test_nobody_who_speaks_the_language_means_nobody() -> None:
    assert choose(waiting(language="bn"), [free(A, 30, ("en",))], NOW) is None


def test_a_skill_asked_for_is_required() -> None:
    assert choose(waiting(), [free(A, 30)], NOW, skill="psychosocial") is None


def test_who_passed_is_not_asked_again_at_once() -> None:
    assert (
        choose(waiting(600, passed_by={A: NOW - timedelta(seconds=10)}), [free(A, 30)], NOW) is None
    )


def test_who_passed_is_asked_again_when_nobody_else_is_free_and_a_while_has_gone_by() -> None:
    passed = {A: NOW - timedelta(seconds=61)}
    choice = choose(waiting(70, passed_by=passed), [free(A, 30)], NOW)
    assert choice is not None
    assert choice.staff_id == A


def test_equal_idleness_is_decided_the_same_way_every_time() -> None:
    first = choose(waiting(), [free(A, 30), free(B, 30)], NOW)
    second = choose(waiting(), [free(B, 30), free(A, 30)], NOW)
    assert first == second


def test_a_dropped_caller_goes_before_everybody_who_waited_less_than_ten_minutes() -> None:
    dropped = waiting(5, head_start=DROPPED_HEAD_START)
    assert score(dropped, NOW) > score(waiting(599), NOW)
    assert score_reasons(dropped) == [{"code": "counsellor_lost", "points": DROPPED_HEAD_START}]


def test_an_ordinary_wait_has_no_other_reason_than_itself() -> None:
    assert score(waiting(42), NOW) == 42
    assert score_reasons(waiting(42)) == []
