"""The conditions of a reintegration: answered with evidence, or let pass by a supervisor by name.

Verbs on a locked case, which flush and never commit. Which conditions there are, and what keeps the
child from going, is said by reintegration_terms.py and reintegration_rules.py.
"""

from http import HTTPStatus
from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed
from app.cases.case_access import must_be_open
from app.cases.case_deadlines import moved
from app.cases.case_file_models import CaseDocument
from app.cases.case_models import Case
from app.cases.case_timeline import of
from app.cases.reintegration_access import answers_of, exceptions_of
from app.cases.reintegration_events import (
    CaseConditionAnswered,
    CaseExceptionAsked,
    CaseExceptionEnded,
)
from app.cases.reintegration_models import (
    Reintegration,
    ReintegrationAnswer,
    ReintegrationException,
)
from app.cases.reintegration_people import around
from app.cases.reintegration_rules import Exemption, Missing, Said, latest, missing, unmet
from app.cases.reintegration_states import (
    EXCEPTION_MOVES,
    Answer,
    ExceptionState,
    ReintegrationState,
)
from app.cases.reintegration_terms import NOT_ACCUSED, conditions_of, must_be_condition
from app.core import clock
from app.core.db import fetch_value
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import IllegalMove, advance

ANSWER: Final = "reintegration_answer.said"
EXCEPTION: Final = "reintegration_exception.said"
LONGEST: Final = 4000


class RecordSpeaksAgainst(HelplineError):
    """By the child's record somebody who is accused lives there: that can't be answered by yes."""

    code = "record_speaks_against"


class ExceptionIsAsked(HelplineError):
    """A supervisor is asked for this exception already; `exception` says which."""

    code = "exception_is_asked"


class NoExceptionIsNeeded(HelplineError):
    """This condition holds, or a supervisor has let it pass already."""

    code = "no_exception_is_needed"


class ExceptionIsOld(HelplineError):
    """Something else was said of the condition since the exception was asked for: ask anew."""

    code = "exception_is_old"


class DeciderWroteIt(HelplineError):
    """Nobody decides on an exception that he or she asked for, or to his or her own answer."""

    status = HTTPStatus.FORBIDDEN
    code = "decider_wrote_it"


def must_be_planned(row: Reintegration) -> None:
    """Raises IllegalMove for one that has begun, or is over."""
    if row.state is not ReintegrationState.PLANNED:
        raise IllegalMove(
            "This is done before the child goes.",
            state=row.state.value,
            legal=[],
        )


def words_of(said: str | None, field: str, *, needed: bool = True) -> str | None:
    """What was said, stripped. Raises InputIsInvalid naming `field`."""
    words = (said or "").strip()
    if len(words) > LONGEST or (needed and not words):
        raise InputIsInvalid(f"From 1 to {LONGEST} characters fit here.", field=field)
    return words or None


_NEXT = "SELECT coalesce(max(no), 0) + 1 FROM reintegration_answer WHERE reintegration_id = $1"


async def answer(
    session: AsyncSession,
    case: Case,
    row: Reintegration,
    condition: str,
    said: Answer,
    *,
    words: str | None,
    document: UUID | None,
    by: UUID,
) -> ReintegrationAnswer:
    """Say whether a condition holds; a yes has words or a document that shows it.

    Raises IllegalMove, InputIsInvalid, RecordSpeaksAgainst, CaseIsClosed.
    """
    must_be_open(case)
    must_be_planned(row)
    must_be_condition(row.checklist, row.kind, condition)
    told = words_of(words, "words", needed=said is Answer.YES and document is None)
    if document is not None:
        known = await session.get(CaseDocument, document)
        if known is None or known.case_id != case.id:
            raise InputIsInvalid("There is no such document in this case.", field="document")
    if said is Answer.YES and condition in await against(session, case, row):
        raise RecordSpeaksAgainst(
            "By the child's record somebody who is accused lives there.", field="answer"
        )
    made = ReintegrationAnswer(
        id=uuid4(),
        reintegration_id=row.id,
        no=await fetch_value(session, _NEXT, row.id),
        revision=row.revision,
        condition=condition,
        answer=said,
        document_id=document,
        answered_at=clock.now(),
        answered_by=by,
    )
    key = await case_sealed.key_of(session, case.id)
    made.said = case_sealed.seal(key, told, ANSWER, made.id)
    session.add(made)
    await session.flush()
    await lapse(session, case, row, by, condition)
    event = CaseConditionAnswered(
        **of(case), reintegration_id=row.id, condition=condition, answer=said.value
    )
    await moved(session, case, event, by)
    return made


async def against(session: AsyncSession, case: Case, row: Reintegration) -> frozenset[str]:
    """The conditions the child's own record speaks against."""
    known = await around(session, case)
    return frozenset({NOT_ACCUSED} if known.speaks_against(row.person_id) else ())


def codes_of(row: Reintegration) -> list[str]:
    """The conditions of a reintegration, in their order."""
    return [one.code for one in conditions_of(row.checklist, row.kind)]


def said_of(answers: list[ReintegrationAnswer]) -> list[Said]:
    """Answers as the rules look at them."""
    return [Said(one.id, one.condition, one.answer, one.no) for one in answers]


def exemptions_of(exceptions: list[ReintegrationException]) -> list[Exemption]:
    """What supervisors have allowed, as the rules look at it."""
    return [
        Exemption(one.id, one.condition, one.answer_id, one.against_record)
        for one in exceptions
        if one.state is ExceptionState.ALLOWED
    ]


