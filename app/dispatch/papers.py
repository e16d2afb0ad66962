"""Papers: made with a memo number, given in their order, acknowledged; never edited, replaced.

A memo number is drawn under its row's lock in the transaction that writes the paper, so that an
office's row of a year has no gap: what is rolled back was never drawn.
"""

import asyncio
import json
from dataclasses import asdict
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason, answers_for_paper, keys_for
from app.cases.aliases import must_stand_alone
from app.cases.categories import category
from app.cases.models import Incident
from app.cases.sealed import DataIsErased, key_of
from app.cases.timeline import Actor, tell
from app.core import clock, security
from app.core.db import fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.core.settings import Settings
from app.core.words import words
from app.directory.queries import place_row
from app.dispatch.clock_events import PaperAcknowledged, PaperGiven, PaperMade
from app.dispatch.clock_models import Paper, PaperCopy
from app.dispatch.paper_rules import (
    FIRST,
    WAYS,
    Content,
    Wanted,
    checked,
    frozen,
    in_a_line,
    receivers_of,
)
from app.dispatch.paper_sheet import draw
from app.staff.auth import SignedIn

ANOTHER: Final = "Another paper came under this id."
LANGUAGE: Final = "bn"
"""Offices write Bangla (Bengali Language Introduction Act 1987)."""


class PaperNotFound(NotFound):
    """No such paper, or it is not yours to see."""

    code = "paper_not_found"


class PaperIsMade(HelplineError):
    """Sent once more with other words: `memo` is what the first made; correct that one."""

    code = "paper_is_made"


class PaperIsReplaced(HelplineError):
    """A corrected paper stands in its place; `by` is its id."""

    code = "paper_is_replaced"


class ProbationOfficerFirst(HelplineError):
    """Nobody else gets a paper before the probation officer."""

    code = "probation_officer_first"


class PaperNotGiven(HelplineError):
    """What was not given can't be acknowledged."""

    code = "paper_not_given"


_DRAW = """
INSERT INTO memo_number (office, year, last) VALUES ($1, $2, 1)
ON CONFLICT (office, year) DO UPDATE SET last = memo_number.last + 1 RETURNING last
"""


async def sent_before(
    session: AsyncSession,
    incident: Incident,
    paper_id: UUID,
    wanted: Wanted,
    replaces: UUID | None,
) -> Paper | None:
    """The paper of a locked incident that a screen made under this id already, if it did.

    It sends once more when an answer was lost; a second memo number would be a second paper. Raises
    PaperIsMade where the words were others, InputIsInvalid for an id of something else,
    DataIsErased.
    """
    known = await session.get(Paper, paper_id, populate_existing=True)
    if known is None:
        return None
    if (known.incident_id, known.kind) != (incident.id, wanted.kind):
        raise InputIsInvalid(ANOTHER, field="id")
    content = await content_of(session, known)
    if (content.wanted, known.replaces) != (frozen(wanted), replaces):
        raise PaperIsMade(
            f"It is made already, as it was sent before: {memo_of(known)}. Correct that one.",
            memo=memo_of(known),
            paper_id=str(known.id),
        )
    return known


async def make(
    session: AsyncSession,
    signed: SignedIn,
    incident: Incident,
    settings: Settings,
    wanted: Wanted,
    paper_id: UUID | None = None,
) -> Paper:
    """Make a paper about a locked incident, with the office's next memo number.

    Raises InputIsInvalid, EscortIsMissing, DataIsErased.
    """
    offices = settings.memo_offices.split(",")
    office = wanted.office or offices[0]
    if office not in offices:
        raise InputIsInvalid(f"Choose one of: {', '.join(offices)}.", field="office")
    content = await _content(session, signed, incident, wanted)
    year = clock.dhaka_year(clock.now())
    paper = Paper(
        id=paper_id or uuid4(),
        incident_id=incident.id,
        first_incident_id=incident.id,
        kind=wanted.kind,
        office=office,
        year=year,
        serial=await fetch_value(session, _DRAW, office, year),
        made_at=clock.now(),
        made_by=signed.id,
    )
    return await _write(session, signed, incident, paper, content)


async def correct(
    session: AsyncSession,
    signed: SignedIn,
    incident: Incident,
    replaces: Paper,
    wanted: Wanted,
    paper_id: UUID | None = None,
) -> Paper:
    """Put a corrected paper in the place of another, under the same memo number.

    Raises PaperIsReplaced, InputIsInvalid, EscortIsMissing.
    """
    if wanted.kind is not replaces.kind:
        raise InputIsInvalid("A paper is corrected by one of its own kind.", field="kind")
    if wanted.office not in (None, replaces.office):
        raise InputIsInvalid("A corrected paper keeps its office.", field="office")
    await _must_stand(session, replaces)
    content = await _content(session, signed, incident, wanted)
    paper = Paper(
        id=paper_id or uuid4(),
        incident_id=incident.id,
        first_incident_id=incident.id,
        kind=wanted.kind,
        office=replaces.office,
        year=replaces.year,
        serial=replaces.serial,
        version=replaces.version + 1,
        replaces=replaces.id,
        made_at=clock.now(),
        made_by=signed.id,
    )
    return await _write(session, signed, incident, paper, content)


async def _content(
    session: AsyncSession, signed: SignedIn, incident: Incident, wanted: Wanted
) -> Content:
    """The facts, frozen; drawn once, so that no number is spent on what can't be drawn."""
    said = await answers_for_paper(session, incident.id)
    good = checked(wanted, said["child_sex"], incident.opened_at, clock.now())
    said = {name: in_a_line(text) if text else None for name, text in said.items()}
    place = place_row(incident.place)
    entries = [category(code) for code in incident.categories]
    content = Content(
        number=incident.number,
        reported_at=incident.opened_at.isoformat(),
        made_at=clock.now().isoformat(),
        place=_place_words(place),
        categories=[entry.label_bn for entry in entries if entry is not None],
        child_name=said["child_name"],
        child_age=said["child_age"],
        child_sex=said["child_sex"],
        made_by=signed.display_bn,
        to=receivers_of(good),
        wanted=frozen(good),
    )
    await asyncio.to_thread(draw, wanted.kind, "", 1, content)
    return content


