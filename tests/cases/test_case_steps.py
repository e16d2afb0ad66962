"""Steps and due dates of a case as tables, and whatever the order in which facts are learnt."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases.case_due import LEVELS, Due, DueAt, Level, dues, next_due
from app.cases.case_states import RISKS, Risk, counts_as, worse
from app.cases.case_steps import Fact, Mark, Standing, Step, current, steps

DAY = datetime(2026, 11, 1, 6, tzinfo=UTC)
M = Mark


def facts(*marks: Mark, apart: timedelta = timedelta(hours=1)) -> list[Fact]:
    """These, one after another."""
    return [Fact(mark, DAY + n * apart) for n, mark in enumerate(marks)]


def allowed(_: Due, risk: Risk, __: datetime) -> int:
    return {Risk.HIGH: 3600, Risk.MEDIUM: 7200, Risk.LOW: 10800}[risk]


PLANNED = (M.OPENED, M.RATED, M.CHILD_SEEN, M.ASSESSMENT_APPROVED, M.PLAN_APPROVED)
SHORT = {"todo": "-", "doing": "o", "waiting": "w", "done": "x"}


@pytest.mark.parametrize(
    ("marks", "strip", "at"),
    [
        ((M.OPENED,), "o-----", Step.IDENTIFICATION),
        ((M.OPENED, M.RATED), "o-----", Step.IDENTIFICATION),
        ((M.OPENED, M.CHILD_SEEN), "o-----", Step.IDENTIFICATION),
        ((M.OPENED, M.RATED, M.CHILD_SEEN), "x-----", Step.ASSESSMENT),
        ((M.OPENED, M.ASSESSMENT_WRITTEN), "oo----", Step.IDENTIFICATION),
        ((M.OPENED, M.ASSESSMENT_WRITTEN, M.ASSESSMENT_REQUESTED), "ow----", Step.IDENTIFICATION),
        ((M.OPENED, M.RATED, M.CHILD_SEEN, M.ASSESSMENT_APPROVED), "xx----", Step.PLAN),
        ((M.OPENED, M.PLAN_WRITTEN, M.PLAN_REQUESTED), "o-w---", Step.IDENTIFICATION),
        (PLANNED, "xxxo--", Step.IMPLEMENTATION),
        ((*PLANNED, M.ACTION_OPEN), "xxxo--", Step.IMPLEMENTATION),
        ((*PLANNED, M.ACTION_OPEN, M.ACTION_DONE), "xxxo--", Step.IMPLEMENTATION),
        ((*PLANNED, M.ACTION_DONE), "xxxx--", Step.FOLLOW_UP),
        ((*PLANNED, M.FOLLOW_UP), "xxxoo-", Step.IMPLEMENTATION),
        ((*PLANNED, M.FOLLOW_UP, M.ACTION_DONE), "xxxxo-", Step.FOLLOW_UP),
        ((*PLANNED, M.ACTION_DONE, M.FOLLOW_UP), "xxxxx-", Step.CLOSURE),
        ((*PLANNED, M.ACTION_DONE, M.FOLLOW_UP, M.CLOSURE_REQUESTED), "xxxxxw", Step.CLOSURE),
        ((*PLANNED, M.ACTION_DONE, M.FOLLOW_UP, M.CLOSED), "xxxxxx", Step.CLOSURE),
        ((M.OPENED, M.CLOSED), "o----x", Step.IDENTIFICATION),
    ],
)
def test_steps_follow_from_what_was_done(marks: tuple[Mark, ...], strip: str, at: Step) -> None:
    found = steps(facts(*marks))
    assert "".join(SHORT[found[step]] for step in Step) == strip
    assert current(found) is at


MADE = st.lists(
    st.builds(
        Fact,
        st.sampled_from(Mark),
        st.integers(0, 10_000).map(lambda minutes: DAY + timedelta(minutes=minutes)),
    ),
    max_size=25,
)
RATED = st.sampled_from([None, *Risk])


@given(MADE.flatmap(lambda made: st.tuples(st.just(made), st.permutations(made))), RATED)
def test_the_order_of_facts_does_not_matter(
    both: tuple[list[Fact], list[Fact]], risk: Risk | None
) -> None:
    one, other = both
    assert steps(one) == steps(other)
    assert dues(one, risk, allowed) == dues(other, risk, allowed)


@given(MADE, RATED)
def test_an_open_case_always_has_something_due_and_a_closed_one_nothing(
    made: list[Fact], risk: Risk | None
) -> None:
    marks = {fact.mark for fact in made}
    if Mark.CLOSED in marks or Mark.OPENED not in marks:
        assert dues(made, risk, allowed) == {}
        return
    found = dues(made, risk, allowed)
    assert Due.REVIEW in found
    first = next_due(found)
    assert first is not None
    assert first[1].due_at == min(one.due_at for one in found.values())
    assert all(one.due_at > one.base_at for one in found.values())


@given(MADE)
def test_a_greater_risk_makes_nothing_due_later(made: list[Fact]) -> None:
    by_risk = [dues(made, risk, allowed) for risk in RISKS]
    for worse_one, lesser in pairwise(by_risk):
        assert worse_one.keys() == lesser.keys()
        assert all(worse_one[due].due_at <= lesser[due].due_at for due in lesser)
    assert dues(made, None, allowed) == by_risk[0], "unknown counts as high"


@given(MADE, st.builds(Fact, st.sampled_from(Mark), st.just(DAY + timedelta(days=30))))
def test_what_is_done_stays_done_whatever_else_happens(made: list[Fact], more: Fact) -> None:
    """But for an action that is opened anew, which takes the plan's work up again."""
    if more.mark in (Mark.ACTION_OPEN, Mark.ACTION_DONE):
        return
    before, after = steps(made), steps([*made, more])
    assert all(after[step] is Standing.DONE for step in Step if before[step] is Standing.DONE)


