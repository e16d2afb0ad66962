"""What is given to a child who stays and what it learns, written down as it happens; flush only.

Codes and dates stand in the open, words are sealed. Events name no word.
"""

from datetime import date
from uuid import UUID, uuid4

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.models import Incident
from app.core import clock
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.resent import id_for
from app.residence.care_events import KitGiven, SkillNoted, TalkHeld, TrackBegun, TrackEnded
from app.residence.care_models import KitIssue, SkillNote, SupportTalk, Track
from app.residence.care_rules import TRAINING_FROM_YEARS, legal_tracks, too_young
from app.residence.care_states import Item, LifeSkill, SkillStep, TalkKind, TrackEnd, TrackKind
from app.residence.guests import guest_of_stay
from app.residence.models import Stay
from app.residence.stays import present, seal, still_written, told


class CareNotFound(NotFound):
    """Nothing of that kind is written down of this stay."""

    code = "care_not_found"


class NotInThisStay(HelplineError):
    """The child was not here on that day; `legal` are the first and last day it was."""

    code = "not_in_this_stay"


class TrackIsOpen(HelplineError):
    """The child does that already; `legal` says what it may begin, and that the other may end."""

    code = "track_is_open"


class TooYoungForThat(HelplineError):
    """Technical training is for older children; `legal` says what the child may begin."""

    code = "too_young_for_that"


class TrackIsOver(HelplineError):
    """It has ended already."""

    code = "track_is_over"


def must_be_within(stay: Stay, day: date, field: str) -> None:
    """Raises NotInThisStay for a day before the child came, after it left, or still to come."""
    first = stay.arrived_at.astimezone(clock.DHAKA).date()
    last = (stay.left_at or clock.now()).astimezone(clock.DHAKA).date()
    if not first <= day <= last:
        raise NotInThisStay(
            "The child was not here on that day.",
            field=field,
            legal=[first.isoformat(), last.isoformat()],
        )


async def give(
    session: AsyncSession,
    centre_id: UUID,
    stay_id: UUID,
    *,
    item: Item,
    count: int,
    on: date,
    by: UUID,
    id: UUID | None = None,
) -> KitIssue:
    """The child was given so many of a thing; sent again with the same `id`, it is one.

    Raises StayNotFound, StayIsOver, NotInThisStay.
    """
    stay, incident = await still_written(session, centre_id, stay_id)
    made_id = id_for(stay.id, id)
    if (known := await session.get(KitIssue, made_id)) is not None:
        return known
    must_be_within(stay, on, "given_on")
    made = KitIssue(
        id=made_id,
        stay_id=stay.id,
        item=item,
        count=count,
        given_on=on,
        noted_at=clock.now(),
        noted_by=by,
    )
    session.add(made)
    await _kit_told(session, stay, incident, made, by, undone=False)
    return made


async def undo_give(
    session: AsyncSession, centre_id: UUID, stay_id: UUID, issue_id: UUID, by: UUID
) -> None:
    """That was a mistake; repeatable. Raises StayNotFound, StayIsOver, CareNotFound."""
    stay, incident = await still_written(session, centre_id, stay_id)
    issue = await session.get(KitIssue, issue_id, populate_existing=True)
    if issue is None or issue.stay_id != stay.id:
        raise CareNotFound("There is no such thing given in this stay.")
    if issue.undone_at is None:
        issue.undone_at, issue.undone_by = clock.now(), by
        session.add(issue)
        await _kit_told(session, stay, incident, issue, by, undone=True)


async def _kit_told(
    session: AsyncSession, stay: Stay, incident: Incident, one: KitIssue, by: UUID, *, undone: bool
) -> None:
    facts = {"item": one.item.value, "count": one.count, "undone": undone}
    await told(session, stay, incident, KitGiven, by, **facts)


async def begin_track(
    session: AsyncSession,
    centre_id: UUID,
    stay_id: UUID,
    *,
    kind: TrackKind,
    words: str | None,
    on: date,
    by: UUID,
) -> Track:
    """The child goes to school, learns here, or learns a trade from a day on; where is sealed.

    Raises StayNotFound, StayIsOver, TrackIsOpen, TooYoungForThat, NotInThisStay.
    """
    stay, incident = await present(session, centre_id, stay_id)
    must_be_within(stay, on, "begun_on")
    age = (await guest_of_stay(session, stay)).age
    open_ones = {track.kind for track in await _open_tracks(session, stay)}
    legal = legal_tracks(open_ones, age)
    if kind in open_ones:
        raise TrackIsOpen("The child does that already.", legal=[*legal, "end"])
    if too_young(kind, age):
        raise TooYoungForThat(
            f"Technical training begins at {TRAINING_FROM_YEARS}.", field="kind", legal=legal
        )
    made = Track(
        id=uuid4(), stay_id=stay.id, kind=kind, begun_on=on, noted_at=clock.now(), noted_by=by
    )
    made.said = await _sealed(session, stay, words, f"track.said:{made.id}")
    session.add(made)
    await told(session, stay, incident, TrackBegun, by, track_id=made.id, kind=kind.value)
    return made


