"""The verbs of a referral and of a transfer, on a locked case; a transfer gives it away on a yes.

Each runs in the caller's transaction and flushes, never commits. What the party is told is decided
in referral_told.py; what is unanswered is due as all of a case is (case_due.py).
"""

from typing import Any, Final
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_sealed, referral_consents, referral_services
from app.cases.case_access import must_be_open
from app.cases.case_assignments import AssignmentIsPending, NotTheOneAsked, pending
from app.cases.case_deadlines import moved
from app.cases.case_models import Case
from app.cases.case_staff import OWNS, must_be_owner, roles_that
from app.cases.case_states import ASSIGNMENT_MOVES
from app.cases.case_timeline import of
from app.cases.referral_doubts import doubts
from app.cases.referral_events import CaseReferralMoved, CaseReferred, CaseTransferred
from app.cases.referral_models import CaseReferral
from app.cases.referral_states import (
    LAWS,
    MOVES,
    REASONS,
    Consent,
    Ground,
    HandOver,
    ReferralState,
)
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid
from app.core.moves import advance
from app.directory import offered
from app.directory.offered import ServiceHasEnded
from app.directory.offered_models import OfferedService

TABLE: Final = "case_referral.said"
LONGEST: Final = 2000
OUT: Final = (ReferralState.SENT, ReferralState.ACCEPTED)


class ConsentIsNeeded(HelplineError):
    """Nobody has consented, or somebody has refused: only a law with a reason goes before that."""

    code = "consent_is_needed"


class ReferralIsOut(HelplineError):
    """The same is asked already: the service, or to take the case on; `referral` says which."""

    code = "referral_is_out"


class NobodyTakesCases(HelplineError):
    """Nobody who answers for this service can own a case."""

    code = "nobody_takes_cases"


class TransferIsByPerson(HelplineError):
    """A case is taken on by the person who will own it, signed in; nobody says so for another."""

    code = "transfer_is_by_person"


async def send(
    session: AsyncSession,
    case: Case,
    service: OfferedService,
    what: HandOver,
    needs: str,
    by: UUID,
    *,
    law: str | None = None,
    why: str | None = None,
    despite: str | None = None,
) -> CaseReferral:
    """Ask the organisation for the service, or to take the case on.

    `needs` is what it is told in words. `law` and `why` stand for a consent that there is not,
    `despite` for going on although something speaks against it. Raises ConsentIsNeeded,
    ReferralIsOut, ReferralIsDoubtful, NobodyTakesCases, AssignmentIsPending, ServiceHasEnded,
    InputIsInvalid, CaseIsClosed.
    """
    must_be_open(case)
    _must_be_given(service)
    await _must_be_free(session, case, service, what)
    consent, withheld = await referral_consents.standing(
        session, case, service.organisation_id, service.kind
    )
    ground = _ground(consent, law, why)
    await doubts(session, case, service, despite=despite)
    receivers = await offered.people_of(session, service)
    if what is HandOver.TRANSFER:
        await _must_be_transferable(session, case, receivers)
    made = CaseReferral(
        id=uuid4(),
        case_id=case.id,
        episode=case.episode,
        what=what,
        offered_id=service.id,
        organisation_id=service.organisation_id,
        service=service.kind,
        ground=ground,
        law=law,
        withheld=sorted(withheld),
        despite=despite,
        sent_at=clock.now(),
        sent_by=by,
    )
    key = await case_sealed.key_of(session, case.id)
    said = {"needs": _words(needs, "needs"), "why": (why or "").strip() or None, "answer": None}
    made.said = case_sealed.seal(key, said, TABLE, made.id)
    session.add(made)
    await session.flush()
    told = CaseReferred(
        **of(case),
        referral_id=made.id,
        what=what.value,
        organisation_id=made.organisation_id,
        service=made.service.value,
        law=law,
    )
    await moved(session, case, told, by, receivers)
    return made


def _must_be_given(service: OfferedService) -> None:
    if service.ended_at is not None:
        raise ServiceHasEnded("This service is not given any more.")


def _words(said: str, field: str) -> str:
    words = said.strip()
    if not words or len(words) > LONGEST:
        raise InputIsInvalid(f"From 1 to {LONGEST} characters fit here.", field=field)
    return words


def _ground(consent: Consent, law: str | None, why: str | None) -> Ground:
    if consent is Consent.GIVEN:
        if law is not None:
            raise InputIsInvalid("There is consent: it rests on that.", field="law")
        return Ground.CONSENT
    if law is None:
        refused = consent is Consent.REFUSED
        raise ConsentIsNeeded(
            "Consent was refused." if refused else "Nobody has been asked for consent.",
            consent=consent.value,
            laws=list(LAWS),
        )
    if law not in LAWS:
        raise InputIsInvalid(f"Choose one of: {', '.join(LAWS)}.", field="law")
    _words(why or "", "why")
    return Ground.LAW


async def _must_be_free(
    session: AsyncSession, case: Case, service: OfferedService, what: HandOver
) -> None:
    asked = select(CaseReferral).where(CaseReferral.case_id == case.id, CaseReferral.what == what)
    if what is HandOver.TRANSFER:
        asked = asked.where(CaseReferral.state == ReferralState.SENT)
    else:
        asked = asked.where(CaseReferral.offered_id == service.id, col(CaseReferral.state).in_(OUT))
    known = (await session.exec(asked)).first()
    if known is not None:
        raise ReferralIsOut("This is asked already.", referral=str(known.id), legal=["revoke"])


