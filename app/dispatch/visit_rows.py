"""What was found at visits, opened for a person who has come through a door; it changes nothing."""

import json
from collections import defaultdict
from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.cases.access import SystemReason, keys_for
from app.core import security
from app.core.db import fetch
from app.core.errors import NotFound
from app.directory.queries import responder_names
from app.dispatch.models import Dispatch
from app.dispatch.report_models import VisitPhoto, VisitReport
from app.dispatch.visits import place_of

Row = dict[str, Any]


class VisitPhotoNotFound(NotFound):
    """No such photo, or not of an incident this person may open."""

    code = "visit_photo_not_found"


async def reports_of(session: AsyncSession, incident_id: UUID) -> list[Row]:
    """Every report of an incident that a person has opened just now, oldest first."""
    found = await session.exec(
        select(VisitReport, Dispatch.task_no)
        .join(Dispatch, col(Dispatch.id) == col(VisitReport.dispatch_id))
        .where(Dispatch.incident_id == incident_id)
        .order_by(col(VisitReport.at))
    )
    told = list(found)
    if not told:
        return []
    keys = await keys_for(session, {one.sealed_by for one, _ in told}, SystemReason.SCREEN)
    names = await responder_names(session, {one.worker_id for one, _ in told})
    photos = await _photos(session, [one.id for one, _ in told])
    return [
        {
            "id": str(one.id),
            "task_no": task_no,
            "by": names[one.worker_id],
            "at": one.at.isoformat(),
            **_said(one, keys),
            "photos": photos[one.id],
            "photos_taken": one.photos,
        }
        for one, task_no in told
    ]


def _said(one: VisitReport, keys: dict[UUID, bytes]) -> Row:
    if one.sealed_by not in keys:
        return {"met": [], "safe": None, "needs": [], "words": None}
    said: Row = json.loads(security.unseal(keys[one.sealed_by], one.said, place_of(one.id)))
    return said


_PHOTOS = "SELECT id, report_id, no FROM visit_photo WHERE report_id = ANY($1) ORDER BY no"


async def _photos(session: AsyncSession, report_ids: Collection[UUID]) -> dict[UUID, list[Row]]:
    photos: dict[UUID, list[Row]] = defaultdict(list)
    for row in await fetch(session, _PHOTOS, list(report_ids)):
        photos[row["report_id"]].append({"id": str(row["id"]), "no": row["no"]})
    return photos


_OF_PHOTO = """
SELECT incident_id FROM visit_photo JOIN visit_report ON visit_report.id = report_id
JOIN dispatch ON dispatch.id = dispatch_id WHERE visit_photo.id = $1
"""


async def incident_of_photo(session: AsyncSession, photo_id: UUID) -> UUID | None:
    """The incident a photo belongs to now."""
    found = await fetch(session, _OF_PHOTO, photo_id)
    return found[0]["incident_id"] if found else None


async def picture_of(session: AsyncSession, photo_id: UUID) -> bytes:
    """The picture as JPEG. Raises VisitPhotoNotFound, also when it was erased."""
    photo = await session.get(VisitPhoto, photo_id)
    report = await session.get(VisitReport, photo.report_id) if photo else None
    if photo is None or report is None:
        raise VisitPhotoNotFound("There is no such photo, or it is not yours to see.")
    keys = await keys_for(session, [report.sealed_by], SystemReason.SCREEN)
    if report.sealed_by not in keys:
        raise VisitPhotoNotFound("This photo has been erased.")
    return security.unseal_bytes(
        keys[report.sealed_by], photo.picture, place_of(report.id, photo.no)
    )


_SUMMARY = """
SELECT dispatch_id, max(at) AS at, sum(photos)::int AS photos,
    sum(cardinality(lapsed))::int AS lapsed,
    (SELECT count(*) FROM visit_photo JOIN visit_report AS own ON own.id = report_id
        WHERE own.dispatch_id = visit_report.dispatch_id) AS came
FROM visit_report WHERE dispatch_id = ANY($1) GROUP BY dispatch_id
"""


async def visit_rows(session: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Row]:
    """That there are reports, by dispatch: since when, and how many photos; no word of them."""
    found = await fetch(session, _SUMMARY, list(ids)) if ids else ()
    return {
        one["dispatch_id"]: {
            "at": one["at"].isoformat(),
            "photos": one["photos"],
            "came": one["came"],
            "lapsed": one["lapsed"],
        }
        for one in found
    }
