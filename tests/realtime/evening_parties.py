"""Steps of an evening about the parties of a call: help, services, listeners, transfer; no test."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from app.calls import asking_help, invitations, listening, own_line, parties, wrap_up
from app.calls import service as calls
from app.calls.line_models import LineKind
from app.calls.models import Call, Invitation, Leg
from app.calls.service_phones import service_of
from app.calls.states import InvitationKind, LegState, Mode, PartyKind
from app.staff.duty import move_duty, seen
from app.staff.models import DutyRow
from app.staff.states import Duty
from tests.realtime.evening import Evening

Act = Callable[[Evening], Awaitable[Any]]


async def _call(evening: Evening) -> tuple[UUID, UUID]:
    """The call, and whose it is."""
    call: Call = await evening.do(lambda s: s.get_one(Call, evening.calls["first"]))
    assert call.owner_id is not None
    return call.id, call.owner_id


def own(verb: Callable[..., Awaitable[Any]], *about: Any) -> Act:
    """A verb of the counsellor whose call it is."""

    async def act(evening: Evening) -> None:
        call, owner = await _call(evening)
        await evening.do(lambda s: verb(s, call, owner, *about))

    return act


async def _line_chosen(evening: Evening) -> None:
    asha, boss = evening.people["asha"].id, evening.people["shanta"].id
    desk, number = LineKind.DESK, "+8801012345678"
    await evening.do(lambda s: own_line.choose(s, asha, desk, number, boss, browser=False))


async def _answered(evening: Evening) -> None:
    (call, _), boss = await _call(evening), evening.people["shanta"].id
    await evening.do(lambda s: asking_help.answer(s, call, boss))


async def _leg(evening: Evening, kind: PartyKind) -> Leg:
    found = await evening.do(
        lambda s: s.exec(
            select(Leg)
            .where(Leg.call_id == evening.calls["first"], Leg.kind == kind)
            .order_by(col(Leg.started_at).desc())
        )
    )
    leg: Leg = found.first()
    return leg


def moved(kind: PartyKind, state: LegState) -> Act:
    """The line of the last party of this kind goes on."""

    async def act(evening: Evening) -> None:
        leg = await _leg(evening, kind)
        await evening.do(lambda s: calls.leg_moved(s, leg.id, state, f"CA-{leg.id}"))

    return act


async def _service_held(evening: Evening) -> None:
    (call, owner), leg = await _call(evening), await _leg(evening, PartyKind.SERVICE)
    await evening.do(lambda s: parties.party(s, call, owner, leg.id, "hold"))


def listens(mode: Mode) -> Act:
    """The supervisor is on the line in this mode."""

    async def act(evening: Evening) -> None:
        (call, _), boss = await _call(evening), evening.people["shanta"]
        evening.watched.screens.append(("shanta", "me"))
        await evening.do(lambda s: listening.listen(s, call, boss, mode))

    return act


async def _boss_leaves(evening: Evening) -> None:
    (call, _), boss = await _call(evening), evening.people["shanta"].id
    await evening.do(lambda s: parties.leave(s, call, boss))


async def _free(session: Any, but: UUID) -> UUID:
    """A counsellor who is free, or is so from now on."""
    duties = list(await session.exec(select(DutyRow).where(col(DutyRow.staff_id) != but)))
    ids = [one.staff_id for one in duties if one.state is Duty.AVAILABLE]
    if not ids:
        back = next(one for one in duties if (one.state, "resume") in RESUMES)
        await move_duty(session, back.staff_id, "resume")
        ids = [back.staff_id]
    await seen(session, ids)
    return ids[0]


RESUMES = {(Duty.PAUSED, "resume"), (Duty.NO_ANSWER, "resume")}


def asks(kind: InvitationKind) -> Act:
    """The counsellor asks somebody free."""

    async def act(evening: Evening) -> None:
        call, owner = await _call(evening)

        async def ask(session: Any) -> None:
            to = await _free(session, owner)
            await invitations.ask(session, call, owner, to, kind)

        await evening.do(ask)

    return act


async def _last(evening: Evening) -> Invitation:
    found = await evening.do(
        lambda s: s.exec(select(Invitation).order_by(col(Invitation.asked_at).desc()))
    )
    invitation: Invitation = found.first()
    return invitation


async def _declined(evening: Evening) -> None:
    one = await _last(evening)
    await evening.do(lambda s: invitations.decline(s, one.id, one.to_id, "busy"))


async def _accepted(evening: Evening) -> None:
    one = await _last(evening)
    await evening.do(lambda s: invitations.accept(s, one.id, one.to_id))


async def _completed(evening: Evening) -> None:
    one = await _last(evening)
    await evening.do(lambda s: invitations.complete(s, one.id, one.from_id))


async def _sender_done(evening: Evening) -> None:
    one = await _last(evening)
    await evening.do(lambda s: wrap_up.complete(s, one.call_id, one.from_id))


PARTIES: tuple[tuple[str, Act], ...] = (
    ("a desk telephone is chosen for a counsellor", _line_chosen),
    ("the counsellor asks for help", own(asking_help.ask)),
    ("which a supervisor answers", _answered),
    ("the caller is muted", own(parties.caller, "mute")),
    ("and heard again", own(parties.caller, "unmute")),
    ("a service is rung", own(parties.add_service, service_of(None, "999"))),
    ("it talks along", moved(PartyKind.SERVICE, LegState.JOINED)),
    ("is put on hold", _service_held),
    ("and hangs up", moved(PartyKind.SERVICE, LegState.LEFT)),
    ("a supervisor listens", listens(Mode.LISTEN)),
    ("is in", moved(PartyKind.SUPERVISOR, LegState.JOINED)),
    ("whispers", listens(Mode.WHISPER)),
    ("leaves", _boss_leaves),
    ("and has left", moved(PartyKind.SUPERVISOR, LegState.LEFT)),
    ("a colleague is asked to talk along", asks(InvitationKind.JOIN)),
    ("and does not come", _declined),
    ("a colleague is asked to take it over", asks(InvitationKind.WARM)),
    ("accepts", _accepted),
    ("is in the talk", moved(PartyKind.COLLEAGUE, LegState.JOINED)),
    ("and has the call", _completed),
    ("who had it has wrapped up", _sender_done),
)