async def end_track(
    session: AsyncSession,
    centre_id: UUID,
    stay_id: UUID,
    track_id: UUID,
    *,
    ending: TrackEnd,
    on: date,
    by: UUID,
) -> None:
    """That is over since a day; repeatable.

    Raises StayNotFound, StayIsOver, CareNotFound, TrackIsOver, InputIsInvalid, NotInThisStay.
    """
    stay, incident = await still_written(session, centre_id, stay_id)
    track = await session.get(Track, track_id, populate_existing=True)
    if track is None or track.stay_id != stay.id:
        raise CareNotFound("There is no such school or training in this stay.")
    if track.ended_on is not None:
        if track.ending is ending:
            return
        raise TrackIsOver("It was written down already, with another ending.", legal=[])
    must_be_within(stay, on, "ended_on")
    if on < track.begun_on:
        raise InputIsInvalid("It can't end before it began.", field="ended_on")
    track.ended_on, track.ending, track.ended_by = on, ending, by
    session.add(track)
    facts = {"track_id": track.id, "kind": track.kind.value, "ending": ending.value}
    await told(session, stay, incident, TrackEnded, by, **facts)


async def _open_tracks(session: AsyncSession, stay: Stay) -> list[Track]:
    found = await session.exec(
        select(Track).where(Track.stay_id == stay.id, col(Track.ended_on).is_(None))
    )
    return list(found)


async def hold_talk(
    session: AsyncSession,
    centre_id: UUID,
    stay_id: UUID,
    *,
    kind: TalkKind,
    on: date,
    minutes: int | None,
    next_on: date | None,
    words: str | None,
    by: UUID,
    id: UUID | None = None,
) -> SupportTalk:
    """A psychosocial session was held; what was said is sealed, how long is unknown where None.

    Sent again with the same `id`, it is one. Raises StayNotFound, StayIsOver, NotInThisStay,
    InputIsInvalid.
    """
    stay, incident = await still_written(session, centre_id, stay_id)
    made_id = id_for(stay.id, id)
    if (known := await session.get(SupportTalk, made_id)) is not None:
        return known
    must_be_within(stay, on, "held_on")
    if next_on is not None and next_on <= on:
        raise InputIsInvalid("The next one comes after this one.", field="next_on")
    made = SupportTalk(
        id=made_id,
        stay_id=stay.id,
        kind=kind,
        held_on=on,
        minutes=minutes,
        next_on=next_on,
        noted_at=clock.now(),
        noted_by=by,
    )
    made.said = await _sealed(session, stay, words, f"support_talk.said:{made.id}")
    session.add(made)
    await told(session, stay, incident, TalkHeld, by, talk_id=made.id, kind=kind.value)
    return made


async def note_skill(
    session: AsyncSession,
    centre_id: UUID,
    stay_id: UUID,
    *,
    skill: LifeSkill,
    step: SkillStep,
    on: date,
    words: str | None,
    by: UUID,
    id: UUID | None = None,
) -> SkillNote:
    """How far the child is with a life skill; sent again with the same `id`, it is one.

    Raises StayNotFound, StayIsOver, NotInThisStay.
    """
    stay, incident = await still_written(session, centre_id, stay_id)
    made_id = id_for(stay.id, id)
    if (known := await session.get(SkillNote, made_id)) is not None:
        return known
    must_be_within(stay, on, "seen_on")
    made = SkillNote(
        id=made_id,
        stay_id=stay.id,
        skill=skill,
        step=step,
        seen_on=on,
        noted_at=clock.now(),
        noted_by=by,
    )
    made.said = await _sealed(session, stay, words, f"skill_note.said:{made.id}")
    session.add(made)
    await told(session, stay, incident, SkillNoted, by, skill=skill.value, step=step.value)
    return made


async def _sealed(session: AsyncSession, stay: Stay, words: str | None, place: str) -> bytes | None:
    return await seal(session, stay, words.strip(), place) if words and words.strip() else None
