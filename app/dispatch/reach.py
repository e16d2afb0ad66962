"""Through which channels somebody can be reached, and where; it sends nothing and ranks nobody."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock
from app.core.db import execute
from app.directory.contacts import address_of
from app.dispatch.channels import EMAIL, PUSH, TEXT, VOICE
from app.dispatch.messenger import Device
from app.dispatch.models import PushSubscription
from app.staff.models import StaffSession

GONE: Final = "gone"
_END: Final = """
UPDATE push_subscription SET ended_at = $2, ending = $3 WHERE id = ANY($1) AND ended_at IS NULL
"""


@dataclass(frozen=True)
class Reach:
    """Addresses by channel, verified ones alone; browsers by the id of their subscription."""

    addresses: dict[str, str] = field(default_factory=dict, repr=False)
    devices: dict[UUID, Device] = field(default_factory=dict, repr=False)

    @property
    def channels(self) -> frozenset[str]:
        """Through which something can be sent."""
        return frozenset(self.addresses) | ({PUSH} if self.devices else frozenset())


async def reach_of(session: AsyncSession, kind: str, owner_id: UUID) -> Reach:
    """How a worker, a centre or one of our own (`staff`) is reached outside of a screen.

    A browser whose sign-in ran out in time still wakes; one that was signed out, or whose account
    was closed or given another password, does not.
    """
    found = await session.exec(
        select(PushSubscription)
        .join(StaffSession, col(StaffSession.id) == col(PushSubscription.session_id))
        .where(
            PushSubscription.kind == kind,
            PushSubscription.owner_id == owner_id,
            col(PushSubscription.ended_at).is_(None),
            col(StaffSession.ended_at).is_(None),
        )
    )
    devices = {one.id: Device(**json.loads(one.device)) for one in found}
    return Reach(await _addresses(session, kind, owner_id), devices)


async def _addresses(session: AsyncSession, kind: str, owner_id: UUID) -> dict[str, str]:
    found = {one: await address_of(session, kind, owner_id, one) for one in (TEXT, VOICE, EMAIL)}
    return {channel: address for channel, address in found.items() if address is not None}


async def end_subscriptions(session: AsyncSession, ids: Collection[UUID], why: str = GONE) -> None:
    """These browsers take no pushes any more."""
    if ids:
        await execute(session, _END, list(ids), clock.now(), why)
