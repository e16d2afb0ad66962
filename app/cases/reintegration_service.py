"""The verbs of a child's way home: planned, changed, handed over, called off, ended.

Each runs in the caller's transaction on a case that case_access.py handed over, and flushes only.
Conditions are in reintegration_checklist.py, what follows in reintegration_follow_ups.py.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import (
    case_sealed,
    reintegration_papers,
    reintegration_schedule,
    reintegration_stays,
)
from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_models import Case, CaseEpisode
from app.cases.case_staff import must_be_owner
from app.cases.case_timeline import of
from app.cases.people_fields import ADULT_REASONS, ADULT_YEARS
from app.cases.reintegration_access import follow_ups_of, open_one
from app.cases.reintegration_checklist import (
    lapse,
    missing_of,
    missing_rows,
    must_be_planned,
    unmet_of,
    words_of,
)
from app.cases.reintegration_events import (
    CaseChildHandedOver,
    CaseReintegrationEnded,
    CaseReintegrationPlanned,
)
from app.cases.reintegration_models import HomeFollowUp, Reintegration
from app.cases.reintegration_people import ages_on, around, must_be_child, must_be_known
from app.cases.reintegration_rules import days_of
from app.cases.reintegration_states import (
    MOVES,
    WHY_CALLED_OFF,
    WHY_ENDED,
    Care,
    FollowUpState,
    Kind,
)
from app.cases.reintegration_terms import newest
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import advance
from app.geo.lookup import gazetteer

TABLE: Final = "reintegration.said"
LONGEST_AHEAD: Final = timedelta(days=366)
ALONE_FROM_YEARS: Final = 16
"""Our proposal: a life of one's own is for older ones. Whose age nobody knows is not barred."""


class ReintegrationIsOpen(HelplineError):
    """Another one is planned or followed up in this case; `reintegration` says which."""

    code = "reintegration_is_open"


class ChildIsAdult(HelplineError):
    """By its birth it is eighteen or more on that day: that is planned with a reason only."""

    code = "child_is_adult"


class PreconditionsAreMissing(HelplineError):
    """Not every condition holds, or was let pass by a supervisor; `missing` names them."""

    code = "preconditions_are_missing"


@dataclass(frozen=True, slots=True)
class Planned:
    """Where a child shall go, when and to whom; None is unknown yet."""

    kind: Kind
    planned_on: date
    care: Care | None = None
    person: UUID | None = None
    place: str | None = None
    adult_reason: str | None = None
    words: str | None = None

    def leads_where(self, row: Reintegration) -> bool:
        """Whether it leads to the same people and place as a plan that stands."""
        there = (row.kind, row.care, row.person_id, row.place)
        return there == (self.kind, self.care, self.person, self.place)


async def plan(
    session: AsyncSession, case: Case, child_id: UUID, wanted: Planned, by: UUID
) -> Reintegration:
    """Plan that the child of a locked case goes home, to relatives, into care or on its own.

    Raises CaseIsClosed, ReintegrationIsOpen, NotTheChildOfThisCase, ChildIsAdult, InputIsInvalid.
    """
    must_be_open(case)
    await must_be_child(session, case, child_id)
    known = await open_one(session, case)
    if known is not None:
        raise ReintegrationIsOpen(
            "One is planned or followed up already.",
            reintegration=str(known.id),
            state=known.state.value,
        )
    await _must_be_good(session, case, wanted)
    made = Reintegration(
        id=uuid4(),
        case_id=case.id,
        episode=case.episode,
        checklist=newest(),
        kind=wanted.kind,
        care=wanted.care,
        planned_on=wanted.planned_on,
        person_id=wanted.person,
        place=wanted.place,
        adult_reason=wanted.adult_reason,
        planned_at=clock.now(),
        planned_by=by,
    )
    await _say(session, case, made, plan=words_of(wanted.words, "words", needed=False))
    await _tell_planned(session, case, made, by)
    return made