@pytest.mark.parametrize(
    ("marks", "due"),
    [
        ((M.OPENED,), {"see_child", "assessment", "plan", "review"}),
        ((M.OPENED, M.ASSIGNED), {"accept", "see_child", "assessment", "plan", "review"}),
        ((M.OPENED, M.CHILD_SEEN), {"assessment", "plan", "review"}),
        ((M.OPENED, M.CHILD_SEEN, M.ASSESSMENT_REQUESTED), {"plan", "review"}),
        ((M.OPENED, M.CHILD_SEEN, M.ASSESSMENT_APPROVED), {"plan", "review"}),
        (PLANNED, {"follow_up", "review"}),
        ((M.OPENED, M.FOLLOW_UP), {"see_child", "assessment", "plan", "review"}),
    ],
)
def test_what_is_due_follows_from_what_was_done(marks: tuple[Mark, ...], due: set[str]) -> None:
    assert {one.value for one in dues(facts(*marks), Risk.HIGH, allowed)} == due


def test_a_follow_up_counts_from_the_one_before() -> None:
    made = dues(facts(*PLANNED, M.FOLLOW_UP), Risk.LOW, allowed)
    assert made[Due.FOLLOW_UP] == DueAt(DAY + timedelta(hours=5), DAY + timedelta(hours=8))


def test_an_agreed_day_makes_a_follow_up_due_earlier_and_never_later() -> None:
    planned = facts(*PLANNED)
    base, rule = DAY + timedelta(hours=4), DAY + timedelta(hours=7)
    for wished, due in ((5, DAY + timedelta(hours=5)), (9, rule), (3, rule)):
        said = Fact(Mark.FOLLOW_UP_WISHED, DAY + timedelta(hours=wished))
        made = dues([*planned, said], Risk.LOW, allowed)
        assert made[Due.FOLLOW_UP] == DueAt(base, due)


def test_worker_supervisor_and_district_are_told_one_after_another() -> None:
    due = DueAt(DAY, DAY + timedelta(hours=4))
    told = [due.told_at(level) for level in LEVELS]
    assert told == [DAY + timedelta(hours=hours) for hours in (4, 5, 6)]
    assert LEVELS[0] is Level.WORKER


def test_the_worse_of_two_risks_counts_and_the_unknown_as_the_worst() -> None:
    assert worse(Risk.LOW, Risk.HIGH) is Risk.HIGH
    assert worse(None, Risk.MEDIUM) is Risk.MEDIUM
    assert worse(None, None) is None
    assert counts_as(None) is Risk.HIGH
