"""Browsers that take pushes: who subscribed one, and when it ends; it sends nothing."""

import base64
import binascii
import json
from dataclasses import asdict
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.core import clock, security
from app.core.errors import InputIsInvalid
from app.core.settings import Settings
from app.dispatch.messenger import Device
from app.dispatch.models import PushSubscription
from app.dispatch.reach import end_subscriptions
from app.staff.auth import SignedIn

MOST: Final = 10
"""Browsers of one worker, centre or supervisor; the oldest one ends when there is one more."""
LONGEST_ENDPOINT: Final = 1000
AUTH_BYTES: Final = 16
"""Source: RFC 8291, 3.2: the authentication secret is sixteen octets, the key a point on P-256."""


async def subscribe(
    session: AsyncSession, signed: SignedIn, device: Device, settings: Settings
) -> None:
    """From now on this browser shows the alerts of whoever is signed in there. Twice is once.

    It ends with the sign-in. A browser that was somebody else's is so no more. Raises
    InputIsInvalid naming the field.
    """
    check(device, settings)
    kind, owner_id = owner_of(signed)
    index = security.vault().blind_index(device.endpoint)
    found = await session.exec(
        select(PushSubscription)
        .where(PushSubscription.endpoint_index == index)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    sealed = json.dumps(asdict(device))
    one = found.first() or PushSubscription(
        kind=kind,
        owner_id=owner_id,
        staff_id=signed.id,
        endpoint_index=index,
        device=sealed,
        made_at=clock.now(),
    )
    one.kind, one.owner_id, one.staff_id, one.device = kind, owner_id, signed.id, sealed
    one.made_at, one.ended_at, one.ending = clock.now(), None, None
    one.session_id = signed.session_id
    session.add(one)
    await session.flush()
    await _end_the_oldest(session, one)


async def unsubscribe(session: AsyncSession, signed: SignedIn, endpoint: str) -> None:
    """This browser shows nothing more; only whose it is can say so, and else nothing happens."""
    found = await session.exec(
        select(PushSubscription.id).where(
            PushSubscription.endpoint_index == security.vault().blind_index(endpoint),
            PushSubscription.staff_id == signed.id,
        )
    )
    await end_subscriptions(session, list(found), "left")


async def _end_the_oldest(session: AsyncSession, newest: PushSubscription) -> None:
    alive = await session.exec(
        select(PushSubscription.id)
        .where(
            PushSubscription.kind == newest.kind,
            PushSubscription.owner_id == newest.owner_id,
            col(PushSubscription.ended_at).is_(None),
        )
        .order_by(col(PushSubscription.made_at).desc(), col(PushSubscription.id))
    )
    await end_subscriptions(session, list(alive)[MOST:], "too_many")


def owner_of(signed: SignedIn) -> tuple[str, UUID]:
    """For whom somebody signed in is alerted: a worker, a centre, or for himself or herself."""
    if signed.worker_id is not None:
        return "worker", signed.worker_id
    if signed.centre_id is not None:
        return "centre", signed.centre_id
    return "staff", signed.id


def check(device: Device, settings: Settings) -> None:
    """An address we would send to must be one of a push service. Raises InputIsInvalid.

    Else whoever is signed in could have us call any machine we can reach.
    """
    if len(device.endpoint) > LONGEST_ENDPOINT or not _is_of_a_service(device.endpoint, settings):
        raise InputIsInvalid("This is no address of a push service.", field="endpoint")
    try:
        point = _decoded(device.p256dh)
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise InputIsInvalid("This is no key of a browser.", field="keys.p256dh") from None
    try:
        right = len(_decoded(device.auth)) == AUTH_BYTES
    except ValueError:
        right = False
    if not right:
        raise InputIsInvalid("This is no secret of a browser.", field="keys.auth")


def _is_of_a_service(endpoint: str, settings: Settings) -> bool:
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.fragment:
        return False
    known = [name.strip().lower() for name in settings.push_services.split(",") if name.strip()]
    if f"{host}:{port}" in known:  # written with its port: one of our own, perhaps without TLS
        return parts.scheme in ("https", "http")
    named = any(host == name or host.endswith(f".{name}") for name in known)
    return parts.scheme == "https" and port in (None, 443) and named


def _decoded(text: str) -> bytes:
    """Base64 for addresses, with or without its filling. Raises ValueError."""
    try:
        padded = text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)
        return base64.b64decode(padded.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise ValueError("no base64") from error