async def change(
    session: AsyncSession, case: Case, row: Reintegration, wanted: Planned, by: UUID
) -> None:
    """Plan it otherwise. When it leads elsewhere, every condition must be looked at anew.

    Raises CaseIsClosed, IllegalMove, ChildIsAdult, InputIsInvalid.
    """
    must_be_open(case)
    must_be_planned(row)
    await _must_be_good(session, case, wanted, before=row.planned_on)
    if not wanted.leads_where(row):
        await lapse(session, case, row, by)
        row.revision += 1
    row.kind, row.care = wanted.kind, wanted.care
    row.person_id, row.place = wanted.person, wanted.place
    row.planned_on, row.adult_reason = wanted.planned_on, wanted.adult_reason
    await _say(session, case, row, plan=words_of(wanted.words, "words", needed=False))
    await _tell_planned(session, case, row, by)


async def _must_be_good(
    session: AsyncSession, case: Case, wanted: Planned, before: date | None = None
) -> None:
    today = clock.now().astimezone(clock.DHAKA).date()
    if (wanted.kind is Kind.ALTERNATIVE_CARE) != (wanted.care is not None):
        raise InputIsInvalid("Say which care, for alternative care alone.", field="care")
    if wanted.planned_on != before and wanted.planned_on < today:
        raise InputIsInvalid("This day has passed.", field="planned_on")
    if wanted.planned_on > today + LONGEST_AHEAD:
        raise InputIsInvalid("A year ahead at most.", field="planned_on")
    if wanted.place is not None and gazetteer().get(wanted.place) is None:
        raise InputIsInvalid("There is no such place in the gazetteer.", field="place")
    if wanted.person is not None:
        must_be_known(await around(session, case), wanted.person)
    if wanted.adult_reason not in (None, *ADULT_REASONS):
        raise InputIsInvalid(f"Choose one of: {', '.join(ADULT_REASONS)}.", field="adult_reason")
    ages = await ages_on(session, case, wanted.planned_on)
    if wanted.kind is Kind.INDEPENDENT and ages is not None and ages[1] < ALONE_FROM_YEARS:
        raise InputIsInvalid(
            f"Nobody under {ALONE_FROM_YEARS} years lives independently.", field="kind"
        )
    if wanted.adult_reason is None and ages is not None and ages[0] >= ADULT_YEARS:
        raise ChildIsAdult(
            "By its birth this is an adult on that day: say why it is planned even so.",
            field="adult_reason",
            reasons=list(ADULT_REASONS),
        )


async def _say(session: AsyncSession, case: Case, row: Reintegration, **said: Any) -> None:
    """Add to what is written in it, and keep the row."""
    key = await case_sealed.key_of(session, case.id)
    known = case_sealed.unseal(key, row.said, TABLE, row.id) or {}
    row.said = case_sealed.seal(key, {**known, **said}, TABLE, row.id)
    session.add(row)
    await session.flush()


async def _tell_planned(session: AsyncSession, case: Case, row: Reintegration, by: UUID) -> None:
    event = CaseReintegrationPlanned(
        **of(case),
        reintegration_id=row.id,
        kind=row.kind.value,
        planned_on=row.planned_on.isoformat(),
        revision=row.revision,
    )
    await moved(session, case, event, by)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """How the child was handed over, as it is told. `by` is who did it, among the staff."""

    at: datetime
    by: UUID
    stays: list[UUID] = field(default_factory=list)
    none_of_them: bool = False
    """Stays of the ticket that may be the child's are of others."""
    paper: UUID | None = None
    words: str | None = None


