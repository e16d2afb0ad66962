"""Live rows of those who are guests of a call, or asked to be; it decides no access."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls import queries as calls
from app.calls.invitation_rows import help_rows, invitation_rows
from app.core.db import fetch
from app.realtime.channels import View
from app.realtime.collection import Collection, Gone, Ids, Row, Rows, Touches
from app.realtime.glance import glance
from app.realtime.history import Entry

KINDS = frozenset({"call", "contact", "incident"})
"""What changes these rows: the urgency of an incident is among what they show."""

_HELP_OF = "SELECT id, incident_id FROM call WHERE help_at IS NOT NULL AND incident_id = ANY($1)"


def _key(view: View) -> UUID:
    assert view.key is not None
    return view.key


def _uuids(ids: Ids) -> set[UUID] | None:
    return None if ids is None else {UUID(id_) for id_ in ids}


def _texts(rows: Mapping[UUID, Row]) -> Rows:
    return {str(id_): row for id_, row in rows.items()}


async def asked_touched(session: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    """By their own events; by any other of a call or a number, the one that is open now."""
    seen = await glance(session, view)
    touches = {str(id_): entries[-1] for id_ in seen.asked}
    told = {str(id_): one for one in entries if (id_ := one.id_of("invitation_id")) is not None}
    touches = {**told, **touches}
    return touches if seen.asked else Gone(touches)


async def asked(session: AsyncSession, view: View, ids: Ids) -> Rows:
    """What this counsellor is asked for, or has accepted."""
    return _texts(await invitation_rows(session, _key(view), _uuids(ids)))


async def joined_touched(session: AsyncSession, view: View, entries: Sequence[Entry]) -> Touches:
    """The calls the events are about; by a word on a number, every call one is a guest of."""
    touches = {str(one.entity_id): one for one in entries if one.kind == "call"}
    seen = await glance(session, view)
    if any(one.kind == "contact" for one in entries):
        touches |= {str(id_): entries[-1] for id_ in seen.joined}
    return touches if seen.joined else Gone(touches)


async def joined(session: AsyncSession, view: View, ids: Ids) -> Rows:
    """The calls one is a guest of."""
    rows = await calls.rows_of_guest(session, _key(view), _uuids(ids), full_number=view.full_number)
    return _texts(rows)


async def help_touched(session: AsyncSession, _: View, entries: Sequence[Entry]) -> Touches:
    """The calls the events are about, and those of the incidents they are about."""
    told = {one.entity_id: one for one in entries if one.kind == "incident"}
    rows = await fetch(session, _HELP_OF, list(told)) if told else ()
    touches = {str(row["id"]): told[row["incident_id"]] for row in rows}
    return touches | {str(one.entity_id): one for one in entries if one.kind == "call"}


async def helps(session: AsyncSession, _: View, ids: Ids) -> Rows:
    """Counsellors who ask for help."""
    return _texts(await help_rows(session, _uuids(ids)))


MINE = (
    Collection("invitations", "invitations.answer", KINDS, asked_touched, asked),
    Collection("joined", "calls.leave", frozenset({"call", "contact"}), joined_touched, joined),
)
HELP = Collection("help", "calls.answer_help", KINDS, help_touched, helps)