async def _must_be_transferable(
    session: AsyncSession, case: Case, receivers: dict[UUID, str]
) -> None:
    owners = roles_that(OWNS)
    if not any(role in owners and who != case.owner_id for who, role in receivers.items()):
        raise NobodyTakesCases("Nobody who answers for this service can own a case.")
    if await pending(session, case) is not None:
        raise AssignmentIsPending("Somebody is asked to take it on.", legal=["withdraw"])


async def accept(
    session: AsyncSession, case: Case, row: CaseReferral, by: UUID, *, by_word: bool = False
) -> None:
    """The organisation gives the service; or whoever accepts a transfer owns the case from now on.

    What does not fit was said when it was sent; who gives the service decides. Raises IllegalMove,
    NotTheOneAsked, TransferIsByPerson, CaseIsClosed, ServiceHasEnded.
    """
    must_be_open(case)
    state = advance(MOVES[row.what], row.state, "accept", row.what.value)
    _must_be_given(await offered.get(session, row.offered_id))
    if row.what is HandOver.TRANSFER:
        await _must_take_on(session, case, row, by, by_word=by_word)
    row.state, row.by_word = state, by_word
    row.answered_at, row.answered_by = clock.now(), by
    session.add(row)
    if row.what is HandOver.TRANSFER:
        await _take_on(session, case, row, by)
        return
    await session.flush()
    await referral_services.begin(
        session,
        case.child_id,
        row.service,
        row.organisation_id,
        by,
        case_id=case.id,
        referral_id=row.id,
    )
    await _tell(session, case, row, by)


async def _must_take_on(
    session: AsyncSession, case: Case, row: CaseReferral, by: UUID, *, by_word: bool
) -> None:
    if by_word:
        raise TransferIsByPerson("Whoever will own the case accepts it, signed in.")
    if by in (case.owner_id, row.sent_by):
        raise NotTheOneAsked("Whoever gives a case away does not take it on.")
    await must_be_owner(session, by, "to")


async def _take_on(session: AsyncSession, case: Case, row: CaseReferral, by: UUID) -> None:
    """In one transaction it is nobody else's any more; nobody is asked beside."""
    asked = await pending(session, case)
    also = [case.owner_id, row.sent_by]
    if asked is not None:
        asked.state = advance(ASSIGNMENT_MOVES, asked.state, "withdraw", "assignment")
        asked.ended_at = clock.now()
        session.add(asked)
        also.append(asked.to_id)
    row.ended_at, row.ended_by = clock.now(), by
    case.owner_id = by
    session.add_all((row, case))
    await session.flush()
    told = CaseTransferred(
        **of(case), referral_id=row.id, organisation_id=row.organisation_id, owner_id=by
    )
    await moved(session, case, told, by, also)


async def end(
    session: AsyncSession,
    case: Case,
    row: CaseReferral,
    verb: str,
    reason: str,
    by: UUID,
    *,
    words: str | None = None,
    by_word: bool = False,
) -> None:
    """`reject`, `done` or `revoke` a referral, with a reason; with `other` words are needed.

    Raises IllegalMove, InputIsInvalid.
    """
    if reason not in REASONS[verb]:
        raise InputIsInvalid(f"Choose one of: {', '.join(REASONS[verb])}.", field="reason")
    if reason == "other" and not (words or "").strip():
        raise InputIsInvalid("Say which other reason.", field="words")
    row.state = advance(MOVES[row.what], row.state, verb, row.what.value)
    row.reason = reason
    if verb == "reject":
        row.answered_at, row.answered_by, row.by_word = clock.now(), by, by_word
    row.ended_at, row.ended_by = clock.now(), by
    if (words or "").strip():
        await _add_words(session, case, row, _words(words or "", "words"))
    session.add(row)
    await session.flush()
    await referral_services.end_of_referral(session, row.id)
    await _tell(session, case, row, by, reason)


async def _add_words(session: AsyncSession, case: Case, row: CaseReferral, words: str) -> None:
    key = await case_sealed.key_of(session, case.id)
    said: dict[str, Any] = case_sealed.unseal(key, row.said, TABLE, row.id) or {}
    row.said = case_sealed.seal(key, {**said, "answer": words}, TABLE, row.id)


async def _tell(
    session: AsyncSession, case: Case, row: CaseReferral, by: UUID, reason: str | None = None
) -> None:
    service = await offered.get(session, row.offered_id)
    told = CaseReferralMoved(
        **of(case),
        referral_id=row.id,
        organisation_id=row.organisation_id,
        service=row.service.value,
        state=row.state.value,
        reason=reason,
        by_word=row.by_word,
    )
    receivers = await offered.people_of(session, service)
    await moved(session, case, told, by, {*receivers, row.sent_by})


async def follow_consent(
    session: AsyncSession, case: Case, organisation_id: UUID, service: Any, by: UUID
) -> None:
    """What was said of telling an organisation reaches what it was sent already.

    What must not be told even so is told no more, to whoever has said yes as well. What rests on a
    consent that does not stand any more, and is unanswered, is revoked. What was accepted goes on:
    the child has the service, and whoever owns the case decides.
    """
    consent, withheld = await referral_consents.standing(session, case, organisation_id, service)
    found = await session.exec(
        select(CaseReferral).where(
            CaseReferral.case_id == case.id,
            CaseReferral.organisation_id == organisation_id,
            CaseReferral.service == service,
            col(CaseReferral.state).in_(OUT),
        )
    )
    for row in list(found):
        row.withheld = sorted({*row.withheld, *withheld})
        session.add(row)
        rests_on_it = row.state is ReferralState.SENT and row.ground is Ground.CONSENT
        if rests_on_it and consent is not Consent.GIVEN:
            await end(session, case, row, "revoke", "consent_withdrawn", by)
    await session.flush()
