"""HTTP of what live channels hold: their published schema, and an incident's file in one answer."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter

from app.cases.aliases import kept_of
from app.core.db import SessionDep
from app.realtime.channels import incident_view
from app.realtime.messages import live_schema
from app.realtime.rows import collections_of
from app.realtime.schemas import IncidentFile
from app.staff.auth import SignedIn, allow, open_to_anyone
from app.staff.permissions import require

router = APIRouter()

Opener = Annotated[SignedIn, allow("incidents.open")]


@router.get("/live.schema.json", tags=["live"], dependencies=[open_to_anyone("schema.read")])
async def schema() -> dict[str, Any]:
    """Every message and close code of `ws /live` as JSON Schema."""
    return live_schema()


@router.get("/incidents/{incident_id}", tags=["incidents"], response_model=IncidentFile)
async def see(session: SessionDep, signed: Opener, incident_id: UUID) -> dict[str, Any]:
    """Open an incident: what is known, the form, the steps, who goes. The opening is recorded.

    A ticket that was linked leads to the incident it is a report of, whose `reports` name it.
    """
    incident_id = await kept_of(session, incident_id)
    view = await incident_view(session, signed, incident_id, require(signed, "incidents.open"))
    rows = {one.name: await one.rows(session, view, None) for one in collections_of(view)}
    return {
        "incident": rows["incident"][str(incident_id)],
        "intake": rows["intake"],
        "timeline": list(rows["timeline"].values()),
        "dispatches": list(rows["dispatches"].values()),
        "calls": sorted(rows["calls"].values(), key=lambda call: call["arrived_at"]),
        "texts": sorted(rows["texts"].values(), key=lambda text: text["came_at"]),
        "journey": rows["journey"][str(incident_id)],
        "marriage": rows["marriage"].get(str(incident_id)),
        "papers": list(rows["papers"].values()),
        "unmet": list(rows["unmet"].values()),
    }
