"""Who should ring next and why: tables, no database."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.calls.routing import NEAR, Candidate, Pace, Passed, Reach, Waiting, choose, reach

NOW = datetime(2026, 11, 24, 21, 45, tzinfo=UTC)
A, B, C = (UUID(int=number) for number in (1, 2, 3))
PACE = Pace()


def waiting(seconds: float = 10, language: str = "bn", **more: object) -> Waiting:
    return Waiting(UUID(int=9), language, NOW - timedelta(seconds=seconds), **more)  # type: ignore[arg-type]


def free(
    staff_id: UUID,
    idle: int,
    languages: tuple[str, ...] = ("bn",),
    skills: tuple[str, ...] = ("general",),
) -> Candidate:
    return Candidate(staff_id, languages, skills, NOW - timedelta(seconds=idle))


def ago(how: str, seconds: float) -> tuple[str, datetime]:
    return how, NOW - timedelta(seconds=seconds)


def chosen(caller: Waiting, *who: Candidate) -> UUID | None:
    choice = choose(caller, who, NOW)
    return choice.staff_id if choice else None


def codes(caller: Waiting, *who: Candidate) -> list[str]:
    choice = choose(caller, who, NOW)
    assert choice is not None
    return [reason.code for reason in choice.reasons]


def test_the_longest_idle_who_speaks_the_language_rings() -> None:
    people = free(A, 30), free(B, 90), free(C, 300, ("en",))
    assert chosen(waiting(), *people) == B
    assert codes(waiting(), *people) == ["speaks", "longest_idle"]


def test_nobody_who_speaks_the_language_means_nobody() -> None:
    assert chosen(waiting(language="bn"), free(A, 30, ("en",))) is None


def test_a_skill_asked_for_is_required() -> None:
    assert chosen(waiting(skill="psychosocial"), free(A, 30)) is None


@pytest.mark.parametrize(
    ("waited", "languages", "skill"),
    [
        (0, ("rhg",), "keys"),
        (29.9, ("rhg",), "keys"),
        (30, ("rhg",), None),
        (59.9, ("rhg",), None),
        (60, ("rhg", "ctg", "bn"), None),
        (119.9, ("rhg", "ctg", "bn"), None),
        (120, None, None),
    ],
)
def test_a_call_widens_with_its_wait_and_never_narrows(
    waited: float, languages: tuple[str, ...] | None, skill: str | None
) -> None:
    assert reach(waiting(waited, "rhg", skill="keys"), NOW, PACE) == Reach(languages, skill)


@pytest.mark.parametrize(
    ("waited", "language", "speaks", "rings"),
    [
        (59, "rhg", ("bn",), False),
        (60, "rhg", ("bn",), True),
        (60, "rhg", ("en",), False),
        (120, "rhg", ("en",), True),
        (60, "bn", ("en",), False),
        (120, "bn", ("en",), True),
        (60, "en", ("bn",), True),
        (60, "syl", ("bn",), True),
        (60, "ctg", ("bn",), True),
        (60, "ccp", ("bn",), True),
        (60, "rmz", ("bn",), True),
        (60, "xx", ("bn",), False),
        (120, "xx", ("bn",), True),
    ],
)
def test_a_caller_of_a_rare_language_is_not_left_waiting_for_ever(
    waited: int, language: str, speaks: tuple[str, ...], *, rings: bool
) -> None:
    assert (chosen(waiting(waited, language), free(A, 30, speaks)) == A) is rings


def test_after_widening_whoever_understands_best_still_comes_first() -> None:
    caller = waiting(500, "rhg")
    bangla, chattogram, rohingya = (
        free(A, 900, ("bn",)),
        free(B, 500, ("ctg", "bn")),
        free(C, 10, ("rhg",)),
    )
    assert chosen(caller, bangla, chattogram, rohingya) == C
    assert chosen(caller, bangla, chattogram) == B
    assert chosen(caller, bangla) == A


def test_the_reasons_say_what_had_to_give_way() -> None:
    assert codes(waiting(500, "rhg"), free(A, 30)) == [
        "widened_language",
        "speaks",
        "only_one_free",
    ]
    assert codes(waiting(500, "bn"), free(A, 30, ("en",))) == ["widened_language", "only_one_free"]
    assert codes(waiting(500, skill="keys"), free(A, 30)) == [
        "speaks",
        "widened_skill",
        "only_one_free",
    ]
    assert codes(waiting(0, skill="general"), free(A, 30)) == [
        "speaks",
        "has_skill",
        "only_one_free",
    ]


def test_after_widening_the_skill_still_goes_before_idleness() -> None:
    caller = waiting(31, skill="keys")
    assert chosen(caller, free(A, 900), free(B, 5, skills=("keys",))) == B
    assert chosen(caller, free(A, 900)) == A


@pytest.mark.parametrize(
    ("how", "delay"),
    [(Passed.PASSED_ON, 60), (Passed.NO_ANSWER, 5), (Passed.LINK_LOST, 3)],
)
def test_who_did_not_take_a_call_gets_it_again_only_after_the_delay_of_that(
    how: str, delay: int
) -> None:
    before, after = ago(how, delay - 0.1), ago(how, delay)
    assert chosen(waiting(600, passed_by={A: before}), free(A, 30)) is None
    assert chosen(waiting(600, passed_by={A: after}), free(A, 30)) == A


def test_every_delay_is_its_own_setting() -> None:
    pace = Pace(after_pass=1, after_no_answer=2, after_link_lost=3)
    assert [pace.delay(how) for how in (Passed.PASSED_ON, Passed.NO_ANSWER, Passed.LINK_LOST)] == [
        1,
        2,
        3,
    ]


@pytest.mark.parametrize("how", [Passed.PASSED_ON, Passed.NO_ANSWER])
def test_who_declined_is_asked_again_only_when_nobody_else_is_free(how: str) -> None:
    caller = waiting(600, passed_by={A: ago(how, 500)})
    assert chosen(caller, free(A, 900), free(B, 1)) == B
    assert chosen(caller, free(A, 900)) == A


def test_who_only_lost_the_line_stands_with_the_others_again() -> None:
    caller = waiting(600, passed_by={A: ago(Passed.LINK_LOST, 3)})
    assert chosen(caller, free(A, 900), free(B, 1)) == A


def test_equal_idleness_is_decided_the_same_way_every_time() -> None:
    first = choose(waiting(), [free(A, 30), free(B, 30)], NOW)
    second = choose(waiting(), [free(B, 30), free(A, 30)], NOW)
    assert first == second


def test_every_language_that_may_stand_in_is_a_language_of_the_line() -> None:
    assert {code for near in NEAR.values() for code in near} <= set(NEAR)
    assert all(code not in near for code, near in NEAR.items())
