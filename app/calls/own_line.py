"""By which telephone one person is rung: chosen by a verb, read when a line is rung.

A choice counts from the next ring on. A leg is rung by what was chosen when it was made, however
often its ringing is tried, so a call in progress keeps its line.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.calls.desk_number import desk_number
from app.calls.line_events import LineChosen
from app.calls.line_models import LineKind, OwnLine
from app.calls.models import Leg
from app.calls.softphone import SoftphoneIsNotSetUp
from app.core import clock, outbox, security
from app.core.audience import about
from app.core.db import execute, fetch_value
from app.core.errors import HelplineError, InputIsInvalid, NotFound
from app.staff import permissions
from app.staff.models import Staff

NUMBER_KEPT = timedelta(days=1)
"""How long a number that counts no more is kept: a line it was chosen for may still be rung."""


class DeskNumberIsTaken(HelplineError):
    """The number is the line of somebody at work: nobody could tell for whom it rings."""

    status = HTTPStatus.CONFLICT
    code = "desk_number_is_taken"


class HasNoLine(NotFound):
    """Nobody of this id is rung for calls."""

    code = "has_no_line"


_ROLE = "SELECT role FROM staff WHERE id = $1 AND active"
_AT_HOME = """
SELECT NOT active OR coalesce(state = 'off', false) FROM staff
LEFT JOIN duty ON duty.staff_id = staff.id WHERE staff.id = $1
"""
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('own_line'))"
"""Choices are few, and one may end another's: they come one after the other."""


async def choose(
    session: AsyncSession,
    staff_id: UUID,
    kind: LineKind,
    number: str | None,
    by: UUID,
    *,
    browser: bool,
    helpline: str = "1098",
) -> OwnLine:
    """Be rung by this telephone from the next ring on; the same once more changes nothing.

    Without a number, `desk` takes the one given before. A desk is shared by shifts: who has gone
    home loses its number to whoever sits down there, and is rung as all are.

    `browser`: whether telephones in the browser are set up; `helpline`: what callers dial. Raises
    HasNoLine, SoftphoneIsNotSetUp, InputIsInvalid, DeskNumberIsTaken.
    """
    await _must_be_rung(session, staff_id)
    if kind is LineKind.BROWSER and not browser:
        raise SoftphoneIsNotSetUp(
            "Telephones in the browser are not set up: choose a desk telephone and give its number."
        )
    last = await _last(session, OwnLine.staff_id == staff_id)
    wanted = _number(kind, number, last, helpline)
    if last is not None and (last.kind, last.number) == (kind, wanted):
        return last
    if kind is LineKind.DESK:
        await _free_the_number(session, staff_id, wanted, by)
    return await _follow(session, staff_id, last, kind, wanted, by)


async def _last(session: AsyncSession, whose: bool | ColumnElement[bool]) -> OwnLine | None:
    """The choice that counts now."""
    counts = select(OwnLine).where(whose, col(OwnLine.ended_at).is_(None))
    return (await session.exec(counts)).first()


async def _must_be_rung(session: AsyncSession, staff_id: UUID) -> None:
    await execute(session, _ONE_AT_A_TIME)
    role = await fetch_value(session, _ROLE, staff_id)
    if role is None or permissions.scope_of(role, "line.choose") is None:
        raise HasNoLine("Nobody of this id is rung for calls.")


def _number(kind: LineKind, given: str | None, last: OwnLine | None, own: str) -> str | None:
    """The number that goes with the choice; one in the browser keeps it for another day."""
    if kind is LineKind.HOUSE:
        return None
    if given is not None:
        return desk_number(given, own)
    known = last.number if last else None
    if kind is LineKind.DESK and known is None:
        raise InputIsInvalid("Give the number of the desk telephone.", field="number")
    return known


async def _free_the_number(
    session: AsyncSession, staff_id: UUID, number: str | None, by: UUID
) -> None:
    """Raises DeskNumberIsTaken when it is the line of somebody who is at work."""
    held = await _last(session, OwnLine.number_index == _index(number))
    if held is None or held.staff_id == staff_id:
        return
    if not await fetch_value(session, _AT_HOME, held.staff_id):
        raise DeskNumberIsTaken("This number is the line of somebody who is at work.")
    await _follow(session, held.staff_id, held, LineKind.HOUSE, None, by)


def _index(number: str | None) -> bytes | None:
    return security.vault().blind_index(number) if number else None


async def _follow(
    session: AsyncSession,
    staff_id: UUID,
    last: OwnLine | None,
    kind: LineKind,
    number: str | None,
    by: UUID,
) -> OwnLine:
    now = clock.now()
    if last is not None:
        last.ended_at = now
        session.add(last)
        await session.flush()
    made = OwnLine(
        staff_id=staff_id,
        kind=kind,
        number=number,
        number_index=_index(number) if kind is LineKind.DESK else None,
        chosen_at=now,
        chosen_by=by,
        version=last.version + 1 if last else 1,
    )
    session.add(made)
    await session.flush()
    told = LineChosen(entity_id=staff_id, version=made.version, kind=kind.value, by_id=by)
    await outbox.record(session, told, [about("staff", staff_id)])
    return made


async def rung_at(session: AsyncSession, house: str, leg: Leg, name: str) -> str:
    """Where the phone network rings a person's leg: the desk telephone chosen when it was made.

    `house` is the line of everybody else, with `{name}` for the person's name.
    """
    found = (
        await session.exec(
            select(OwnLine)
            .where(OwnLine.staff_id == leg.staff_id, OwnLine.chosen_at <= leg.started_at)
            .order_by(col(OwnLine.version).desc())
            .limit(1)
        )
    ).first()
    if found is not None and found.kind is LineKind.DESK and found.number is not None:
        return found.number
    return house.format(name=name)


async def line_row(session: AsyncSession, staff_id: UUID) -> dict[str, Any]:
    """The line of one person as he or she alone may see it."""
    return row_of(staff_id, await _last(session, OwnLine.staff_id == staff_id))


def row_of(staff_id: UUID, line: OwnLine | None, *, own: bool = True) -> dict[str, Any]:
    """A choice as a row; somebody else is not told the number."""
    number = line.number if line else None
    return {
        "staff_id": str(staff_id),
        "kind": (line.kind if line else LineKind.HOUSE).value,
        "number": number if own else None,
        "has_number": number is not None,
        "version": line.version if line else 0,
    }


async def forget_numbers(session: AsyncSession) -> None:
    """Numbers that count no more are erased; who chose what, and when, stays."""
    over = col(OwnLine.ended_at) < clock.now() - NUMBER_KEPT
    erased: dict[str, Any] = {"number": None, "number_index": None}
    await session.exec(
        update(OwnLine).where(over, col(OwnLine.number).is_not(None)).values(**erased)
    )


async def rung_for(session: AsyncSession, house: str, leg: Leg) -> str:
    """The same for a leg whose person is not at hand."""
    person = await session.get_one(Staff, leg.staff_id)
    return await rung_at(session, house, leg, person.name)
