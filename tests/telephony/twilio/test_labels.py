"""A guest's line by our own name for it: its news may overtake the answer of its ringing."""

import pytest
from sqlmodel import select

from app.calls import invitations
from app.calls.models import Invitation, Leg
from app.calls.states import InvitationKind, LegState
from app.core.db import Database
from tests.calls.test_on_hold import talking
from tests.factories import add_counsellor
from tests.serving import Served


async def asked(database: Database) -> Leg:
    """A colleague who has accepted, and whose line was not rung yet by our books."""
    owner, call = await talking(database)
    colleague = await add_counsellor(database)
    async with database.transaction() as session:
        await invitations.ask(session, call.id, owner.id, colleague.id, InvitationKind.JOIN)
    async with database.transaction() as session:
        (invitation,) = (await session.exec(select(Invitation))).all()
        await invitations.accept(session, invitation.id, colleague.id)
        assert invitation.leg_id is not None
        return await session.get_one(Leg, invitation.leg_id)


async def told(served: Served, leg: Leg, label: str) -> None:
    said = {
        "CallSid": "CA-guest",
        "StatusCallbackEvent": "participant-join",
        "SequenceNumber": "4",
        "ParticipantLabel": label,
    }
    assert (await served.hook(f"/conference/{leg.call_id}/{leg.step}", said))[0] == 200


async def now(database: Database, leg: Leg) -> Leg:
    async with database.transaction() as session:
        return await session.get_one(Leg, leg.id)


async def test_a_guest_is_known_by_our_own_id_before_the_ringing_is_answered_for(
    served: Served, database: Database
) -> None:
    leg = await asked(database)
    await told(served, leg, str(leg.id))
    after = await now(database, leg)
    assert (after.state, after.provider_call_id) == (LegState.JOINED, "CA-guest")


@pytest.mark.parametrize(
    "label", ["", "nobody", "x" * 5000, "00000000-0000-4000-8000-000000001098"]
)
async def test_a_label_that_is_none_of_this_calls_moves_nobody(
    served: Served, database: Database, label: str
) -> None:
    leg = await asked(database)
    await told(served, leg, label)
    assert (await now(database, leg)).state is LegState.RINGING
