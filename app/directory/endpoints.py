"""HTTP of the directory: place search; it checks the permission and shows rows."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from app.directory.queries import found_row
from app.directory.schemas import Places
from app.geo.lookup import gazetteer
from app.staff.auth import SignedIn, allow

router = APIRouter(tags=["places"])

Searcher = Annotated[SignedIn, allow("places.search")]


@router.get("/places", response_model=Places)
async def search(
    _: Searcher,
    q: Annotated[str, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=20)] = 8,
) -> dict[str, Any]:
    """Places that answer `q`, best first: Bangla, English or Latin letters, old names, typos."""
    return {"items": [found_row(found.place) for found in gazetteer().search(q, limit)]}
