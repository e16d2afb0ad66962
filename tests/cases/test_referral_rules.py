"""The tables of a referral: legal moves, consent, what each party is told, what is warned of."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from app.cases import referral_states as states
from app.cases.case_due import Due, dues
from app.cases.case_states import Risk
from app.cases.case_steps import Fact, Mark
from app.cases.case_targets import allowed_by, proposals
from app.cases.referral_duplicates import QUIET, Receives, warnings
from app.cases.referral_states import Consent, HandOver, ReferralState, Said, consent_of
from app.cases.referral_told import AT_FIRST, ONCE_ACCEPTED, WITHHOLDABLE, Detail, told
from app.core.moves import IllegalMove, advance
from app.directory.states import CentreService

NOW = datetime(2026, 11, 29, 6, tzinfo=UTC)
VERBS = ("accept", "reject", "done", "revoke")
REFERRAL, TRANSFER = HandOver.REFERRAL, HandOver.TRANSFER


@pytest.mark.parametrize(
    ("what", "state", "legal"),
    [
        (REFERRAL, "sent", "accept reject revoke"),
        (REFERRAL, "accepted", "done revoke"),
        (REFERRAL, "rejected", ""),
        (REFERRAL, "done", ""),
        (REFERRAL, "revoked", ""),
        (TRANSFER, "sent", "accept reject revoke"),
        (TRANSFER, "accepted", ""),
        (TRANSFER, "rejected", ""),
        (TRANSFER, "revoked", ""),
    ],
)
def test_only_these_moves_are_legal_and_a_refusal_names_them(
    what: HandOver, state: str, legal: str
) -> None:
    for verb in VERBS:
        if verb in legal.split():
            advance(states.MOVES[what], ReferralState(state), verb, what.value)
            continue
        with pytest.raises(IllegalMove) as refused:
            advance(states.MOVES[what], ReferralState(state), verb, what.value)
        assert refused.value.facts["legal"] == sorted(legal.split())


def said(*words: str) -> list[Said]:
    """Each word a minute after the one before: `mother yes`, `child no`, `mother yes withdrawn`."""
    made = []
    for minute, word in enumerate(words):
        giver, answer, *more = word.split()
        at = NOW + timedelta(minutes=minute)
        given = "given" if answer == "yes" else "refused"
        made.append(Said(giver, given, at, more == ["withdrawn"], tuple(more) if more else ()))
    return made


@pytest.mark.parametrize(
    ("words", "comes_to"),
    [
        ((), "not_asked"),
        (("mother yes",), "given"),
        (("child yes",), "given"),
        (("mother no",), "refused"),
        (("mother yes", "child no"), "refused"),
        (("child no", "mother yes"), "refused"),
        (("mother no", "mother yes"), "given"),
        (("mother yes", "mother no"), "refused"),
        (("mother yes withdrawn",), "not_asked"),
        (("mother no withdrawn", "child yes"), "given"),
        (("mother yes withdrawn", "father no"), "refused"),
        (("child no", "child yes withdrawn", "father yes"), "refused"),
        (("mother no", "mother yes withdrawn"), "refused"),
        (("mother yes", "mother no withdrawn"), "not_asked"),
        (("mother yes", "mother yes withdrawn"), "not_asked"),
        (("child no", "child yes", "child yes withdrawn"), "not_asked"),
        (("child no", "child yes withdrawn", "child yes"), "given"),
    ],
)
def test_the_last_word_of_each_counts_one_no_is_a_no_and_silence_is_no_consent(
    words: tuple[str, ...], comes_to: str
) -> None:
    ordered = said(*words)
    for shown in (ordered, ordered[::-1]):
        assert consent_of(shown)[0] is Consent(comes_to), "the order of rows says nothing"


def test_what_anybody_asked_to_keep_back_is_kept_back() -> None:
    words = [*said("mother yes name"), *said("child yes guardian")]
    assert consent_of(words) == (Consent.GIVEN, frozenset(("name", "guardian")))


WHO_IT_IS = {Detail.NAME, Detail.GUARDIAN}


@pytest.mark.parametrize("service", list(CentreService))
def test_nobody_learns_who_the_child_is_before_a_yes_or_after_the_end(
    service: CentreService,
) -> None:
    for what in HandOver:
        for state in ReferralState:
            parts = set(told(what, service, state))
            if state is ReferralState.SENT:
                assert parts <= AT_FIRST | {Detail.RISK}
                assert not parts & WHO_IT_IS
            elif (what, state) != (REFERRAL, ReferralState.ACCEPTED):
                assert parts == set(), (what, state)
    then = set(told(REFERRAL, service, ReferralState.ACCEPTED))
    assert then == AT_FIRST | ONCE_ACCEPTED[service]


@pytest.mark.parametrize(
    ("service", "gets", "gets_not"),
    [
        ("education", "schooling disability guardian", "risk languages"),
        ("health", "disability languages", "schooling risk"),
        ("meals", "name", "guardian risk disability languages schooling"),
        ("legal_aid", "guardian languages", "schooling disability risk"),
        ("shelter", "risk guardian disability", "schooling"),
    ],
)
def test_each_party_is_told_what_its_service_needs(service: str, gets: str, gets_not: str) -> None:
    parts = {part.value for part in told(REFERRAL, service, ReferralState.ACCEPTED)}
    assert parts >= set(gets.split())
    assert not parts & set(gets_not.split())


def test_what_is_withheld_is_told_to_nobody_but_the_needs_always_are() -> None:
    for service in CentreService:
        parts = told(REFERRAL, service, ReferralState.ACCEPTED, WITHHOLDABLE)
        assert parts == (Detail.NEEDS,)


MINE, OTHER, ORG = uuid4(), uuid4(), uuid4()


def receives(kind: str, case: UUID | None = OTHER, **more: bool) -> Receives:
    return Receives(kind, ORG, case, NOW, **more)


def test_a_service_of_another_kind_or_none_warns_of_nothing() -> None:
    assert warnings("shelter", MINE, []) == []
    assert warnings("shelter", MINE, [receives("meals")]) == []


def test_of_another_case_who_gives_it_is_told_unless_the_service_is_quiet() -> None:
    (one,) = warnings("shelter", MINE, [receives("shelter")])
    assert (one.organisation_id, one.own_case, one.certain) == (ORG, False, True)
    assert one.since is not None
    for kind in QUIET:
        (one,) = warnings(kind, MINE, [receives(kind)])
        assert (one.organisation_id, one.since, one.certain) == (None, None, True)
        (one,) = warnings(kind, MINE, [receives(kind, MINE)])
        assert one.organisation_id == ORG, "one's own case is no secret"


def test_of_a_child_that_only_may_be_the_same_nothing_but_that_there_is_one() -> None:
    found = [receives("meals", uuid4(), certain=False) for _ in range(3)]
    (one,) = warnings("meals", MINE, found)
    assert (one.certain, one.organisation_id, one.since) == (False, None, None)
    both = warnings("meals", MINE, [*found, receives("meals", asked_only=True)])
    assert [(one.certain, one.asked_only) for one in both] == [(True, True), (False, False)]


def test_the_oldest_unanswered_referral_is_due_by_the_risk_of_the_case() -> None:
    facts = [Fact(Mark.OPENED, NOW), Fact(Mark.REFERRED, NOW + timedelta(hours=1))]
    allowed = allowed_by([])
    spans = []
    for risk in (None, Risk.HIGH, Risk.MEDIUM, Risk.LOW):
        due = dues(facts, risk, allowed)[Due.REFERRAL]
        assert due.base_at == facts[1].at
        spans.append((due.due_at - due.base_at).total_seconds())
    high, medium, low = (proposals()[Due.REFERRAL, risk] for risk in Risk)
    assert spans == [high, high, medium, low]
    assert high < medium < low
    assert Due.REFERRAL not in dues(facts[:1], None, allowed)
    assert dues([*facts, Fact(Mark.CLOSED, NOW + timedelta(hours=2))], None, allowed) == {}
