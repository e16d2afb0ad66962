"""Reports of visits: what the one who went found, and photos in pieces; it shows them to nobody.

Words and pictures are sealed under the incident's key; events hold ids and counts.
"""

import asyncio
import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason, keys_for
from app.cases.sealed import DataIsErased
from app.core import clock, security
from app.core.errors import InputIsInvalid, NotFound
from app.core.moves import IllegalMove
from app.core.settings import Settings
from app.dispatch import lapsing
from app.dispatch.ladder import Responder
from app.dispatch.models import Step
from app.dispatch.photos import cleaned
from app.dispatch.report_models import VisitPhoto, VisitPhotoPart, VisitReport
from app.dispatch.scene import Scene, actor_of, open_scene, said_at
from app.dispatch.service import NotYourTask
from app.dispatch.states import DispatchState
from app.dispatch.visit_events import PhotoCame, VisitReported

AFTER_REACHING: Final = (DispatchState.REACHED, DispatchState.DONE)
UNREADABLE: Final = "photo_unreadable"
"""The code of a receipt: the pieces make no photo, and were thrown away."""
LAPSED: Final = "photo_lapsed"
"""The code of a receipt: the pieces that came long before were deleted, so it can't be whole."""


class VisitReportNotFound(NotFound):
    """No such report, or not of this person."""

    code = "visit_report_not_found"


@dataclass(frozen=True, slots=True)
class Piece:
    """Piece `part` of `of` of photo `photo` of a report, all counted from 1; `data` is base64."""

    report_id: UUID
    photo: int
    part: int
    of: int
    data: str


async def report(
    session: AsyncSession,
    dispatch_id: UUID,
    by: Responder,
    report_id: UUID,
    said: Mapping[str, Any],
    photos: int,
    at: datetime,
    settings: Settings,
) -> None:
    """What `by` found, told at `at`; `photos` so many follow. `report_id` is the phone's own.

    Raises IllegalMove before the child was reached, NotYourTask, DispatchNotFound, DataIsErased.
    """
    scene, step = await _own_visit(session, dispatch_id, by)
    key = await _key(session, scene.incident.id)
    words = json.dumps(said, ensure_ascii=False)
    session.add(
        VisitReport(
            id=report_id,
            dispatch_id=dispatch_id,
            worker_id=by.id,
            at=said_at(at, scene.dispatch.reached_at),
            sealed_by=scene.incident.id,
            said=security.seal(key, words, place_of(report_id)),
            photos=photos,
        )
    )
    await session.flush()
    if photos:
        await lapsing.wait(session, report_id, settings)
    await scene.tell(VisitReported, actor_of(by), step, photos=photos)


async def add_piece(
    session: AsyncSession, dispatch_id: UUID, by: Responder, piece: Piece, settings: Settings
) -> str | None:
    """Keep a piece; with the last one the photo is made anew and kept whole.

    Answers UNREADABLE when the pieces make no photo, LAPSED when those before are kept no more.
    Raises VisitReportNotFound, InputIsInvalid, DataIsErased.
    """
    scene, step = await _own_visit(session, dispatch_id, by)
    told = await session.get(VisitReport, piece.report_id)
    if told is None or told.dispatch_id != dispatch_id or told.worker_id != by.id:
        raise VisitReportNotFound("There is no such report, or it is not yours.")
    if piece.photo > told.photos or piece.part > piece.of:
        raise InputIsInvalid("The report says that fewer photos follow.", field="photo")
    if piece.photo in told.lapsed:
        return LAPSED
    if await _is_whole(session, told.id, piece.photo):
        return None  # a piece that comes once more; kept, it would wait for the others for ever
    key = await _key(session, told.sealed_by)
    at = (told.id, piece.photo, piece.part)
    if await session.get(VisitPhotoPart, at) is None:
        place = place_of(told.id, piece.photo, piece.part)
        data = security.seal_bytes(key, _decoded(piece.data), place)
        session.add(VisitPhotoPart(report_id=told.id, photo=at[1], part=at[2], data=data))
        await session.flush()
    whole = await _whole(session, told.id, piece, key)
    if whole is None:
        await lapsing.wait(session, told.id, settings)
        return None
    await _forget_parts(session, told.id, piece.photo)
    try:
        picture = await asyncio.to_thread(cleaned, whole)
    except InputIsInvalid:
        return UNREADABLE
    await _keep(session, told, piece.photo, security.seal_bytes(key, picture, _place(told, piece)))
    await scene.announce(PhotoCame, step, photo=piece.photo)
    return None


def _place(told: VisitReport, piece: Piece) -> str:
    return place_of(told.id, piece.photo)


def place_of(report_id: UUID, *parts: int) -> str:
    """What the words of a report, a photo or a piece of one are bound to."""
    return ":".join(("visit_report", str(report_id), *map(str, parts)))


async def _own_visit(session: AsyncSession, dispatch_id: UUID, by: Responder) -> tuple[Scene, Step]:
    scene = await open_scene(session, dispatch_id, SystemReason.DISPATCH_MOVED_ON)
    step = scene.step_of(by)
    if by.kind != "worker" or scene.accepted is not step:
        raise NotYourTask("Only the one who went tells of the visit.")
    state = scene.dispatch.state
    if state not in AFTER_REACHING:
        raise IllegalMove("A visit is told of once the child was reached.", state=state.value)
    return scene, step


async def _key(session: AsyncSession, incident_id: UUID) -> bytes:
    keys = await keys_for(session, [incident_id], SystemReason.DISPATCH_MOVED_ON)
    if incident_id not in keys:
        raise DataIsErased("What was said here has been erased.")
    return keys[incident_id]


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise InputIsInvalid("A piece of a photo is base64.", field="data") from error


async def _whole(session: AsyncSession, report_id: UUID, piece: Piece, key: bytes) -> bytes | None:
    """The photo's bytes once every piece is here, else None."""
    found = await session.exec(
        select(VisitPhotoPart)
        .where(VisitPhotoPart.report_id == report_id, VisitPhotoPart.photo == piece.photo)
        .order_by(col(VisitPhotoPart.part))
    )
    parts = list(found)
    if len(parts) < piece.of:
        return None
    return b"".join(
        security.unseal_bytes(key, one.data, place_of(report_id, one.photo, one.part))
        for one in parts
    )


async def _is_whole(session: AsyncSession, report_id: UUID, no: int) -> bool:
    """Whether the photo of this number is kept; the first whole one stays."""
    found = await session.exec(
        select(VisitPhoto.id).where(VisitPhoto.report_id == report_id, VisitPhoto.no == no)
    )
    return found.first() is not None


async def _forget_parts(session: AsyncSession, report_id: UUID, photo: int) -> None:
    await session.exec(
        delete(VisitPhotoPart).where(
            col(VisitPhotoPart.report_id) == report_id, col(VisitPhotoPart.photo) == photo
        )
    )


async def _keep(session: AsyncSession, told: VisitReport, no: int, picture: bytes) -> None:
    session.add(VisitPhoto(report_id=told.id, no=no, came_at=clock.now(), picture=picture))
    await session.flush()