async def hand_over(
    session: AsyncSession, case: Case, row: Reintegration, told: HandedOver, by: UUID
) -> None:
    """The child is where it was planned to go; its stay has ended, and follow-ups are due.

    The tickets of its stays are locked (reintegration_stays.py). Raises CaseIsClosed, IllegalMove,
    PreconditionsAreMissing, ChildStillStays, StayMayBeTheChilds, InputIsInvalid.
    """
    must_be_open(case)
    state = advance(MOVES, row.state, "hand_over", "reintegration")
    await _must_be_told(session, case, row, told)
    lacking = await missing_of(session, case, row)
    if lacking:
        names = ", ".join(one.condition for one in lacking)
        raise PreconditionsAreMissing(
            f"The child can't go yet: {names}.", missing=missing_rows(lacking)
        )
    passed = await unmet_of(session, case, row)
    memo = (
        await reintegration_papers.memo_of(session, case, told.paper)
        if told.paper is not None
        else None
    )
    stays = await reintegration_stays.end(
        session, case, told.stays, row.kind, told.at, by, none_of_them=told.none_of_them
    )
    row.state, row.handed_over_at = state, told.at
    row.handed_by, row.noted_by = told.by, by
    row.paper_id, row.memo = told.paper, memo
    await _say(session, case, row, hand_over=words_of(told.words, "words", needed=False))
    await _make_schedule(session, row)
    event = CaseChildHandedOver(
        **of(case),
        reintegration_id=row.id,
        kind=row.kind.value,
        exceptions=len(passed),
        stays=stays,
    )
    await moved(session, case, event, by)


async def _must_be_told(
    session: AsyncSession, case: Case, row: Reintegration, told: HandedOver
) -> None:
    if told.at > clock.now():
        raise InputIsInvalid("This has not happened yet.", field="at")
    episode = await session.get_one(CaseEpisode, (case.id, case.episode))
    if told.at < episode.opened_at:
        raise InputIsInvalid("The case was not open then.", field="at")
    if row.place is None:
        raise InputIsInvalid("Say in the plan where the child goes.", field="place")
    if row.person_id is None and row.kind is not Kind.INDEPENDENT:
        raise InputIsInvalid("Say in the plan who takes the child.", field="person")
    if told.by != case.owner_id:
        await must_be_owner(session, told.by, "handed_by")


async def _make_schedule(session: AsyncSession, row: Reintegration) -> None:
    assert row.handed_over_at is not None
    went = row.handed_over_at.astimezone(clock.DHAKA).date()
    days = days_of(went, await reintegration_schedule.in_force(session, row.kind))
    now = clock.now()
    session.add_all(
        HomeFollowUp(reintegration_id=row.id, no=no, planned_on=on, made_at=now)
        for no, on in enumerate(days, 1)
    )
    await session.flush()


async def call_off(
    session: AsyncSession, case: Case, row: Reintegration, reason: str, words: str | None, by: UUID
) -> None:
    """The child does not go there; with `other` words are needed.

    Raises CaseIsClosed, IllegalMove, InputIsInvalid.
    """
    must_be_open(case)
    words_of(words, "words", needed=reason == "other")
    await end(session, case, row, "call_off", reason, words, by, among=WHY_CALLED_OFF)


async def give_up(
    session: AsyncSession, case: Case, row: Reintegration, reason: str, words: str | None, by: UUID
) -> None:
    """A supervisor says that the child can't be followed up any more, and why in words.

    Raises CaseIsClosed, IllegalMove, InputIsInvalid.
    """
    must_be_open(case)
    words_of(words, "words")
    await end(session, case, row, "end", reason, words, by, among=WHY_ENDED)


async def end(
    session: AsyncSession,
    case: Case,
    row: Reintegration,
    verb: str,
    reason: str | None,
    words: str | None,
    by: UUID,
    *,
    among: tuple[str, ...] = (),
) -> None:
    """Move it to an end; what is still asked for or due of it is so no more."""
    state = advance(MOVES, row.state, verb, "reintegration")
    if among and reason not in among:
        raise InputIsInvalid(f"Choose one of: {', '.join(among)}.", field="reason")
    told = words_of(words, "words", needed=False)
    await lapse(session, case, row, by)
    for one in await follow_ups_of(session, row):
        if one.state is FollowUpState.DUE:
            one.state, one.ended_at = FollowUpState.DROPPED, clock.now()
            session.add(one)
    row.state, row.reason = state, reason
    row.ended_at, row.ended_by = clock.now(), by
    await _say(session, case, row, end=told)
    event = CaseReintegrationEnded(
        **of(case), reintegration_id=row.id, how=state.value, reason=reason
    )
    await moved(session, case, event, by)