def _place_words(place: dict[str, Any] | None) -> str | None:
    if place is None:
        return None
    named = [place["name"][LANGUAGE], place["path"][LANGUAGE]]
    return ", ".join(part for part in named if part)


async def _write(
    session: AsyncSession, signed: SignedIn, incident: Incident, paper: Paper, content: Content
) -> Paper:
    plain = json.dumps(asdict(content), ensure_ascii=False)
    paper.content = security.seal(key_of(incident), plain, content_place(paper.id))
    session.add(paper)
    try:
        await session.flush()
    except IntegrityError as error:  # for another incident, in this very moment
        if "pk_paper" in str(error.orig):
            raise InputIsInvalid(ANOTHER, field="id") from None
        raise
    session.add_all(
        PaperCopy(paper_id=paper.id, no=no, post=post) for no, post in enumerate(content.to, 1)
    )
    await session.flush()
    told = PaperMade(
        **_event(incident, paper),
        paper_kind=paper.kind.value,
        memo=memo_of(paper),
        paper_version=paper.version,
        replaces=paper.replaces,
    )
    await tell(session, incident, told, Actor("staff", signed.id))
    return paper


def memo_of(paper: Paper) -> str:
    """The memo number in plain digits: office, year, running number."""
    return f"{paper.office}/{paper.year}/{paper.serial}"


def memo_in_bangla(paper: Paper) -> str:
    """The same as it stands on the paper."""
    return words(LANGUAGE).digits(memo_of(paper))


def content_place(paper_id: UUID) -> str:
    """What the content of a paper is bound to."""
    return f"paper.content:{paper_id}"


async def give(
    session: AsyncSession, signed: SignedIn, incident: Incident, paper: Paper, post: str, how: str
) -> None:
    """A paper goes to one of those it is for; said twice, the first time counts.

    Raises InputIsInvalid, PaperIsReplaced, ProbationOfficerFirst.
    """
    if how not in WAYS:
        raise InputIsInvalid(f"Choose one of: {', '.join(WAYS)}.", field="how")
    await _must_stand(session, paper)
    copies = await copies_of(session, paper.id)
    copy = _copy(copies, post)
    if copy.given_at is not None:
        return
    first = next(one for one in copies if one.post == FIRST)
    if copy is not first and first.given_at is None:
        raise ProbationOfficerFirst("The probation officer gets it before anybody else.")
    copy.given_at, copy.given_by, copy.how = clock.now(), signed.id, how
    session.add(copy)
    await session.flush()
    told = PaperGiven(**_event(incident, paper), post=post, how=how)
    await tell(session, incident, told, Actor("staff", signed.id))


async def acknowledge(
    session: AsyncSession, signed: SignedIn, incident: Incident, paper: Paper, post: str
) -> None:
    """One who got a paper confirmed it; said twice, the first time counts. Raises PaperNotGiven."""
    copy = _copy(await copies_of(session, paper.id), post)
    if copy.given_at is None:
        raise PaperNotGiven("It was not given yet.")
    if copy.acknowledged_at is not None:
        return
    copy.acknowledged_at = clock.now()
    session.add(copy)
    await session.flush()
    told = PaperAcknowledged(**_event(incident, paper), post=post)
    await tell(session, incident, told, Actor("staff", signed.id))


def _copy(copies: list[PaperCopy], post: str) -> PaperCopy:
    found = next((one for one in copies if one.post == post), None)
    if found is None:
        known = ", ".join(one.post for one in copies)
        raise InputIsInvalid(f"This paper is for: {known}.", field="post")
    return found


async def _must_stand(session: AsyncSession, paper: Paper) -> None:
    found = await session.exec(select(Paper.id).where(Paper.replaces == paper.id))
    by = found.first()
    if by is not None:
        raise PaperIsReplaced("A corrected paper stands in its place.", by=str(by))


async def paper_by_id(session: AsyncSession, paper_id: UUID, *, lock: bool = False) -> Paper:
    """A paper. Raises PaperNotFound. The incident's lock comes first."""
    wanted = select(Paper).where(Paper.id == paper_id)
    if lock:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = (await session.exec(wanted)).first()
    if found is None:
        raise PaperNotFound("There is no such paper, or it is not yours to see.")
    if lock:
        await must_stand_alone(session, found.incident_id)
    return found


async def copies_of(session: AsyncSession, paper_id: UUID) -> list[PaperCopy]:
    """Who gets a paper, in their order."""
    found = await session.exec(
        select(PaperCopy).where(PaperCopy.paper_id == paper_id).order_by(col(PaperCopy.no))
    )
    return list(found)


async def content_of(session: AsyncSession, paper: Paper) -> Content:
    """A paper's frozen facts, for somebody who came through a door. Raises DataIsErased."""
    keys = await keys_for(session, [paper.first_incident_id], SystemReason.SCREEN)
    if paper.first_incident_id not in keys or paper.content is None:
        raise DataIsErased("What was written here has been erased.")
    plain = security.unseal(keys[paper.first_incident_id], paper.content, content_place(paper.id))
    return Content(**json.loads(plain))


def _event(incident: Incident, paper: Paper) -> dict[str, Any]:
    return {"entity_id": incident.id, "version": incident.version + 1, "paper_id": paper.id}
