"""HTTP of the live line: its published schema."""

from typing import Any

from fastapi import APIRouter

from app.realtime.messages import live_schema
from app.staff.auth import open_to_anyone

router = APIRouter(tags=["live"])


@router.get("/live.schema.json", dependencies=[open_to_anyone("schema.read")])
async def schema() -> dict[str, Any]:
    """Every message and close code of `ws /live` as JSON Schema."""
    return live_schema()
