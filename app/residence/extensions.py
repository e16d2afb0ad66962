"""A stay longer than six months: a centre asks, a supervisor approves or refuses; flush only."""

from uuid import UUID, uuid4

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases import case_told
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.moves import advance
from app.residence.care_events import ExtensionAsked, ExtensionEnded
from app.residence.care_models import StayExtension
from app.residence.care_states import EXTENSION_MOVES, ExtensionState, WhyLonger
from app.residence.models import Stay
from app.residence.stay_clock import LONGEST_EXTENSION, Due, months_needed
from app.residence.stay_dues import owe
from app.residence.stay_terms import counted, term_of
from app.residence.stays import locked, present, seal, told
from app.staff.permissions import NotAllowed


class ExtensionNotFound(NotFound):
    """No such request for a longer stay, or not of this person's centre."""

    code = "extension_not_found"


class ExtensionIsAsked(HelplineError):
    """A longer stay of this child is asked for already: that is answered, or withdrawn, first."""

    code = "extension_is_asked"


class ExtensionIsTooShort(HelplineError):
    """With so many months the stay would have ended already; `months` are the least that do."""

    code = "extension_is_too_short"


class NotByWhoAsked(NotAllowed):
    """Whoever asks for a longer stay does not approve it."""

    code = "not_by_who_asked"


async def ask(
    session: AsyncSession,
    centre_id: UUID,
    stay_id: UUID,
    *,
    months: int,
    reason: WhyLonger,
    words: str,
    by: UUID,
) -> StayExtension:
    """The centre asks that the child may stay so many months longer, and says why.

    Raises StayNotFound, StayIsOver, ExtensionIsAsked, ExtensionIsTooShort, InputIsInvalid.
    """
    stay, incident = await present(session, centre_id, stay_id)
    if not 1 <= months <= LONGEST_EXTENSION:
        raise InputIsInvalid(f"From 1 to {LONGEST_EXTENSION} months.", field="months")
    if not words.strip():
        raise InputIsInvalid("Say why the child must stay longer.", field="words")
    waiting = await session.exec(
        select(StayExtension.id).where(
            StayExtension.stay_id == stay.id, StayExtension.state == ExtensionState.ASKED
        )
    )
    if (kept := waiting.first()) is not None:
        raise ExtensionIsAsked(
            "A longer stay is asked for already.", extension=str(kept), legal=["withdraw"]
        )
    await _must_last(session, stay, months, legal=["extend"])
    made = StayExtension(
        id=uuid4(),
        stay_id=stay.id,
        months=months,
        reason=reason,
        asked_at=clock.now(),
        asked_by=by,
    )
    made.said = await seal(session, stay, words.strip(), f"stay_extension.said:{made.id}")
    session.add(made)
    await session.flush()
    facts = {"extension_id": made.id, "months": months, "reason": reason.value}
    await told(session, stay, incident, ExtensionAsked, by, **facts)
    return made


async def answer(
    session: AsyncSession,
    centre_id: UUID | None,
    extension_id: UUID,
    verb: str,
    *,
    words: str | None,
    by: UUID,
) -> StayExtension:
    """`approve`, `refuse` or `withdraw` it; approved, the clock of the stay ends later.

    `centre_id`: whose it must be, None for whoever sees all. Raises ExtensionNotFound, StayIsOver,
    IllegalMove, NotByWhoAsked, ExtensionIsTooShort.
    """
    found = await session.get(StayExtension, extension_id)
    of = await session.get(Stay, found.stay_id) if found else None
    if found is None or of is None or centre_id not in (None, of.centre_id):
        raise ExtensionNotFound("There is no such request, or not of this centre.")
    stay, incident = await locked(session, centre_id, of.id)
    asked = await session.get_one(StayExtension, extension_id, populate_existing=True)
    after = advance(EXTENSION_MOVES, asked.state, verb, "request")
    if verb != "withdraw" and asked.asked_by == by:
        raise NotByWhoAsked("Whoever asks for a longer stay does not answer it.")
    if after is ExtensionState.APPROVED:
        await _must_last(session, stay, asked.months, legal=["refuse"])
    asked.state, asked.ended_at, asked.ended_by = after, clock.now(), by
    if words and words.strip():
        place = f"stay_extension.answer:{asked.id}"
        asked.answer = await seal(session, stay, words.strip(), place)
    session.add(asked)
    await session.flush()
    if after is ExtensionState.APPROVED:
        stay.ends_at = await term_of(session, stay)
        session.add(stay)
        await session.flush()
        await owe(session, stay, Due.STAY_ENDS, stay.ends_at)
        await case_told.tell_cases(session, stay.child_id, "extended", stay.centre_id, by)
    facts = {"extension_id": asked.id, "outcome": after.value, "ends_at": stay.ends_at}
    await told(session, stay, incident, ExtensionEnded, by, **facts)
    return asked


async def _must_last(session: AsyncSession, stay: Stay, months: int, legal: list[str]) -> None:
    """Whoever is told of a longer stay is not told at once that it is late.

    A stay that is late by more than one extension is made up for by full ones, one after another.
    Raises ExtensionIsTooShort.
    """
    since, approved = await counted(session, stay)
    least = min(months_needed(since, approved, clock.now()), LONGEST_EXTENSION)
    if months < least:
        raise ExtensionIsTooShort(
            f"The stay ended longer ago: {least} months at least.",
            field="months",
            months=least,
            legal=legal,
        )