async def unmet_of(session: AsyncSession, case: Case, row: Reintegration) -> dict[str, Missing]:
    """The conditions that do not hold, let pass or not."""
    said = said_of(await answers_of(session, row))
    return unmet(codes_of(row), said, await against(session, case, row))


async def missing_of(session: AsyncSession, case: Case, row: Reintegration) -> list[Missing]:
    """What still keeps the child from going."""
    return missing(
        codes_of(row),
        said_of(await answers_of(session, row)),
        exemptions_of(await exceptions_of(session, row)),
        await against(session, case, row),
    )


def missing_rows(found: list[Missing]) -> list[dict[str, Any]]:
    """The same as screens and refusals get it."""
    return [
        {
            "condition": one.condition,
            "answer": one.answer.value,
            "against_record": one.against_record,
        }
        for one in found
    ]


async def ask_exception(
    session: AsyncSession, case: Case, row: Reintegration, condition: str, why: str, by: UUID
) -> ReintegrationException:
    """Ask a supervisor to let the child go although a condition does not hold.

    Raises IllegalMove, InputIsInvalid, NoExceptionIsNeeded, ExceptionIsAsked, CaseIsClosed.
    """
    must_be_open(case)
    must_be_planned(row)
    must_be_condition(row.checklist, row.kind, condition)
    words = words_of(why, "why")
    lack = next(
        (one for one in await missing_of(session, case, row) if one.condition == condition), None
    )
    if lack is None:
        raise NoExceptionIsNeeded("This condition holds, or was let pass already.")
    asked = [
        one
        for one in await exceptions_of(session, row)
        if one.condition == condition and one.state is ExceptionState.ASKED
    ]
    if asked:
        raise ExceptionIsAsked("A supervisor is asked already.", exception=str(asked[0].id))
    counts = latest(said_of(await answers_of(session, row))).get(condition)
    made = ReintegrationException(
        id=uuid4(),
        reintegration_id=row.id,
        revision=row.revision,
        condition=condition,
        answer_id=counts.id if counts else None,
        against_record=lack.against_record,
        asked_at=clock.now(),
        asked_by=by,
    )
    key = await case_sealed.key_of(session, case.id)
    made.said = case_sealed.seal(key, {"why": words, "comment": None}, EXCEPTION, made.id)
    session.add(made)
    await session.flush()
    event = CaseExceptionAsked(
        **of(case), reintegration_id=row.id, exception_id=made.id, condition=condition
    )
    await moved(session, case, event, by)
    return made


async def decide(
    session: AsyncSession,
    case: Case,
    row: Reintegration,
    asked: ReintegrationException,
    verb: str,
    comment: str | None,
    by: UUID,
) -> None:
    """A supervisor will `allow` or `refuse` an exception somebody else asked for.

    What was asked for is what is decided on: other words on the condition meanwhile make it old.
    Raises IllegalMove, DeciderWroteIt, ExceptionIsOld, InputIsInvalid, CaseIsClosed.
    """
    must_be_open(case)
    must_be_planned(row)
    state = advance(EXCEPTION_MOVES, asked.state, verb, "exception")
    answers = await answers_of(session, row)
    counts = latest(said_of(answers)).get(asked.condition)
    answered = next((one for one in answers if counts and one.id == counts.id), None)
    if by == asked.asked_by or (answered is not None and by == answered.answered_by):
        raise DeciderWroteIt("Another supervisor must decide on what you wrote.")
    words = words_of(comment, "comment", needed=verb == "refuse")
    if verb == "allow":
        await _must_be_new(session, case, row, asked, answers)
    key = await case_sealed.key_of(session, case.id)
    said = case_sealed.unseal(key, asked.said, EXCEPTION, asked.id) or {}
    asked.said = case_sealed.seal(key, {**said, "comment": words}, EXCEPTION, asked.id)
    await _end(session, case, asked, state, by)


async def _must_be_new(
    session: AsyncSession,
    case: Case,
    row: Reintegration,
    asked: ReintegrationException,
    answers: list[ReintegrationAnswer],
) -> None:
    counts = latest(said_of(answers)).get(asked.condition)
    same = asked.answer_id == (counts.id if counts else None) and asked.revision == row.revision
    lack = (await unmet_of(session, case, row)).get(asked.condition)
    worse = lack is not None and lack.against_record and not asked.against_record
    if not same or worse:
        raise ExceptionIsOld("Something else is known of this condition by now: ask anew.")


async def lapse(
    session: AsyncSession, case: Case, row: Reintegration, by: UUID, condition: str | None = None
) -> None:
    """Nobody need decide any more on what was asked: of one condition, or of all."""
    for asked in await exceptions_of(session, row):
        if asked.state is ExceptionState.ASKED and condition in (None, asked.condition):
            state = advance(EXCEPTION_MOVES, asked.state, "lapse", "exception")
            await _end(session, case, asked, state, by)


async def _end(
    session: AsyncSession,
    case: Case,
    asked: ReintegrationException,
    state: ExceptionState,
    by: UUID,
) -> None:
    asked.state, asked.decided_at, asked.decided_by = state, clock.now(), by
    session.add(asked)
    await session.flush()
    event = CaseExceptionEnded(
        **of(case),
        reintegration_id=asked.reintegration_id,
        exception_id=asked.id,
        condition=asked.condition,
        how=state.value,
    )
    await moved(session, case, event, by, [asked.asked_by])
