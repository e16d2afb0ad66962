"""The tables of tracing and of a child's way home: conditions, exceptions, days, follow-ups."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.cases import reintegration_rules as rules
from app.cases import reintegration_terms as terms
from app.cases.case_due import Due, DueAt, dues
from app.cases.case_states import Risk
from app.cases.case_steps import Fact, Mark
from app.cases.case_targets import allowed_by, proposals
from app.cases.reintegration_rules import Exemption, Said, Slot, missing, unmet
from app.cases.reintegration_states import (
    EXCEPTION_MOVES,
    MOVES,
    Answer,
    ExceptionState,
    FollowUpState,
    Found,
    Kind,
    ReintegrationState,
)
from app.cases.tracing_rules import Result, lacks
from app.core.moves import IllegalMove, advance

DAY = date(2026, 11, 1)
NOON = datetime(2026, 11, 1, 6, tzinfo=UTC)
IDS = [UUID(int=n) for n in range(20)]


@pytest.mark.parametrize(
    ("result", "person", "words", "field"),
    [
        ("found", True, False, None),
        ("found", False, True, "person"),
        ("refused", True, True, None),
        ("refused", False, True, None),
        ("refused", True, False, "words"),
        ("lead", False, True, None),
        ("lead", True, True, None),
        ("lead", True, False, "words"),
        ("not_found", False, False, None),
        ("not_found", True, False, "person"),
        ("no_answer", False, False, None),
        ("no_answer", True, True, "person"),
    ],
)
def test_what_an_attempt_to_find_the_family_must_say(
    result: str, person: bool, words: bool, field: str | None
) -> None:
    fault = lacks(Result(result), person=person, words=words)
    assert (fault[0] if fault else None) == field


@pytest.mark.parametrize(
    ("state", "legal"),
    [
        ("planned", "hand_over call_off"),
        ("home", "settle report_risk end"),
        ("settled", "report_risk"),
        ("at_risk", ""),
        ("ended", "report_risk"),
        ("called_off", ""),
    ],
)
def test_only_these_moves_are_legal_and_a_refusal_names_them(state: str, legal: str) -> None:
    for verb in ("hand_over", "call_off", "settle", "report_risk", "end"):
        if verb in legal.split():
            advance(MOVES, ReintegrationState(state), verb, "reintegration")
            continue
        with pytest.raises(IllegalMove) as refused:
            advance(MOVES, ReintegrationState(state), verb, "reintegration")
        assert refused.value.facts["legal"] == sorted(legal.split())


def test_an_exception_that_was_decided_stays_so() -> None:
    for state in (ExceptionState.ALLOWED, ExceptionState.REFUSED, ExceptionState.LAPSED):
        for verb in ("allow", "refuse", "lapse"):
            with pytest.raises(IllegalMove):
                advance(EXCEPTION_MOVES, state, verb, "exception")


class TestTerms:
    def test_the_conditions_of_each_way_have_words_in_both_languages_and_are_named_once(
        self,
    ) -> None:
        for version, conditions in terms.checklists().items():
            codes = [one.code for one in conditions]
            assert len(set(codes)) == len(codes)
            assert all(one.bn and one.en and one.kinds for one in conditions)
            for kind in Kind:
                known = {one.code for one in terms.conditions_of(version, kind)}
                assert known >= {"child_asked", "child_wants", terms.NOT_ACCUSED, "safety_plan"}
        assert terms.newest() == max(terms.checklists())

    def test_care_outside_the_family_is_decided_on_by_others_and_a_life_of_ones_own_needs_none(
        self,
    ) -> None:
        asked = {kind: {one.code for one in terms.conditions_of(1, kind)} for kind in Kind}
        assert "care_decided" in asked[Kind.ALTERNATIVE_CARE]
        assert "family_consents" not in asked[Kind.ALTERNATIVE_CARE]
        assert {"place_to_live", "trusted_adult"} <= asked[Kind.INDEPENDENT]
        assert "family_consents" in asked[Kind.FAMILY] & asked[Kind.RELATIVES]

    @pytest.mark.parametrize(
        ("days", "bn", "en"),
        [
            (1, "১ দিন পরে", "after 1 day"),
            (7, "১ সপ্তাহ পরে", "after 1 week"),
            (14, "২ সপ্তাহ পরে", "after 2 weeks"),
            (90, "৩ মাস পরে", "after 3 months"),
            (365, "১ বছর পরে", "after 1 year"),
            (45, "৪৫ দিন পরে", "after 45 days"),
        ],
    )
    def test_days_are_said_in_both_languages(self, days: int, bn: str, en: str) -> None:
        assert terms.in_words(days) == {"bn": bn, "en": en}

    def test_what_we_propose_is_a_schedule(self) -> None:
        assert set(terms.proposed_days()) == set(Kind)
        assert all(rules.schedule_fault(days) is None for days in terms.proposed_days().values())


CODES = ("a", "b", terms.NOT_ACCUSED)


def said(*words: str) -> list[Said]:
    """`a yes`, one after another; each has the id of its place."""
    parts = [word.split() for word in words]
    return [Said(IDS[no], code, Answer(answer), no) for no, (code, answer) in enumerate(parts)]


ALL = ("a yes", "b yes", f"{terms.NOT_ACCUSED} yes")


@pytest.mark.parametrize(
    ("words", "allowed", "against", "left"),
    [
        ((), (), (), "a b no_accused_at_home"),
        (ALL, (), (), ""),
        ((*ALL, "a no"), (), (), "a"),
        ((*ALL, "a unknown"), (), (), "a"),
        ((*ALL, "a no", "a yes"), (), (), ""),
        (ALL, (), (terms.NOT_ACCUSED,), terms.NOT_ACCUSED),
        ((*ALL, "a no"), (("a", 3, False),), (), ""),
        ((*ALL, "a no"), (("a", 0, False),), (), "a"),  # allowed for another answer
        ((*ALL, "a no"), (("a", None, False),), (), "a"),  # before anybody had answered
        ((*ALL, "a no", "a no"), (("a", 3, False),), (), "a"),  # something else was said since
        (ALL[1:], (("a", None, False),), (), ""),
        (ALL[1:], (("b", None, False),), (), "a"),
        (ALL, ((terms.NOT_ACCUSED, 2, True),), (terms.NOT_ACCUSED,), ""),
        (ALL, ((terms.NOT_ACCUSED, 2, False),), (terms.NOT_ACCUSED,), terms.NOT_ACCUSED),
        (ALL[:2], ((terms.NOT_ACCUSED, None, False),), (terms.NOT_ACCUSED,), terms.NOT_ACCUSED),
    ],
)
def test_a_child_goes_when_all_holds_or_a_supervisor_knew_what_did_not(
    words: tuple[str, ...],
    allowed: tuple[tuple[str, int | None, bool], ...],
    against: tuple[str, ...],
    left: str,
) -> None:
    exemptions = [
        Exemption(uuid4(), code, None if no is None else IDS[no], knew)
        for code, no, knew in allowed
    ]
    found = missing(CODES, said(*words), exemptions, against)
    assert [one.condition for one in found] == left.split()
    assert all(one.answer is not Answer.YES for one in found)


SPOKEN = st.lists(
    st.tuples(st.sampled_from(CODES), st.sampled_from(Answer)).map(
        lambda one: f"{one[0]} {one[1].value}"
    ),
    max_size=12,
)


@given(SPOKEN.flatmap(lambda words: st.tuples(st.just(words), st.permutations(said(*words)))))
def test_the_order_in_which_answers_are_read_does_not_matter(
    both: tuple[list[str], list[Said]],
) -> None:
    words, shuffled = both
    assert missing(CODES, said(*words), []) == missing(CODES, shuffled, [])


@given(SPOKEN, st.sets(st.sampled_from(CODES)))
def test_no_condition_is_left_out_and_unknown_is_never_yes(
    words: list[str], against: set[str]
) -> None:
    lacking = unmet(CODES, said(*words), against)
    last = {word.split()[0]: word.split()[1] for word in words}
    for code in CODES:
        holds = last.get(code) == "yes" and code not in against
        assert (code not in lacking) == holds


@pytest.mark.parametrize(
    ("days", "good"),
    [
        ([7], True),
        ([7, 30, 90], True),
        ([], False),
        ([0, 7], False),
        ([30, 7], False),
        ([7, 7], False),
        ([7, 1097], False),
        (list(range(1, 14)), False),
    ],
)
def test_a_schedule_goes_forward(days: list[int], good: bool) -> None:
    assert (rules.schedule_fault(days) is None) == good


def slots(*states: str) -> list[Slot]:
    """One every ten days, the first on the eleventh."""
    return [
        Slot(IDS[n], DAY + timedelta(days=10 * (n + 1)), FollowUpState(state))
        for n, state in enumerate(states)
    ]


def test_the_next_follow_up_is_the_earliest_that_is_due() -> None:
    assert rules.next_due(slots("done", "due", "due")) == slots("done", "due")[1]
    assert rules.next_due(slots("done", "dropped")) is None
    assert rules.next_due([]) is None


@pytest.mark.parametrize(
    ("which", "to", "today", "good"),
    [
        (0, 15, 5, True),
        (0, 3, 2, True),
        (0, 10, 5, False),  # it is on this day
        (0, 0, 0, False),  # the day the child went
        (0, -3, 0, False),  # before it went
        (0, 4, 5, False),  # passed
        (0, 20, 5, False),  # the day of the next one
        (0, 25, 5, False),  # behind the next one
        (1, 10, 5, False),  # before the one before it
        (1, 12, 5, True),
        (2, 90, 5, True),
        (2, 91, 5, False),  # too far
        (2, 150, 100, True),  # late already: from today on
    ],
)
def test_a_follow_up_is_moved_within_its_place(which: int, to: int, today: int, good: bool) -> None:
    fault = rules.move_fault(
        slots("due", "due", "due"),
        IDS[which],
        DAY + timedelta(days=to),
        DAY,
        DAY + timedelta(days=today),
    )
    assert (fault is None) == good, fault


@given(
    st.integers(0, 2),
    st.integers(-5, 200),
    st.integers(0, 120),
    st.lists(st.sampled_from(FollowUpState), min_size=3, max_size=3),
)
def test_a_moved_follow_up_never_changes_the_order_of_what_is_due(
    which: int, to: int, today: int, states: list[FollowUpState]
) -> None:
    before = slots(*states)
    day, now = DAY + timedelta(days=to), DAY + timedelta(days=today)
    if states[which] is not FollowUpState.DUE:
        return
    if rules.move_fault(before, IDS[which], day, DAY, now) is not None:
        return
    after = [Slot(one.id, day, one.state) if one.id == IDS[which] else one for one in before]
    due = [one for one in after if one.state is FollowUpState.DUE]
    assert [one.id for one in sorted(due, key=lambda one: one.on)] == [one.id for one in due]
    assert len({one.on for one in due}) == len(due)
    assert day > DAY
    assert day >= now


@pytest.mark.parametrize(
    ("found", "left", "follows"),
    [
        ("safe", 2, "stay"),
        ("safe", 0, "settle"),
        ("concern", 1, "stay"),
        ("concern", 0, "again"),
        ("risk", 4, "risk"),
        ("risk", 0, "risk"),
        ("not_met", 1, "stay"),
    ],
)
def test_what_follows_from_a_follow_up(found: str, left: int, follows: str) -> None:
    assert rules.after_visit(Found(found), left) == follows


ASKED = {"words": "x", "child_seen": True, "child_asked": True, "child_view": "ভালো"}


@pytest.mark.parametrize(
    ("found", "change", "field"),
    [
        ("safe", {}, None),
        ("safe", {"words": ""}, "words"),
        ("safe", {"child_view": None}, "child_view"),
        ("safe", {"child_asked": False}, "why_not_asked"),
        ("safe", {"child_asked": False, "why_not_asked": "ঘুমিয়ে ছিল"}, None),
        (
            "safe",
            {"child_asked": False, "child_seen": False, "why_not_asked": "স্কুলে"},
            "found",
        ),
        ("concern", {"child_asked": False, "child_seen": False, "why_not_asked": "x"}, None),
        ("risk", {"child_asked": False, "child_seen": False, "why_not_asked": "x"}, None),
        ("not_met", {"child_asked": False, "child_seen": False, "child_view": None}, None),
        ("not_met", {}, "found"),
    ],
)
def test_the_childs_own_view_is_told_and_nobody_unseen_is_safe(
    found: str, change: dict[str, object], field: str | None
) -> None:
    fault = rules.words_lack(Found(found), {**ASKED, **change})
    assert (fault[0] if fault else None) == field


class TestDue:
    def test_what_was_planned_is_due_on_its_day_however_long_ago_it_was_planned(self) -> None:
        allowed = allowed_by(())
        by = NOON + timedelta(days=180)
        for since, until, due in (
            (Mark.GOING_HOME, Mark.GOING_HOME_BY, Due.GOING_HOME),
            (Mark.HOME, Mark.HOME_BY, Due.HOME_FOLLOW_UP),
        ):
            facts = [Fact(Mark.OPENED, NOON), Fact(since, NOON), Fact(until, by)]
            for risk in (Risk.HIGH, Risk.MEDIUM, Risk.LOW):
                length = timedelta(seconds=proposals()[due, risk])
                made = dues(facts, risk, allowed)
                assert made[due] == DueAt(by - length, by)
                assert Due.REVIEW in made
            assert due not in dues(facts[:2], Risk.LOW, allowed)
            assert dues([*facts, Fact(Mark.CLOSED, NOON)], Risk.LOW, allowed) == {}
